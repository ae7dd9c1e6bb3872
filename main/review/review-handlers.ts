/** The `changes` topic and the `review.*` calls of the contract. core.ts spreads them into its table. */
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope, FilePatch, FileText } from '#contract/review.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { TopicSource } from '#main/base/topic.ts';
import { readBlob } from '#main/git/blob.ts';
import { readPatches } from '#main/git/patches.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import type { ChangesWatch } from './changes-watch.ts';
import { commitChanges } from './commit.ts';
import { groundOf, placeOf, type ReviewParts } from './compute-changes.ts';
import { assertInside, fileText, readWorkFile, TEXT_MAX_BYTES, type Side } from './file-text.ts';
import { createKnownChanges, type KnownChanges } from './known-changes.ts';
import { land } from './land.ts';
import { previewLanding } from './landing.ts';
import { proposeMessage } from './message.ts';
import type { RepositoryQueue } from './repository-queue.ts';
import type { ReviewThreads } from './review.ts';
import { originOf } from './scope.ts';

export interface ReviewDeps {
  readonly parts: ReviewParts;
  readonly watch: ChangesWatch;
  readonly intents: Intents;
  readonly threads: ReviewThreads;
  readonly inRepository: RepositoryQueue;
}

type ReviewKey = 'changes' | 'review.patches' | 'review.file' | 'review.message' | 'review.commit' | 'review.landing' | 'review.land';

const changesTopic = (watch: ChangesWatch, known: KnownChanges, thread: ThreadId, scope: ChangeScope): TopicSource<Changes, Changes> => {
  let current: Changes | null = null;
  return {
    prepare: async () => {
      current = await known.read(thread, scope);
    },
    snapshot: () => {
      if (current === null) throw new Error('snapshot before prepare');
      return current;
    },
    listen: (listener) => {
      const stop = watch.look(thread, scope, (changes) => {
        if (changes.version === current?.version) return;
        current = changes;
        known.keep(changes);
        listener([changes]);
      });
      return { dispose: stop };
    },
  };
};

const sideAt = async (parts: ReviewParts, commonDir: string, commit: string, path: string): Promise<Side> => {
  const blob = await readBlob(parts.git, commonDir, { commit, path, maxBytes: TEXT_MAX_BYTES });
  if (blob === null) return { kind: 'absent' };
  return blob.content === null ? { kind: 'large' } : { kind: 'content', content: blob.content };
};

export const reviewHandlers = ({ parts, watch, intents, threads, inRepository }: ReviewDeps): Pick<Handlers, ReviewKey> => {
  const known = createKnownChanges(watch);
  const titleOf = (thread: ThreadId): string => threads.describe(thread)?.title ?? '';

  const patches = async (
    thread: ThreadId,
    scope: ChangeScope,
    paths: readonly string[],
    ignoreSpace: boolean,
    signal: AbortSignal,
  ): Promise<readonly FilePatch[]> => {
    paths.forEach(assertInside);
    const { place, ground } = await groundOf(parts, thread);
    const [{ from }, files] = await Promise.all([originOf(parts.git, ground, place.worktree, scope), known.wanted(thread, scope, paths)]);
    return readPatches(parts.git, ground, { from, files, ignoreSpace }, { signal });
  };

  const file = async (thread: ThreadId, scope: ChangeScope, path: string): Promise<FileText> => {
    assertInside(path);
    const { place, ground } = await groundOf(parts, thread);
    const [{ from, isCommit }, [wanted]] = await Promise.all([
      originOf(parts.git, ground, place.worktree, scope),
      known.wanted(thread, scope, [path]),
    ]);
    const before = isCommit ? await sideAt(parts, ground.commonDir, from, wanted?.from ?? path) : ({ kind: 'absent' } as const);
    return fileText(path, before, await readWorkFile(ground.workTree, path));
  };

  return {
    changes: ({ thread, scope }) => changesTopic(watch, known, thread, scope),
    'review.patches': ({ thread, scope, paths, ignoreSpace }, { signal }) => patches(thread, scope, paths, ignoreSpace, signal),
    'review.file': ({ thread, scope, path }) => file(thread, scope, path),
    'review.message': async ({ thread }) => ({ message: proposeMessage(titleOf(thread), (await watch.read(thread, 'uncommitted')).files) }),
    'review.commit': async ({ thread, message, paths }) => {
      const { place, ground } = await groundOf(parts, thread);
      const commit = await inRepository(place.project.path, () => commitChanges(parts.git, parts.shadows, ground, { message, paths }));
      threads.onCommitted(thread, commit);
      watch.poke(thread);
      return { commit };
    },
    'review.landing': ({ thread, how }, { signal }) => previewLanding(parts, placeOf(parts, thread), how, titleOf(thread), signal),
    'review.land': async ({ thread, how, message, moveCheckout }, { signal }) => {
      const place = placeOf(parts, thread);
      const landed = await inRepository(place.project.path, () =>
        land(parts, intents, place, { how, message, moveCheckout, title: titleOf(thread), isRunning: watch.isRunning(thread), signal }),
      );
      threads.onLanded(thread, landed);
      watch.poke(thread);
      return landed;
    },
  };
};
