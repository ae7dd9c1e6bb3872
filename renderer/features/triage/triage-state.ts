/** How far this round of triage has come. State of the page only. */
import { create } from 'zustand';
import type { ThreadId } from '#contract/ids.ts';

interface TriageState {
  /** The thread before the user; null between two. */
  readonly current: ThreadId | null;
  readonly done: number;
  readonly skipped: readonly ThreadId[];
  /** Finished threads found to end with a question. */
  readonly asking: ReadonlySet<ThreadId>;
  readonly snoozing: boolean;
}

const fresh: TriageState = { current: null, done: 0, skipped: [], asking: new Set(), snoozing: false };
export const useTriage = create<TriageState>(() => fresh);
export const triageNow = (): TriageState => useTriage.getState();
export const beginTriage = (): void => useTriage.setState(fresh);

/** Goes on to the next; with `skip` this one comes again at the end. */
export const goNext = (skip = false): void =>
  useTriage.setState(({ current, done, skipped, asking }) => {
    const rest = new Set(asking);
    if (current !== null && !skip) rest.delete(current);
    return {
      current: null,
      snoozing: false,
      done: skip ? done : done + 1,
      asking: rest,
      skipped: skip && current !== null ? [...skipped.filter((id) => id !== current), current] : skipped,
    };
  });
