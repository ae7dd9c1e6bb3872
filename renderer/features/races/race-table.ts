/** What the variants of a race are compared by. Pure. */
import type { Comment } from '#contract/comments.ts';
import type { RaceId } from '#contract/ids.ts';
import type { Changes, Evidence } from '#contract/review.ts';
import { changesOf, type Thread } from '#contract/threads.ts';

/** In the order in which they were begun; archived ones too, since a race is looked back at. */
export const runnersOf = (threads: Iterable<Thread>, race: RaceId): readonly Thread[] =>
  [...threads].filter((thread) => thread.race?.id === race).toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));

/** Milliseconds from the start to the end of the last turn, or to now while it works. */
export const tookOf = ({ state, createdAt }: Pick<Thread, 'state' | 'createdAt'>, now: number): number =>
  Math.max(0, (state.kind === 'idle' || state.kind === 'failed' ? state.since : now) - createdAt);

/** “4 s”, “3 min 5 s”, “1 h 20 min”. */
export const tookText = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

export type TestsFound =
  { readonly kind: 'none' } | { readonly kind: 'passed' | 'failed' | 'running'; readonly command: string; readonly last: string };

/** The last run of tests, a build or a check: what came before it was about an earlier state of the files. */
export const testsOf = (evidence: Pick<Evidence, 'commands'>): TestsFound => {
  const last = evidence.commands.findLast(({ test }) => test);
  if (last === undefined) return { kind: 'none' };
  const kind = last.status === 'live' ? 'running' : last.exitCode === 0 ? 'passed' : 'failed';
  return { kind, command: last.command, last: last.last };
};

/** What a reviewer found and nobody has dismissed. */
export const findingsOf = (comments: readonly Comment[]): { readonly all: number; readonly grave: number } => {
  const found = comments.filter(({ author, state }) => author.kind === 'reviewer' && state !== 'dismissed');
  return { all: found.length, grave: found.filter(({ severity }) => severity === 'critical' || severity === 'major').length };
};

export interface FileRow {
  readonly path: string;
  /** By variant, in their order; null where it did not touch the file. */
  readonly cells: readonly ({ readonly added: number; readonly deleted: number } | null)[];
}

/** Every file that any of them touched; those that most of them did come first. */
export const fileRows = (all: readonly (Changes | null)[]): readonly FileRow[] => {
  const paths = new Set(all.flatMap((changes) => changes?.files.map(({ path }) => path) ?? []));
  const byPath = all.map((changes) => new Map(changes?.files.map((file) => [file.path, file]) ?? []));
  return [...paths]
    .map((path) => ({
      path,
      cells: byPath.map((files) => {
        const file = files.get(path);
        return file === undefined ? null : { added: file.added, deleted: file.deleted };
      }),
    }))
    .toSorted((a, b) => b.cells.filter(Boolean).length - a.cells.filter(Boolean).length || a.path.localeCompare(b.path));
};

/** Whether all have come to rest, so that comparing them is fair. */
export const isOver = (runners: readonly Thread[]): boolean =>
  runners.every((thread) => thread.state.kind === 'idle' || thread.state.kind === 'failed');

/** The fewest lines among those that finished with a change: marked, not judged. */
export const smallestOf = (runners: readonly Thread[]): Thread['id'] | null => {
  const sized = runners
    .filter((thread) => thread.state.kind === 'idle' && changesOf(thread).files > 0)
    .map((thread) => ({ id: thread.id, lines: changesOf(thread).added + changesOf(thread).deleted }))
    .toSorted((a, b) => a.lines - b.lines);
  return sized.length > 1 && sized[0]?.lines !== sized[1]?.lines ? (sized[0]?.id ?? null) : null;
};
