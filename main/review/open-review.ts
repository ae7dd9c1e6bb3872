/** Constructs what belongs to reviewing a change. Called by core.ts. */
import type { Handlers } from '#main/base/handlers.ts';
import type { Checkpoints } from '#main/checkpoints/checkpoints.ts';
import type { ReviewActsTable } from '#main/storage/review-acts-table.ts';
import type { ReviewMarksTable } from '#main/storage/review-marks-table.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import { Acts } from './acts.ts';
import type { ChangesWatch } from './changes-watch.ts';
import type { ReviewParts } from './compute-changes.ts';
import { createKnownChanges, type KnownChanges } from './known-changes.ts';
import type { ScopeSources } from './list-scopes.ts';
import { createReadChange, type ReadChange } from './read-change.ts';
import { readingHandlers } from './reading-handlers.ts';
import { Viewed } from './viewed.ts';

export interface OpenReviewOptions {
  readonly parts: ReviewParts;
  readonly watch: ChangesWatch;
  readonly checkpoints: Checkpoints;
  readonly intents: Intents;
  readonly marks: ReviewMarksTable;
  readonly acts: ReviewActsTable<unknown>;
  readonly turns: ScopeSources['turns'];
  /** A folder of ours; there. */
  readonly temporary: string;
  readonly now: () => number;
}

export interface OpenedReview {
  readonly known: KnownChanges;
  readonly reading: ReadChange;
  readonly acts: Acts;
  readonly handlers: ReturnType<typeof readingHandlers> & Partial<Handlers>;
}

export const openReview = (options: OpenReviewOptions): OpenedReview => {
  const { parts, watch, checkpoints, intents, temporary, now } = options;
  const { git, shadows } = parts;
  const known = createKnownChanges(watch);
  const reading = createReadChange(parts, known);
  const acts = new Acts({ git, shadows, intents, checkpoints, table: options.acts, reading, temporary, onDone: watch.poke, now });
  const viewed = new Viewed({ table: options.marks, reading, known, watch, now });
  const scopes: ScopeSources = { checkpoints: checkpoints.list, turns: options.turns };
  return { known, reading, acts, handlers: readingHandlers({ parts, reading, viewed, acts, checkpoints, scopes }) };
};
