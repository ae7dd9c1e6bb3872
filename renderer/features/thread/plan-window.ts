/** Which steps of a long plan are shown: those around where it is. Pure. */
import type { PlanStep } from '#contract/items.ts';

const SHORT_STEPS = 14;
const BEFORE = 2;
const AFTER = 7;

/** From `from` to `to`, the end left out. A short plan is shown whole. */
export const planWindow = (steps: readonly PlanStep[]): { readonly from: number; readonly to: number } => {
  if (steps.length <= SHORT_STEPS) return { from: 0, to: steps.length };
  const active = steps.findIndex(({ status }) => status === 'active');
  const at = active >= 0 ? active : steps.findIndex(({ status }) => status === 'pending');
  // All is done: its end says most.
  const from = at < 0 ? steps.length - BEFORE - AFTER - 1 : Math.max(0, at - BEFORE);
  const to = Math.min(steps.length, from + BEFORE + AFTER + 1);
  // Hiding one line to show a line that says so is no gain.
  return { from: from <= 1 ? 0 : from, to: steps.length - to <= 1 ? steps.length : to };
};
