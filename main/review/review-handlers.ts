/** The `changes` topic and the `review.*` calls of the contract. core.ts spreads them into its table. */
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope } from '#contract/review.ts';
import { after } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { TopicSource } from '#main/base/topic.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import type { ChangesWatch } from './changes-watch.ts';
import { commitChanges } from './commit.ts';
import { groundOf, placeOf, type ReviewParts } from './compute-changes.ts';
import type { KnownChanges } from './known-changes.ts';
import { land } from './land.ts';
import { previewLanding } from './landing.ts';
import { proposeMessage } from './message.ts';
import type { RepositoryQueue } from './repository-queue.ts';
import type { ReviewThreads } from './review.ts';

export interface ReviewDeps {
  readonly parts: ReviewParts;
  readonly watch: ChangesWatch;
  readonly known: KnownChanges;
  readonly intents: Intents;
  readonly threads: ReviewThreads;
  readonly inRepository: RepositoryQueue;
}

/** The first patches of a change are asked for when its list has come; until they are read, counting lines would hold them up. */
const COUNT_AFTER_MS = 250;

type ReviewKey = 'changes' | 'review.message' | 'review.commit' | 'review.landing' | 'review.land';

/**
 * The change as it is and as it becomes. With `quick` the list comes first and its counts as the first event; where the change since
 * the base was listed before, that list is shown while it is listed anew.
 */
const changesTopic = (
  { parts, watch, known }: Pick<ReviewDeps, 'parts' | 'watch' | 'known'>,
  { thread, scope, quick }: { readonly thread: ThreadId; readonly scope: ChangeScope; readonly quick: boolean },
): TopicSource<Changes, Changes> => {
  let current: Changes | null = null;
  let isLast = false;
  return {
    prepare: async () => {
      const last = quick && scope === 'base' ? known.last(thread, scope) : null;
      if (last !== null && last.files.length > 0) {
        // A folder that is gone is said at once all the same.
        await groundOf(parts, thread);
        current = last;
        isLast = true;
        return;
      }
      current = await known.look(thread, scope, quick ? 'known' : 'all');
    },
    snapshot: () => {
      if (current === null) throw new Error('snapshot before prepare');
      return current;
    },
    listen: (listener) => {
      let over = false;
      const take = (changes: Changes): void => {
        if (over || (changes.version === current?.version && current.counted)) return;
        current = changes;
        known.keep(changes);
        listener([changes]);
      };
      const stop = watch.look(thread, scope, take);
      if (isLast) void known.look(thread, scope, 'known').then(take, () => undefined);
      // The watch comes to it as well, a moment later; whoever looks at bare names wants the counts as soon as the first patches are out.
      const counting =
        current?.counted === false ? after(COUNT_AFTER_MS, () => void known.read(thread, scope).then(take, () => undefined)) : null;
      return {
        dispose: () => {
          over = true;
          void counting?.dispose();
          stop();
        },
      };
    },
  };
};

export const reviewHandlers = ({ parts, watch, known, intents, threads, inRepository }: ReviewDeps): Pick<Handlers, ReviewKey> => {
  const titleOf = (thread: ThreadId): string => threads.describe(thread)?.title ?? '';
  return {
    changes: ({ thread, scope, quick = false }) => changesTopic({ parts, watch, known }, { thread, scope, quick }),
    'review.message': async ({ thread }) => ({ message: proposeMessage(titleOf(thread), (await watch.read(thread, 'uncommitted')).files) }),
    'review.commit': async ({ thread, message, paths, staged = false }) => {
      const { place, ground } = await groundOf(parts, thread);
      const commit = await inRepository(place.project.path, () =>
        commitChanges(parts.git, parts.shadows, ground, { message, paths, staged }),
      );
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
