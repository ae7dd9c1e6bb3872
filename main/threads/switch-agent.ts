/**
 * Another agent takes over a thread in the middle. It is started and given its first message before anything of the thread
 * changes; what it says meanwhile is kept back. So when it cannot be had the old one simply stays. What the user wrote is the
 * thread's draft from before the attempt until after it: a kill at any moment loses nothing.
 *
 * Runs inside the thread's mailbox.
 */
import { AppError, failure } from '#contract/failure.ts';
import type { AgentId } from '#contract/ids.ts';
import type { Attachment } from '#contract/items.ts';
import type { Draft } from '#contract/threads.ts';
import type { AgentEvent, TurnSettings } from '#main/agents/agent-backend.ts';
import { newId } from '#main/base/new-id.ts';
import { agentMessage } from './agent-message.ts';
import { agentOf, fitted, knownMode, type Choice } from './fit-choice.ts';
import { clearGoal } from './goal.ts';
import { referenceOf } from './held-session.ts';
import { noticeFor } from './notice.ts';
import { enterReached, hear, userItem } from './run-turn.ts';
import { closeSession, openBeside, turnSettings, withinTime } from './sessions.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { HeldSession, ThreadSlot } from './thread-slot.ts';

/** Longest that a new agent may take to start and to take its first message. */
const START_MAX_MS = 60_000;
const KEEP_MAX_MS = 20_000;
const CLOSE_MAX_MS = 5_000;

const GO_ON = 'Go on with the task.';

export interface Switch extends Partial<Choice> {
  readonly agent: AgentId;
  readonly text: string;
  readonly message: string;
  readonly attachments: readonly Attachment[];
}

const refuse = (context: ThreadsContext, slot: ThreadSlot, agent: AgentId): void => {
  context.agents.backend(agent);
  if (slot.activity.kind !== 'none' || slot.thread.state.kind === 'waiting') {
    throw failure('busy', 'The task is at work.', 'Stop it, or wait for the end of the turn, then hand it over.');
  }
  if (slot.thread.workflow !== undefined)
    throw failure('conflict', 'The task is part of a long task, which chooses its agents.', 'Stop the long task first.');
  if (!slot.private.prepared)
    throw failure('busy', 'The task has not begun yet.', 'Choose the other agent; nothing has to be handed over.');
  if (agent === slot.thread.agent) throw failure('invalid', 'That agent has the task already.', 'Choose another one.');
  const status = agentOf(context, agent)?.status;
  if (status !== undefined && status.kind !== 'ready' && status.kind !== 'checking')
    throw failure('unavailable', status.message, status.fix);
};

const setDraft = (context: ThreadsContext, slot: ThreadSlot, draft: Draft): void => {
  context.book.storage.drafts.put(slot.id, draft);
  slot.publisher.push({ kind: 'draft', draft });
};

const joined = (...texts: readonly string[]): string =>
  texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n');

/** What the thread's field holds if it does not come to pass: all that was written, and what stood there. */
const keptDraft = (before: Draft, { text, message, attachments }: Switch): Draft => {
  const other = before.text.trim() === message.trim() ? '' : before.text;
  const known = new Set(attachments.map(({ id }) => id));
  return { text: joined(text, message, other), attachments: [...attachments, ...before.attachments.filter(({ id }) => !known.has(id))] };
};

const inTime = async (work: Promise<void>, label: string): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(failure('unavailable', `${label} did not start within a minute.`, 'Look whether it works in a terminal, then try again.')),
      START_MAX_MS,
    );
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
};

interface Started {
  readonly held: HeldSession;
  /** What it said up to now, and from now on what it says. */
  readonly release: (listener: (event: AgentEvent) => void) => void;
}

/** Starts the new agent with its first message. Throws AppError; then nothing of it is left. */
const startNew = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  choice: Switch,
  text: string,
  settings: TurnSettings,
): Promise<Started> => {
  const { agent, attachments } = choice;
  let listener: ((event: AgentEvent) => void) | null = null;
  const early: AgentEvent[] = [];
  const opened: { held: HeldSession | null; over: boolean } = { held: null, over: false };
  const start = async (): Promise<void> => {
    const held = await openBeside(context, slot, agent, settings, (event) =>
      listener === null ? void early.push(event) : listener(event),
    );
    if (opened.over) return await held.session.close();
    opened.held = held;
    await held.session.send(agentMessage(context, text, attachments), settings);
    const end = early.find((event) => event.kind === 'turn-ended');
    if (end?.kind === 'turn-ended' && end.outcome.kind === 'failed') throw new AppError(end.outcome.failure);
  };
  try {
    await inTime(start(), agentOf(context, agent)?.label ?? agent);
    if (context.isClosing()) throw failure('cancelled', 'The app is closing.');
  } catch (error) {
    opened.over = true;
    const session = opened.held?.session;
    if (session !== undefined)
      await withinTime(
        session.interrupt().then(() => session.close()),
        CLOSE_MAX_MS,
      );
    throw error;
  }
  const { held } = opened;
  if (held === null) throw failure('agent', 'The agent did not start.');
  return {
    held,
    release: (heard) => {
      for (let event = early.shift(); event !== undefined; event = early.shift()) heard(event);
      listener = heard;
    },
  };
};

/** Throws AppError when it does not come to pass; then the old agent has the thread, and the text is its draft. */
export const switchAgent = async (context: ThreadsContext, slot: ThreadSlot, choice: Switch): Promise<void> => {
  const { agent, attachments } = choice;
  refuse(context, slot, agent);
  const chosen = chosenFor(context, slot, choice);
  const before = context.book.storage.drafts.get(slot.id);
  const text = joined(choice.text, choice.message.trim() === '' ? GO_ON : choice.message);
  setDraft(context, slot, keptDraft(before, choice));
  await clearGoal(context, slot);
  const turn = newId('u');
  await context.checkpoints?.around(slot.id, 'turn-start', turn, AbortSignal.timeout(KEEP_MAX_MS));
  const settings: TurnSettings = { ...turnSettings(context, slot), ...chosen };
  const { held, release } = await startNew(context, slot, choice, text, settings);
  const from = agentOf(context, slot.thread.agent)?.label ?? slot.thread.agent;
  const to = agentOf(context, agent)?.label ?? agent;
  const now = context.now();
  const notice = noticeFor(slot, { level: 'info', text: `${to} takes over from ${from}.` }, now);
  const message = { ...userItem(slot, { text, attachments }, now), position: notice.position + 1 };
  const reference = referenceOf(held);
  await closeSession(slot);
  try {
    enterReached(
      context,
      slot,
      held,
      { turn, trigger: 'user', act: { kind: 'handoff', from, to }, text, attachments, before: [notice], items: [message] },
      { thread: { agent, ...chosen }, private: { session: reference === null ? null : { agent, reference }, goalToClear: false } },
    );
  } catch (error) {
    await withinTime(
      held.session.interrupt().then(() => held.session.close()),
      CLOSE_MAX_MS,
    );
    throw error;
  }
  setDraft(context, slot, before.text.trim() === choice.message.trim() ? { text: '', attachments: [] } : before);
  release((event) => hear(context, slot)(held, event));
};

const chosenFor = (context: ThreadsContext, { thread }: ThreadSlot, { agent, model, effort, mode }: Switch): Required<Choice> => {
  const same = fitted(agentOf(context, agent), thread);
  return {
    model: model === undefined ? same.model : model,
    effort: effort === undefined ? same.effort : effort,
    mode: mode === undefined ? same.mode : knownMode(context, agent, mode),
  };
};
