/** Conversations from outside that match, asked of the core as one types. */
import { useEffect, useState } from 'react';
import type { CallOutput } from '#contract/contract.ts';
import type { Failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import { call, failureOf } from '#renderer/state/core.ts';

/** Typing is faster than searching is useful. */
const WAIT_MS = 120;

export type Importable =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'listed'; readonly list: CallOutput<'imports.list'>; readonly isOld: boolean };

/** The last list stays on the screen while the next one is under way. */
export const useImportable = (project: ProjectId | null, query: string, round: number): Importable => {
  const [state, setState] = useState<Importable>({ kind: 'loading' });
  useEffect(() => setState({ kind: 'loading' }), [project, round]);
  useEffect(() => {
    if (project === null) return;
    const stop = new AbortController();
    setState((before) => (before.kind === 'listed' ? { ...before, isOld: true } : { kind: 'loading' }));
    const timer = setTimeout(
      () => {
        call('imports.list', { project, query }, stop.signal).then(
          (list) => setState({ kind: 'listed', list, isOld: false }),
          (error: unknown) => {
            if (!stop.signal.aborted) setState({ kind: 'failed', failure: failureOf(error) });
          },
        );
      },
      query === '' ? 0 : WAIT_MS,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [project, query, round]);
  return state;
};
