/** Constructs what belongs to reviewing a change. Called by core.ts. */
import type { ThreadId, TurnId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { ChangeScope } from '#contract/review.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { Checkpoints } from '#main/checkpoints/checkpoints.ts';
import type { CommentsTable } from '#main/storage/comments-table.ts';
import type { ReviewActsTable } from '#main/storage/review-acts-table.ts';
import type { ReviewMarksTable } from '#main/storage/review-marks-table.ts';
import type { ReviewsTable } from '#main/storage/reviews-table.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import { Acts } from './acts.ts';
import { AgentReviews } from './agent-reviews.ts';
import type { ChangesWatch } from './changes-watch.ts';
import { commentHandlers } from './comment-handlers.ts';
import { Comments, type CommentContext } from './comments.ts';
import type { ReviewParts } from './compute-changes.ts';
import { evidenceOf } from './evidence.ts';
import { createKnownChanges, type KnownChanges } from './known-changes.ts';
import type { ScopeSources } from './list-scopes.ts';
import { createReadChange, type ReadChange } from './read-change.ts';
import { readingHandlers } from './reading-handlers.ts';
import type { ReviewAgents } from './review-agents.ts';
import { Viewed } from './viewed.ts';

export interface OpenReviewOptions {
  readonly parts: ReviewParts;
  readonly watch: ChangesWatch;
  readonly checkpoints: Checkpoints;
  readonly intents: Intents;
  readonly storage: {
    readonly reviewMarks: ReviewMarksTable;
    readonly reviewActs: ReviewActsTable<unknown>;
    readonly comments: CommentsTable<unknown>;
    readonly reviews: ReviewsTable;
  };
  readonly turns: ScopeSources['turns'];
  /** The log of a thread, oldest first, without what is set aside. */
  readonly items: (thread: ThreadId) => readonly Item[];
  readonly agents: ReviewAgents;
  /** A folder of ours; made when needed. */
  readonly temporary: string;
  readonly now: () => number;
}

export interface OpenedReview extends Disposable {
  readonly known: KnownChanges;
  readonly reading: ReadChange;
  readonly acts: Acts;
  readonly handlers: ReturnType<typeof readingHandlers> & ReturnType<typeof commentHandlers> & Pick<Handlers, 'review.evidence'>;
}

/** The turn that a scope is about; null for all of them. */
const turnOf = (scope: ChangeScope, items: readonly Item[]): TurnId | null => {
  if (scope === 'last-turn') return items.findLast(({ turn }) => turn !== null)?.turn ?? null;
  return scope.startsWith('turn.') ? (scope.slice('turn.'.length) as TurnId) : null;
};

export const openReview = (options: OpenReviewOptions): OpenedReview => {
  const { parts, watch, checkpoints, intents, storage, temporary, agents, items, now } = options;
  const { git, shadows } = parts;
  const known = createKnownChanges(watch);
  const reading = createReadChange(parts, known);
  const acts = new Acts({ git, shadows, intents, checkpoints, table: storage.reviewActs, reading, temporary, onDone: watch.poke, now });
  const viewed = new Viewed({ table: storage.reviewMarks, reading, known, watch, now });
  const table = storage.comments as CommentsTable<CommentContext>;
  const comments = new Comments({ table, reading, watch, agents, now });
  const reviews = new AgentReviews({ table: storage.reviews, comments, reading, known, agents, now });
  const scopes: ScopeSources = { checkpoints: checkpoints.list, turns: options.turns };
  return {
    known,
    reading,
    acts,
    handlers: {
      ...readingHandlers({ parts, reading, viewed, acts, checkpoints, scopes }),
      ...commentHandlers({ comments, reviews, agents }),
      'review.evidence': async ({ thread, scope }) => {
        const [all, changes] = [items(thread), await known.read(thread, scope, 'known')];
        const turn = turnOf(scope, all);
        return evidenceOf(turn === null ? all : all.filter((item) => item.turn === turn), changes.files);
      },
    },
    dispose: () => {
      comments.dispose();
      reviews.dispose();
    },
  };
};
