/** The `landing.*` calls of the contract. core.ts spreads them into its table. */
import type { ThreadId } from '#contract/ids.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { groundOf, placeOf } from '#main/review/compute-changes.ts';
import type { ChangesWatch } from '#main/review/changes-watch.ts';
import type { RepositoryQueue } from '#main/review/repository-queue.ts';
import type { ReviewThreads } from '#main/review/review.ts';
import type { ResolutionsTable } from '#main/storage/resolutions-table.ts';
import { amend, lastCommit } from './amend.ts';
import { lookAtTakeIn, takeIn, undoTakeIn, type TakeInParts } from './take-in.ts';

export interface LandingDeps {
  readonly parts: Omit<TakeInParts, 'resolutionOf'>;
  readonly resolutions: ResolutionsTable;
  readonly watch: Pick<ChangesWatch, 'poke' | 'isRunning'>;
  readonly threads: Pick<ReviewThreads, 'onCommitted'>;
  readonly inRepository: RepositoryQueue;
}

type LandingKey = Extract<keyof Handlers, `landing.${string}`>;

export const landingHandlers = (deps: LandingDeps): Pick<Handlers, LandingKey> => {
  const { resolutions, watch } = deps;
  const parts: TakeInParts = { ...deps.parts, resolutionOf: (thread) => (conflict) => resolutions.get(thread, conflict) };
  const { review } = parts;
  /** In turn with what else is done in the repository; the thread's changes are looked at again afterwards. */
  const moving = async <T>(thread: ThreadId, task: () => Promise<T>): Promise<T> => {
    const place = placeOf(review, thread);
    const result = await deps.inRepository(place.project.path, task);
    watch.poke(thread);
    return result;
  };
  return {
    'landing.look': ({ thread, how }, { signal }) => lookAtTakeIn(parts, placeOf(review, thread), how, signal),
    'landing.resolve': ({ thread, conflict, resolution }) => {
      resolutions.put(thread, conflict, resolution);
      return null;
    },
    'landing.take-in': async ({ thread, how }, { signal }) => {
      const isRunning = watch.isRunning(thread);
      const taken = await moving(thread, () => takeIn(parts, placeOf(review, thread), { how, isRunning, signal }));
      resolutions.clear(thread);
      return taken;
    },
    'landing.undo-take-in': async ({ thread, from, to }) => {
      await moving(thread, () => undoTakeIn(parts, placeOf(review, thread), { from, to }, watch.isRunning(thread)));
      return null;
    },
    'landing.amend': async ({ thread, message, content }) => {
      const { ground } = await groundOf(review, thread);
      const commit = await moving(thread, () => amend(review, ground, { thread, message, content }));
      deps.threads.onCommitted(thread, commit);
      return { commit };
    },
    'landing.last-commit': async ({ thread }) => {
      const found = await lastCommit(review.git, (await groundOf(review, thread)).ground);
      return found === null ? null : { commit: found.last.commit, message: found.last.message, refused: found.refused };
    },
  };
};
