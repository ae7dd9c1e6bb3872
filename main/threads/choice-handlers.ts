/** The part of the contract that tells a thread's agent what to do beside messages, and hands the thread to another one. */
import type { AgentId, AttachmentId } from '#contract/ids.ts';
import type { Attachment } from '#contract/items.ts';
import type { HandoffDraft } from '#contract/handoff.ts';
import { failure } from '#contract/failure.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { computeChanges, type ReviewParts } from '#main/review/compute-changes.ts';
import { conversationBefore } from './conversation.ts';
import { agentOf } from './fit-choice.ts';
import { setGoal } from './goal.ts';
import { handoffRequest, handoffText, writtenHandoff } from './handoff-draft.ts';
import { sendMessage } from './send-message.ts';
import { switchAgent } from './switch-agent.ts';
import { inThread } from './thread-handlers.ts';
import type { ThreadSlot } from './thread-slot.ts';
import type { Threads } from './threads.ts';
import type { ThreadsContext } from './threads-context.ts';
import { compactThread, reviewInThread } from './turn-acts.ts';

export interface ChoiceHandlerNeeds {
  readonly threads: Threads;
  /** Throws AppError `not-found`. */
  readonly attachments: (ids: readonly AttachmentId[]) => readonly Attachment[];
  readonly reviewParts: ReviewParts;
}

type ChoiceCall = 'threads.compact' | 'threads.review-mode' | 'threads.goal' | 'handoff.draft' | 'handoff.ask' | 'handoff.switch';

const done = async (work: Promise<unknown>): Promise<null> => {
  await work;
  return null;
};

const labelOf = (context: ThreadsContext, agent: AgentId): string => agentOf(context, agent)?.label ?? agent;

/** Whether the present agent knows the conversation and can be asked to tell it. */
const canAsk = (context: ThreadsContext, slot: ThreadSlot): boolean => {
  const known = slot.session?.agent ?? slot.private.session?.agent;
  const status = agentOf(context, slot.thread.agent)?.status.kind;
  return slot.activity.kind === 'none' && known === slot.thread.agent && status === 'ready';
};

const draft = async ({ threads: { context }, reviewParts }: ChoiceHandlerNeeds, slot: ThreadSlot, to: AgentId): Promise<HandoffDraft> => {
  const { thread } = slot;
  const items = conversationBefore(context.book, slot);
  const written = writtenHandoff(items);
  if (written !== null) return { text: written, canAsk: false, byAgent: true };
  const [opening] = slot.log.page(2, 1);
  const text = handoffText({
    thread,
    from: labelOf(context, thread.agent),
    to: labelOf(context, to),
    items,
    first: opening?.kind === 'user' ? opening.text : null,
    approvals: [...slot.approvals.values()].map(({ approval }) => approval).filter(({ kind }) => kind !== 'trust'),
    // A folder that cannot be read now is no reason not to hand over.
    files: await computeChanges(reviewParts, slot.id, 'base', {}).then(
      (read) => read.files,
      () => null,
    ),
  });
  return { text, canAsk: canAsk(context, slot), byAgent: false };
};

const ask = async (context: ThreadsContext, slot: ThreadSlot, to: AgentId): Promise<void> => {
  if (!canAsk(context, slot))
    throw failure('busy', 'The present agent cannot be asked now.', 'Write the handoff yourself, or wait until it is at rest.');
  await sendMessage(context, slot, { text: handoffRequest(labelOf(context, to)), attachments: [] }, 'queue');
};

export const choiceHandlers = (needs: ChoiceHandlerNeeds): Pick<Handlers, ChoiceCall> => {
  const { threads, attachments } = needs;
  const { context } = threads;
  return {
    'threads.compact': ({ thread }) => done(inThread(threads, thread, (slot) => compactThread(context, slot))),
    'threads.review-mode': ({ thread, target }) => done(inThread(threads, thread, (slot) => reviewInThread(context, slot, target))),
    'threads.goal': ({ thread, goal }) => done(inThread(threads, thread, (slot) => setGoal(context, slot, goal))),
    'handoff.draft': ({ thread, agent }) => draft(needs, context.book.get(thread), agent),
    'handoff.ask': ({ thread, agent }) => done(inThread(threads, thread, (slot) => ask(context, slot, agent))),
    'handoff.switch': ({ thread, attachments: ids, ...choice }) =>
      done(inThread(threads, thread, (slot) => switchAgent(context, slot, { ...choice, attachments: attachments(ids) }))),
  };
};
