/** Searches of the palette that the core answers: words within threads, files of the project in sight. */
import { useEffect, useState } from 'react';
import type { ProjectId } from '#contract/ids.ts';
import type { SearchHit } from '#contract/threads.ts';
import { call } from '#renderer/state/core.ts';

const HITS = 30;
const FILES = 40;
/** Typing is faster than searching is useful. */
const WAIT_MS = 120;

export interface Searched<T> {
  readonly found: readonly T[];
  readonly busy: boolean;
}
const none = { found: [], busy: false } as const;

/** Keeps the last answer on the screen while the next one is under way. */
const useSearch = <T>(key: string | null, ask: (signal: AbortSignal) => Promise<readonly T[]>): Searched<T> => {
  const [state, setState] = useState<Searched<T>>(none);
  useEffect(() => {
    if (key === null) return setState(none);
    const stop = new AbortController();
    setState((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      ask(stop.signal).then(
        (found) => setState({ found, busy: false }),
        () => !stop.signal.aborted && setState(none),
      );
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
    // `key` stands for all that `ask` depends on.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key]);
  return state;
};

export const useThreadSearch = (query: string): Searched<SearchHit> =>
  useSearch(query.length < 2 ? null : query, (signal) => call('threads.search', { query, limit: HITS }, signal));

export const useFileSearch = (project: ProjectId | null, query: string, wanted: boolean): Searched<string> =>
  useSearch(project === null || !wanted ? null : `${project}\n${query}`, (signal) =>
    project === null ? Promise.resolve([]) : call('projects.files', { project, query, limit: FILES }, signal),
  );
