/** Messages to a thread: begin a turn, wait in the queue, or reach a running turn. Runs inside the thread's mailbox. */
import type { Attachment } from '#contract/items.ts';
import type { QueuedMessage } from '#contract/threads.ts';
import { failure } from '#contract/failure.ts';
import { newId } from '#main/base/new-id.ts';
import { agentMessage } from './agent-message.ts';
import { beginPreparation } from './prepare-thread.ts';
import { beginPending, beginTurn, userItem } from './run-turn.ts';
import type { ThreadsContext } from './threads-context.ts';
import { runningTurn, type ThreadSlot } from './thread-slot.ts';

export interface Message {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export type Delivered = 'started' | 'queued' | 'steered';

/** Messages that may wait in one thread. */
export const QUEUE_MAX_MESSAGES = 100;

export const enqueue = (context: ThreadsContext, slot: ThreadSlot, message: Message, where: 'first' | 'last'): void => {
  if (slot.queue.length >= QUEUE_MAX_MESSAGES) {
    throw failure('busy', `${QUEUE_MAX_MESSAGES} messages wait here already.`, 'Withdraw some, or wait for the agent.');
  }
  const queued: QueuedMessage = { id: newId('q'), text: message.text, attachments: message.attachments, createdAt: context.now() };
  context.book.commit(slot, { queue: where === 'first' ? [queued, ...slot.queue] : [...slot.queue, queued] });
};

/** Whether a message can go straight to the agent: the place is there, even if its setup failed. */
const canBegin = (slot: ThreadSlot): boolean => slot.private.prepared || slot.thread.worktree.status === 'ready';

const begin = (context: ThreadsContext, slot: ThreadSlot, message: Message): Delivered => {
  if (!canBegin(slot)) {
    enqueue(context, slot, message, 'last');
    beginPreparation(context, slot);
    return 'queued';
  }
  if (!slot.private.prepared) context.book.commit(slot, { private: { prepared: true } });
  // The message the thread was made with comes first, if no turn has taken it yet.
  if (slot.log.live.some((item) => item.kind === 'user')) {
    enqueue(context, slot, message, 'last');
    beginPending(context, slot);
    return 'queued';
  }
  beginTurn(context, slot, { trigger: 'user', ...message, items: [userItem(slot, message, context.now())] });
  return 'started';
};

const steer = async (context: ThreadsContext, slot: ThreadSlot, message: Message): Promise<Delivered> => {
  const running = runningTurn(slot);
  const abilities = context.agents.agents().find((agent) => agent.id === slot.thread.agent)?.abilities;
  if (running === null || running.phase !== 'running' || slot.session === null || abilities?.steer === 'none') {
    enqueue(context, slot, message, 'first');
    return 'queued';
  }
  const how = await slot.session.session.steer(agentMessage(context, message.text, message.attachments));
  if (how === 'delivered') {
    const item = { ...userItem(slot, message, context.now(), 'steer'), turn: running.turn.id };
    context.book.record(slot, { items: [{ item }] });
    return 'steered';
  }
  // The turn was over before the message came: it begins the next one.
  if (slot.activity.kind === 'none') return begin(context, slot, message);
  enqueue(context, slot, message, 'first');
  return 'queued';
};

export const sendMessage = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  message: Message,
  delivery: 'queue' | 'steer',
): Promise<Delivered> => {
  if (slot.activity.kind === 'none') return begin(context, slot, message);
  if (delivery === 'steer' && slot.activity.kind === 'turn') return await steer(context, slot, message);
  enqueue(context, slot, message, delivery === 'steer' ? 'first' : 'last');
  return 'queued';
};
