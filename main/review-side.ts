/** Reviewing the changes of threads, constructed on top of threads: reading, acts, comments, reviews by agents, checkpoints. Called by core.ts. */
import type { Handlers } from '#main/base/handlers.ts';
import { checkpointHandlers } from '#main/checkpoints/checkpoint-handlers.ts';
import type { Checkpoints } from '#main/checkpoints/checkpoints.ts';
import { finishRestores } from '#main/checkpoints/restore.ts';
import type { ChangesWatch } from '#main/review/changes-watch.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import { openReview, type OpenedReview } from '#main/review/open-review.ts';
import type { RepositoryQueue } from '#main/review/repository-queue.ts';
import { reviewHandlers } from '#main/review/review-handlers.ts';
import { checkpointSide } from '#main/threads/checkpoint-side.ts';
import { turnsOf } from '#main/threads/conversation.ts';
import { itemsOf, reviewAgentsSide } from '#main/threads/review-agents-side.ts';
import type { ThreadStorage } from '#main/threads/thread-private.ts';
import type { Threads } from '#main/threads/threads.ts';

export interface ReviewSideNeeds {
  readonly threads: Threads;
  readonly storage: ThreadStorage;
  readonly parts: ReviewParts;
  readonly watch: ChangesWatch;
  readonly checkpoints: Checkpoints;
  /** A folder of ours. */
  readonly temporary: string;
}

export interface ReviewSide {
  readonly review: OpenedReview;
  /** What a crash cut is finished or put back. Never throws. */
  readonly recover: () => Promise<void>;
  readonly handlers: (
    inRepository: RepositoryQueue,
  ) => ReturnType<typeof reviewHandlers> & ReturnType<typeof checkpointHandlers> & OpenedReview['handlers'];
  readonly dispose: () => void;
}

export const openReviewSide = ({ threads, storage, parts, watch, checkpoints, temporary }: ReviewSideNeeds): ReviewSide => {
  const { context } = threads;
  const { intents } = storage;
  const review = openReview({
    parts,
    watch,
    checkpoints,
    intents,
    storage,
    turns: turnsOf(context.book),
    items: (thread) => itemsOf(context, thread),
    agents: reviewAgentsSide(context),
    temporary,
    now: context.now,
  });
  const restoring = { git: parts.git, intents, checkpoints };
  return {
    review,
    recover: async () => {
      await finishRestores(restoring);
      await review.acts.finish();
      await checkpoints.collect();
    },
    handlers: (inRepository): Pick<Handlers, never> & ReturnType<ReviewSide['handlers']> => ({
      ...reviewHandlers({ parts, watch, known: review.known, intents, threads: threads.review, inRepository }),
      ...checkpointHandlers({ ...restoring, threads: checkpointSide(context) }),
      ...review.handlers,
    }),
    dispose: () => void review.dispose(),
  };
};
