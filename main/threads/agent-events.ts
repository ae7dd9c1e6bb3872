/** Takes what an agent says into its thread: the log through the journal, the turn's beginning and end by hand. */
import { isDeepStrictEqual } from 'node:util';
import type { AgentEvent, AgentUsage } from '#main/agents/agent-backend.ts';
import { planProgress, type Usage } from '#contract/threads.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import { imagesTold } from './agent-images.ts';
import { answerByRules, giveToReviewer, withOffer } from './agent-asks.ts';
import { carryAnswer } from './carried-answer.ts';
import { endTurn } from './end-turn.ts';
import { goalTold } from './goal-told.ts';
import { referenceOf } from './held-session.ts';
import { journal, type JournalChange, type JournalMeans, type JournalView, type LogEvent } from './journal.ts';
import { noticeFor } from './notice.ts';
import { closeSession } from './sessions.ts';
import { addUsage } from './thread-private.ts';
import type { Change } from './thread-book.ts';
import type { ThreadsContext } from './threads-context.ts';
import { runningTurn, turnIdOf, type HeldSession, type ThreadSlot } from './thread-slot.ts';
import { showWaiting } from './waiting-state.ts';

/** What follows from an agent's word about turns; given by run-turn.ts. */
export interface TurnHooks {
  /** The agent began a turn of its own accord. */
  readonly begun: () => void;
  /** A turn went well: what is queued may follow. */
  readonly completed: () => void;
}

const viewOf = (slot: ThreadSlot): JournalView => ({
  thread: slot.id,
  turn: turnIdOf(slot),
  nextPosition: slot.log.lastPosition + 1,
  itemOf: (key) => slot.log.byKey(key),
  subagentOf: (key) => slot.log.subagentOf(key),
  retry: slot.log.retry,
  limitsTold: slot.limitsTold,
  approvalOf: (request) => [...slot.approvals.values()].find((stored) => stored.request === request)?.approval ?? null,
});

const meansOf = (context: ThreadsContext): JournalMeans => ({
  now: context.now(),
  newItemId: () => newId('i'),
  newApprovalId: () => newId('a'),
});

/** Events of a session that the thread has let go of are not heard. */
export const takeEvent = (
  context: ThreadsContext,
  slot: ThreadSlot,
  held: HeldSession | null,
  event: AgentEvent,
  hooks: TurnHooks,
): void => {
  if (held !== null && slot.session !== held) return;
  try {
    dispatch(context, slot, event, hooks);
  } catch (error) {
    // A malformed event must not take the turn with it; it is shown, never dropped.
    const { message, reference } = failureOf(error);
    log.error('threads.event', { thread: slot.id, kind: String((event as { kind?: unknown } | null)?.kind), reference });
    const words = { level: 'error' as const, text: `A message of the agent could not be read: ${message}`, raw: safeJson(event) };
    context.book.record(slot, { items: [{ item: noticeFor(slot, words, context.now()) }] });
  }
};

const safeJson = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};

const dispatch = (context: ThreadsContext, slot: ThreadSlot, event: AgentEvent, hooks: TurnHooks): void => {
  switch (event.kind) {
    case 'turn-started':
      if (slot.activity.kind === 'none') hooks.begun();
      return;
    case 'turn-ended':
      return turnEnded(context, slot, event, hooks);
    case 'usage':
      return usageTold(context, slot, event.usage);
    case 'model-call':
      return context.calls.record(slot.id, event.call);
    case 'surroundings':
      return context.surroundingsMoved.emit(slot.id);
    case 'goal':
      return goalTold(context, slot, event.goal);
    case 'title':
      if (slot.private.titleBy !== 'person' && event.title.trim() !== '') {
        context.book.record(slot, { thread: { title: event.title.trim().slice(0, 200) }, private: { titleBy: 'agent' } });
      }
      return;
    default:
      return logEvent(context, slot, event);
  }
};

const turnEnded = (
  context: ThreadsContext,
  slot: ThreadSlot,
  event: Extract<AgentEvent, { kind: 'turn-ended' }>,
  hooks: TurnHooks,
): void => {
  if (runningTurn(slot) === null) return;
  const { outcome } = event;
  if (outcome.kind === 'failed') {
    endTurn(context, slot, { kind: 'failed', failure: outcome.failure }, null, event.mark ?? null);
    // Whatever broke, the next turn begins with a fresh connection to the same conversation.
    void closeSession(slot);
    return;
  }
  endTurn(context, slot, outcome, null, event.mark ?? null);
  if (outcome.kind === 'completed') hooks.completed();
};

const usageTold = (context: ThreadsContext, slot: ThreadSlot, told: AgentUsage): void => {
  const usage: Usage = { ...told };
  const running = runningTurn(slot);
  if (running === null) return;
  running.turn = { ...running.turn, usage };
  context.book.touch(slot, { usage: addUsage(slot.private.usageBefore, usage) });
};

const logEvent = (context: ThreadsContext, slot: ThreadSlot, event: LogEvent): void => {
  if (event.kind === 'limits') context.limits.take(slot.session?.agent ?? slot.thread.agent, event.windows ?? []);
  if (event.kind === 'request-opened') return requestOpened(context, slot, event);
  // What could not be kept is said first: positions follow each other.
  const images = imagesTold(context, slot, event);
  for (const change of journal(viewOf(slot), event, { ...meansOf(context), images })) applyChange(context, slot, change);
  if (event.kind === 'limits') slot.limitsTold = event.text;
  if (event.kind === 'request-closed') showWaiting(context, slot);
  if (event.kind === 'item-ended' && (event.item.kind === 'command' || event.item.kind === 'file-change')) context.changes.poke(slot.id);
};

/** Answered by a rule, by what was answered before, by the reviewer, or asked of a person: in this order. */
const requestOpened = (context: ThreadsContext, slot: ThreadSlot, event: Extract<LogEvent, { kind: 'request-opened' }>): void => {
  const { request } = event;
  for (const change of journal(viewOf(slot), event, meansOf(context))) {
    if (change.kind !== 'approval') {
      applyChange(context, slot, change);
      continue;
    }
    const asked = { ...change, approval: withOffer(context, slot, request, change.approval) };
    if (answerByRules(context, slot, asked)) continue;
    applyChange(context, slot, asked);
    giveToReviewer(context, slot, asked);
  }
  showWaiting(context, slot);
  carryAnswer(context, slot, request.key);
};

const applyChange = (context: ThreadsContext, slot: ThreadSlot, change: JournalChange): void => {
  switch (change.kind) {
    case 'append':
      return grow(context, slot, change);
    case 'approval': {
      // While an answer is on its way, the agent's word that the question is closed is no withdrawal.
      if (change.approval.state.kind === 'withdrawn' && slot.answering === change.approval.id) return;
      storageTrouble(context, slot, context.book.record(slot, { approvals: [change], ...sessionMoved(slot) }));
      return;
    }
    case 'item': {
      const { item, key, wholeOutput } = change;
      const movesNothing = item.kind === 'notice' && (item.retry === undefined || item.status !== 'live');
      slot.lastMoved = movesNothing ? slot.lastMoved : item.id;
      // A sub-agent's plan is its own.
      const plan = item.kind === 'plan' && item.parent === undefined ? { plan: planProgress(item.steps) } : {};
      if (item.status === 'live') {
        slot.log.put(item, { key, wholeOutput });
        slot.publisher.push({ kind: 'item', item });
        context.book.markDirty(slot);
        context.book.touch(slot, plan);
      } else {
        const trouble = context.book.record(slot, {
          items: [{ item, key, wholeOutput }],
          ...('plan' in plan ? { thread: plan } : {}),
          ...sessionMoved(slot),
        });
        context.book.touch(slot, {});
        storageTrouble(context, slot, trouble);
        if (item.kind === 'command' && item.status !== 'declined') context.refusals.command(slot, item);
      }
    }
  }
};

/** The agent's own record of where it stands, when it has moved: what a crash goes on from. */
const sessionMoved = (slot: ThreadSlot): Pick<Change, 'private'> => {
  const reference = referenceOf(slot.session);
  if (slot.session === null || reference === null || isDeepStrictEqual(reference, slot.private.session?.reference)) return {};
  return { private: { session: { agent: slot.session.agent, reference } } };
};

const grow = (context: ThreadsContext, slot: ThreadSlot, change: Extract<JournalChange, { kind: 'append' }>): void => {
  try {
    const item = slot.log.grow(change.item, change.field, change.chunk);
    if (item === null) return;
    const outputBytes = change.field === 'output' && 'outputBytes' in item ? item.outputBytes : undefined;
    slot.publisher.append(change.item, change.field, change.chunk, outputBytes);
  } catch (error) {
    storageTrouble(context, slot, failureOf(error));
  }
  slot.lastMoved = change.item;
  context.book.markDirty(slot);
  context.book.touch(slot, {});
};

/** Says once per outage that what happens cannot be stored. */
const storageTrouble = (context: ThreadsContext, slot: ThreadSlot, trouble: ReturnType<typeof failureOf> | null): void => {
  if (trouble === null || slot.toldOfTrouble) return;
  slot.toldOfTrouble = true;
  const words = {
    level: 'error' as const,
    text: `${trouble.message} What happens now is kept in memory until it can be stored.`,
    action: trouble.action,
  };
  const item = noticeFor(slot, words, context.now());
  slot.log.put(item);
  slot.publisher.push({ kind: 'item', item });
  context.book.markDirty(slot);
};
