/**
 * A turn: one message to the agent and all it does about it. `beginTurn` stores the message and the turn before
 * anything that can fail; reaching the agent goes on beside, so that Stop never waits behind a slow agent.
 */
import { AppError, failure } from '#contract/failure.ts';
import type { TurnId } from '#contract/ids.ts';
import type { Attachment, Item } from '#contract/items.ts';
import type { QueuedMessage, Turn } from '#contract/threads.ts';
import type { TurnAct } from '#contract/turn-acts.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import { takeEvent, type TurnHooks } from './agent-events.ts';
import type { AgentSession } from '#main/agents/agent-backend.ts';
import { agentMessage } from './agent-message.ts';
import { endTurn, failedOutcome, isPendingMessage, withdrawn } from './end-turn.ts';
import { referenceOf } from './held-session.ts';
import { ensureSession, turnSettings, withinTime, type OnEvent, type OpenedSession } from './sessions.ts';
import type { Change } from './thread-book.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { HeldSession, RunningTurn, ThreadSlot } from './thread-slot.ts';
import { isWaitedFor } from './waiting-state.ts';

const LET_GO_MAX_MS = 5_000;

const lacks = (what: string): AppError => failure('unavailable', `This agent cannot be told to ${what}.`, 'Ask it for it in words.');

export interface TurnStart {
  /** Its id, where that was given out before. */
  readonly turn?: TurnId;
  readonly trigger: Turn['trigger'];
  /** Instead of a message. */
  readonly act?: TurnAct;
  /** What the agent gets. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Said before it, and no part of it. */
  readonly before?: readonly Item[];
  /** Items of the beginning: the user's message, or a notice. Their turn is filled in. */
  readonly items: readonly Item[];
  /** The queue after this message was taken from it. */
  readonly queue?: readonly QueuedMessage[];
}

const newRunningTurn = (
  slot: ThreadSlot,
  { turn: id, trigger, act }: Pick<TurnStart, 'turn' | 'trigger' | 'act'>,
  now: number,
): RunningTurn => {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const turn: Turn = {
    id: id ?? newId('u'),
    thread: slot.id,
    number: slot.thread.turns + 1,
    trigger,
    ...(act === undefined ? {} : { act }),
    startedAt: now,
    endedAt: null,
    outcome: null,
    usage: null,
  };
  return { kind: 'turn', turn, phase: trigger === 'agent' ? 'running' : 'starting', ended, end, reached: Promise.resolve() };
};

const enter = (
  context: ThreadsContext,
  slot: ThreadSlot,
  running: RunningTurn,
  start: Pick<TurnStart, 'before' | 'items' | 'queue'>,
  more: Pick<Change, 'thread' | 'private'> = {},
): void => {
  const now = context.now();
  const { turn } = running;
  context.book.commit(slot, {
    turn,
    ...(more.private === undefined ? {} : { private: more.private }),
    thread: {
      ...more.thread,
      turns: turn.number,
      state: { kind: 'running', turn: turn.id, since: now },
      plan: null,
      doneAt: null,
      archivedAt: null,
      snoozedUntil: null,
      unread: false,
    },
    items: [...(start.before ?? []), ...start.items.map((item) => ({ ...item, turn: turn.id }))].map((item) => ({ item })),
    // What work in the background asked before is still waited for.
    approvals: withdrawn(slot, 'crash', now, (stored) => isWaitedFor(slot, stored)),
    ...(start.queue === undefined ? {} : { queue: start.queue }),
  });
  slot.activity = running;
  context.changes.setRunning(slot.id, true);
};

/** Throws AppError `storage` when the turn cannot be stored; then nothing has begun. */
export const beginTurn = (context: ThreadsContext, slot: ThreadSlot, start: TurnStart): void => {
  const running = newRunningTurn(slot, start, context.now());
  enter(context, slot, running, start);
  running.reached = reachAgent(context, slot, running, start);
};

/**
 * A turn whose message an agent has taken already: the one that took over. From here on it is the thread's. Throws AppError
 * `storage`; then nothing has begun.
 */
export const enterReached = (
  context: ThreadsContext,
  slot: ThreadSlot,
  held: HeldSession,
  start: TurnStart,
  more: Pick<Change, 'thread' | 'private'>,
): void => {
  const running = newRunningTurn(slot, start, context.now());
  running.phase = 'running';
  enter(context, slot, running, start, more);
  slot.session = held;
  slot.log.forgetKeys();
};

/** The agent began by itself: a goal it pursues, work in the background that came back. */
const beginAgentTurn = (context: ThreadsContext, slot: ThreadSlot): void => {
  const running = newRunningTurn(slot, { trigger: 'agent' }, context.now());
  enter(context, slot, running, { items: [] });
  void keepBefore(context, slot, running);
};

const hooksOf = (context: ThreadsContext, slot: ThreadSlot): TurnHooks => ({
  begun: () => beginAgentTurn(context, slot),
  completed: () => continueQueue(context, slot),
});

/** Takes what the agent of the thread says. */
export const hear =
  (context: ThreadsContext, slot: ThreadSlot): OnEvent =>
  (held, event) =>
    takeEvent(context, slot, held, event, hooksOf(context, slot));

/** Hands the session what the turn is for. */
const give = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  { held: { session }, handoff }: OpenedSession,
  start: TurnStart,
): Promise<void> => {
  const settings = turnSettings(context, slot);
  switch (start.act?.kind) {
    case 'compact':
      if (session.compact === undefined) throw lacks('sum up its context');
      return await session.compact(settings);
    case 'review':
      if (session.review === undefined) throw lacks('review');
      return await session.review(start.act.target, settings);
    case 'handoff':
    case undefined: {
      const message = agentMessage(context, start.text, start.attachments);
      return await session.send({ ...message, text: handoff === '' ? message.text : `${handoff}\n\n${message.text}` }, settings);
    }
  }
};

const reachAgent = async (context: ThreadsContext, slot: ThreadSlot, running: RunningTurn, start: TurnStart): Promise<void> => {
  try {
    // What lies there before the agent touches it. Opening a session does not.
    const kept = keepBefore(context, slot, running);
    let opened = await ensureSession(context, slot, hear(context, slot));
    await kept;
    if (slot.activity !== running) return await abandon(slot, opened.held.session);
    try {
      await give(context, slot, opened, start);
    } catch (error) {
      // Some agents look into their records only now.
      if (opened.otherwise === null || slot.activity !== running) throw error;
      opened = await opened.otherwise(error);
      if (slot.activity !== running) return await abandon(slot, opened.held.session);
      await give(context, slot, opened, start);
    }
    if (slot.activity !== running) return await abandon(slot, opened.held.session);
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
  const reference = referenceOf(slot.session);
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
