/** The calls by which a change is read, marked, staged, reverted and edited. */
import type { Handlers } from '#main/base/handlers.ts';
import type { Checkpoints } from '#main/checkpoints/checkpoints.ts';
import type { Acts } from './acts.ts';
import type { ReviewParts } from './compute-changes.ts';
import { listScopes, type ScopeSources } from './list-scopes.ts';
import type { ReadChange } from './read-change.ts';
import type { Viewed } from './viewed.ts';
import { writeFile } from './write-file.ts';

export interface ReadingDeps {
  readonly parts: ReviewParts;
  readonly reading: ReadChange;
  readonly viewed: Viewed;
  readonly acts: Acts;
  readonly checkpoints: Checkpoints;
  readonly scopes: ScopeSources;
}

type ReadingKey =
  | `review.${'scopes' | 'patches' | 'file' | 'bytes' | 'marks' | 'mark' | 'mark-files' | 'look'}`
  | `review.${'stage' | 'unstage' | 'revert' | 'undo' | 'acts' | 'write-file'}`;

export const readingHandlers = ({ parts, reading, viewed, acts, checkpoints, scopes }: ReadingDeps): Pick<Handlers, ReadingKey> => ({
  'review.scopes': ({ thread }) => listScopes(parts, scopes, thread),
  'review.patches': ({ thread, ...question }, { signal }) => reading.patches(thread, question, signal),
  'review.file': ({ thread, scope, path }) => reading.file(thread, scope, path),
  'review.bytes': ({ thread, ...question }) => reading.bytes(thread, question),
  'review.marks': (question) => viewed.topic(question),
  'review.mark': ({ thread, files, viewed: seen }) => {
    viewed.mark(thread, files, seen);
    return null;
  },
  'review.mark-files': async ({ paths, viewed: seen, ...question }) => {
    await viewed.markFiles(question, paths, seen);
    return null;
  },
  'review.look': async ({ thread }, { signal }) => {
    await checkpoints.take(thread, { why: 'look' }, signal);
    return null;
  },
  'review.stage': (request) => acts.act({ ...request, kind: 'stage' }),
  'review.unstage': (request) => acts.act({ ...request, kind: 'unstage' }),
  'review.revert': (request) => acts.act({ ...request, kind: 'revert' }),
  'review.undo': ({ thread, act }) => acts.undo(thread, act),
  'review.acts': ({ thread }) => acts.list(thread),
  'review.write-file': ({ thread, path, text, version }) =>
    writeFile({ git: parts.git, checkpoints, acts }, thread, { path, text, version }),
});
