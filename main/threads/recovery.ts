/**
 * After a crash or quit: every turn, worktree and approval comes to exactly one of resumed, interrupted, or needs you,
 * and the thread says what was done. Called by core.ts before anything else may touch a thread. Native sessions are
 * not touched: they are taken up again by the next message.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { Turn } from '#contract/threads.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import type { Reconciled, ThreadPlace } from '#main/worktrees/worktrees.ts';
import { isPendingMessage, restingState } from './end-turn.ts';
import type { NoticeWords } from './journal.ts';
import { noticeFor, tell } from './notice.ts';
import { beginPreparation } from './prepare-thread.ts';
import { beginPending, continueQueue } from './run-turn.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

interface Cut {
  readonly turns: Turn[];
  readonly items: Item[];
}

const collectCuts = (context: ThreadsContext): ReadonlyMap<ThreadId, Cut> => {
  const cuts = new Map<ThreadId, Cut>();
  const cutOf = (thread: ThreadId): Cut => {
    const known = cuts.get(thread);
    if (known !== undefined) return known;
    const made: Cut = { turns: [], items: [] };
    cuts.set(thread, made);
    return made;
  };
  for (const turn of context.book.storage.turns.open()) cutOf(turn.thread).turns.push(turn);
  for (const { thread, item } of context.book.storage.items.live()) cutOf(thread).items.push(item);
  return cuts;
};

const queueWords = (slot: ThreadSlot): string => {
  if (slot.queue.length === 0) return '';
  return slot.queue.length === 1 ? ' The queued message was kept.' : ` The ${slot.queue.length} queued messages were kept.`;
};

/** What to say in a thread whose turn was cut. */
export const interruptedWords = (slot: ThreadSlot): NoticeWords => {
  if (slot.approvals.size > 0) {
    return {
      level: 'warning',
      text: `The app was closed while the agent waited for your answer.${queueWords(slot)}`,
      action: 'Answer to go on: the agent is started again with what you say.',
    };
  }
  return {
    level: 'warning',
    text: `The app was closed while the agent was at work. The turn was interrupted; everything up to there is kept.${queueWords(slot)}`,
    action: 'Go on, or send a message.',
  };
};

const settleTurn = (context: ThreadsContext, slot: ThreadSlot, cut: Cut): void => {
  const now = context.now();
  const [turn] = cut.turns;
  const dead = cut.items.filter((item) => !isPendingMessage(item));
  for (const item of cut.items) slot.log.adopt(item);
  const wasAtWork = turn !== undefined || slot.thread.state.kind === 'running';
  const items = dead.map((item) => ({ item: { ...item, status: 'interrupted' as const, endedAt: now } }));
  context.book.commit(slot, {
    items: wasAtWork ? [...items, { item: noticeFor(slot, interruptedWords(slot), now) }] : items,
    ...(turn === undefined ? {} : { turn: { ...turn, endedAt: now, outcome: { kind: 'interrupted' } } }),
    ...(wasAtWork ? { thread: { state: restingState(slot, { kind: 'interrupted' }, now), live: null, unread: true } } : {}),
  });
};

/** Who asked whether a run or teardown command may run is gone; the user asks for it again. */
const withdrawTrust = (context: ThreadsContext, slot: ThreadSlot): void => {
  const at = context.now();
  const approvals = [...slot.approvals.values()]
    .filter(({ approval }) => approval.kind === 'trust')
    .map(({ approval, request }) => ({
      approval: { ...approval, state: { kind: 'withdrawn' as const, by: 'crash' as const, at } },
      request,
    }));
  if (approvals.length > 0) context.book.commit(slot, { approvals });
};

/** Turns and items, from the rows alone; quick. */
export const reconcileTurns = (context: ThreadsContext): void => {
  const cuts = collectCuts(context);
  for (const slot of context.book.all()) {
    if (slot.private.prepared) withdrawTrust(context, slot);
    const { state } = slot.thread;
    const cut = cuts.get(slot.id);
    if (cut === undefined && state.kind !== 'running' && !(state.kind === 'waiting' && state.turn !== null)) continue;
    settleTurn(context, slot, cut ?? { turns: [], items: [] });
  }
};

const goOnPreparing = (context: ThreadsContext, slot: ThreadSlot): void => {
  const words = { level: 'info' as const, text: 'The app was closed while the worktree was being made. It goes on from there.' };
  try {
    tell(context, slot, words);
    beginPreparation(context, slot);
  } catch (error) {
    log.error('recovery.prepare', { thread: slot.id, failure: failureOf(error) });
  }
};

/** The prompt of a thread whose place was ready just before the app ended. */
const sendPending = (context: ThreadsContext, slot: ThreadSlot): void => {
  try {
    if (beginPending(context, slot))
      tell(context, slot, { level: 'info', text: 'The app was closed before the agent got the task. It has it now.' });
  } catch (error) {
    log.error('recovery.pending', { thread: slot.id, failure: failureOf(error) });
  }
};

const placesOf = (context: ThreadsContext): readonly ThreadPlace[] => {
  const stored = [...context.book.all().map((slot) => slot.thread), ...context.book.storage.threads.removed().map(({ thread }) => thread)];
  return stored.flatMap((thread) => {
    const project = context.projects.find(thread.project);
    return project === null || thread.worktree.path === null ? [] : [{ thread: thread.id, project, worktree: thread.worktree }];
  });
};

/** Threads whose rows are written before those who work get their turn. */
const SLICE_THREADS = 10;

const takePlace = (context: ThreadsContext, { thread, worktree, note }: Reconciled): void => {
  const slot = context.book.find(thread);
  if (slot === null) {
    const removed = context.book.storage.threads.get(thread);
    if (removed !== null) context.book.storage.threads.update({ ...removed, thread: { ...removed.thread, worktree } });
    return;
  }
  const items = note === null ? [] : [{ item: noticeFor(slot, { level: 'warning', text: note }, context.now()) }];
  context.book.record(slot, { thread: { worktree }, items });
};

/** Worktrees, with git; beside the work of a user who is there already. Then what was being prepared goes on. */
export const reconcilePlaces = async (context: ThreadsContext): Promise<void> => {
  try {
    const found = await context.worktrees.reconcile(placesOf(context));
    for (const [index, reconciled] of found.entries()) {
      if (context.isClosing()) return;
      takePlace(context, reconciled);
      // A repository that is gone takes the places of all its threads with it.
      if (index % SLICE_THREADS === SLICE_THREADS - 1) await nextTurn();
    }
  } catch (error) {
    log.error('recovery.worktrees', { failure: failureOf(error) });
  }
  if (context.isClosing()) return;
  for (const slot of context.book.all()) {
    if (slot.activity.kind !== 'none') continue;
    const { state } = slot.thread;
    const waitsForTrust = state.kind === 'waiting' && !slot.private.prepared;
    if (state.kind === 'preparing' || waitsForTrust) goOnPreparing(context, slot);
    else if (state.kind === 'idle' && state.outcome === 'none' && slot.private.prepared) sendPending(context, slot);
    // The app ended between a turn that went well and the message that was to follow it.
    else if (state.kind === 'idle' && state.outcome === 'completed') continueQueue(context, slot);
  }
};
