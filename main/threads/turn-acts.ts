/** Turns that are begun by no message: the agent sums up its context, or reviews. Run inside the thread's mailbox. */
import type { Agent } from '#contract/agents.ts';
import { failure } from '#contract/failure.ts';
import type { ReviewTarget, TurnAct } from '#contract/turn-acts.ts';
import { agentOf } from './fit-choice.ts';
import { noticeFor } from './notice.ts';
import { beginTurn } from './run-turn.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

const refuse = (context: ThreadsContext, slot: ThreadSlot, ability: keyof Agent['abilities'], what: string): void => {
  const agent = agentOf(context, slot.thread.agent);
  if (agent?.abilities[ability] !== true) {
    throw failure('unavailable', `${agent?.label ?? slot.thread.agent} cannot be told to ${what}.`, 'Ask for it in a message.');
  }
  if (slot.activity.kind !== 'none') throw failure('busy', 'The task is at work.', 'Stop it, or wait for the end of the turn.');
  if (!slot.private.prepared) throw failure('busy', 'The task has not begun yet.', 'Start it first.');
};

const targetText = (target: ReviewTarget): string => {
  switch (target.kind) {
    case 'uncommitted':
      return 'what is not committed';
    case 'base':
      return `all that differs from ${target.branch}`;
    case 'custom':
      return target.text;
  }
};

const actText = (act: TurnAct): string => {
  switch (act.kind) {
    case 'compact':
      return 'You told the agent to sum up its context.';
    case 'review':
      return `You asked for the agent's own review: ${targetText(act.target)}`;
    case 'handoff':
      return `${act.to} takes over from ${act.from}.`;
  }
};

export const beginAct = (context: ThreadsContext, slot: ThreadSlot, act: TurnAct, trigger: 'user' | 'retry' = 'user'): void => {
  const notice = noticeFor(slot, { level: 'info', text: actText(act) }, context.now());
  beginTurn(context, slot, { trigger, act, text: '', attachments: [], before: [notice], items: [] });
};

/** Throws AppError. */
export const compactThread = (context: ThreadsContext, slot: ThreadSlot): void => {
  refuse(context, slot, 'compacts', 'sum up its context');
  if (slot.private.session?.agent !== slot.thread.agent) {
    throw failure('conflict', 'The agent has no conversation to sum up yet.', 'Send it a message first.');
  }
  beginAct(context, slot, { kind: 'compact' });
};

/** Throws AppError. */
export const reviewInThread = (context: ThreadsContext, slot: ThreadSlot, target: ReviewTarget): void => {
  refuse(context, slot, 'reviews', 'review');
  beginAct(context, slot, { kind: 'review', target });
};
