/**
 * A turn: one message to the agent and all it does about it. `beginTurn` stores the message and the turn before
 * anything that can fail; reaching the agent goes on beside, so that Stop never waits behind a slow agent.
 */
import { AppError } from '#contract/failure.ts';
import type { Attachment, Item } from '#contract/items.ts';
import type { QueuedMessage, Turn } from '#contract/threads.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import { takeEvent, type TurnHooks } from './agent-events.ts';
import type { AgentSession } from '#main/agents/agent-backend.ts';
import { agentMessage } from './agent-message.ts';
import { endTurn, failedOutcome, isPendingMessage, withdrawn } from './end-turn.ts';
import { ensureSession, turnSettings, withinTime } from './sessions.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { RunningTurn, ThreadSlot } from './thread-slot.ts';

const LET_GO_MAX_MS = 5_000;

export interface TurnStart {
  readonly trigger: Turn['trigger'];
  /** What the agent gets. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Items of the beginning: the user's message, or a notice. Their turn is filled in. */
  readonly items: readonly Item[];
  /** The queue after this message was taken from it. */
  readonly queue?: readonly QueuedMessage[];
}

const newRunningTurn = (slot: ThreadSlot, trigger: Turn['trigger'], now: number): RunningTurn => {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const turn: Turn = {
    id: newId('u'),
    thread: slot.id,
    number: slot.thread.turns + 1,
    trigger,
    startedAt: now,
    endedAt: null,
    outcome: null,
    usage: null,
  };
  return { kind: 'turn', turn, phase: trigger === 'agent' ? 'running' : 'starting', ended, end, reached: Promise.resolve() };
};

const enter = (context: ThreadsContext, slot: ThreadSlot, running: RunningTurn, start: Pick<TurnStart, 'items' | 'queue'>): void => {
  const now = context.now();
  const { turn } = running;
  context.book.commit(slot, {
    turn,
    thread: {
      turns: turn.number,
      state: { kind: 'running', turn: turn.id, since: now },
      plan: null,
      doneAt: null,
      archivedAt: null,
      snoozedUntil: null,
      unread: false,
    },
    items: start.items.map((item) => ({ item: { ...item, turn: turn.id } })),
    approvals: withdrawn(slot, 'crash', now),
    ...(start.queue === undefined ? {} : { queue: start.queue }),
  });
  slot.activity = running;
  context.changes.setRunning(slot.id, true);
};

/** Throws AppError `storage` when the turn cannot be stored; then nothing has begun. */
export const beginTurn = (context: ThreadsContext, slot: ThreadSlot, start: TurnStart): void => {
  const running = newRunningTurn(slot, start.trigger, context.now());
  enter(context, slot, running, start);
  running.reached = reachAgent(context, slot, running, start);
};

/** The agent began by itself: a goal it pursues, work in the background that came back. */
const beginAgentTurn = (context: ThreadsContext, slot: ThreadSlot): void => {
  const running = newRunningTurn(slot, 'agent', context.now());
  enter(context, slot, running, { items: [] });
  void keepBefore(context, slot, running);
};

const hooksOf = (context: ThreadsContext, slot: ThreadSlot): TurnHooks => ({
  begun: () => beginAgentTurn(context, slot),
  completed: () => continueQueue(context, slot),
});

const reachAgent = async (context: ThreadsContext, slot: ThreadSlot, running: RunningTurn, start: TurnStart): Promise<void> => {
  try {
    // What lies there before the agent touches it. Opening a session does not.
    const kept = keepBefore(context, slot, running);
    const opened = await ensureSession(context, slot, (held, event) => takeEvent(context, slot, held, event, hooksOf(context, slot)));
    await kept;
    if (slot.activity !== running) return await abandon(slot, opened.session);
    const message = agentMessage(context, start.text, start.attachments);
    const text = opened.handoff === '' ? message.text : `${opened.handoff}\n\n${message.text}`;
    await opened.session.send({ ...message, text }, turnSettings(context, slot));
    if (slot.activity !== running) return await abandon(slot, opened.session);
    rememberSession(context, slot);
    if (running.phase === 'starting') running.phase = 'running';
  } catch (error) {
    if (slot.activity !== running) return;
    if (!(error instanceof AppError)) log.error('threads.reach-agent', { thread: slot.id, error });
    endTurn(context, slot, failedOutcome(failureOf(error)));
    const held = slot.session;
    slot.session = null;
    if (held !== null) await withinTime(held.session.close(), LET_GO_MAX_MS);
  }
};

/** A folder that takes longer is kept from the next turn on: its first time is the longest. */
const KEEP_MAX_MS = 20_000;

const keepBefore = async (context: ThreadsContext, slot: ThreadSlot, running: RunningTurn): Promise<void> => {
  if (context.checkpoints === null) return;
  const late = AbortSignal.timeout(KEEP_MAX_MS);
  await context.checkpoints.around(slot.id, 'turn-start', running.turn.id, late);
};

/** The turn was over before its agent had taken the message: what it began meanwhile is ended. */
const abandon = async (slot: ThreadSlot, session: AgentSession): Promise<void> => {
  if (slot.session?.session === session) slot.session = null;
  await withinTime(
    session.interrupt().then(() => session.close()),
    LET_GO_MAX_MS,
  );
};

/** From here on a crash can take the conversation up again. */
const rememberSession = (context: ThreadsContext, slot: ThreadSlot): void => {
  const reference = slot.session?.session.reference() ?? null;
  if (slot.session === null || reference === null) return;
  context.book.record(slot, { private: { session: { agent: slot.session.agent, reference } } });
};

/** Begins the turn of the message that the thread was made with; false when it was taken already. */
export const beginPending = (context: ThreadsContext, slot: ThreadSlot): boolean => {
  const pending = slot.log.live.find(isPendingMessage);
  if (pending?.kind !== 'user') return false;
  const { text, attachments } = pending;
  const settled: Item = { ...pending, status: 'done', endedAt: context.now() };
  beginTurn(context, slot, { trigger: 'user', text, attachments, items: [settled] });
  return true;
};

/** The item of a message that begins a turn. */
export const userItem = (
  slot: ThreadSlot,
  message: Pick<QueuedMessage, 'text' | 'attachments'>,
  now: number,
  delivery: 'turn' | 'steer' = 'turn',
): Item => ({
  id: newId('i'),
  turn: null,
  position: slot.log.lastPosition + 1,
  status: 'done',
  startedAt: now,
  endedAt: now,
  kind: 'user',
  text: message.text,
  attachments: message.attachments,
  delivery,
});

/** Puts the first queued message to the agent, when the thread is at rest. */
export const continueQueue = (context: ThreadsContext, slot: ThreadSlot): void => {
  if (context.isClosing()) return;
  void slot.mailbox
    .put(() => {
      const [next, ...rest] = slot.queue;
      if (next === undefined || slot.activity.kind !== 'none' || context.isClosing()) return;
      const { text, attachments } = next;
      beginTurn(context, slot, { trigger: 'queue', text, attachments, items: [userItem(slot, next, context.now())], queue: rest });
    })
    .catch((error: unknown) => log.error('threads.queue', { thread: slot.id, failure: failureOf(error) }));
};
