/**
 * Native sessions: opened when a turn needs one, taken up again by reference, one writer per reference. A thread that
 * changed its agent, or whose record the agent has lost, begins a new session with a handoff.
 */
import { AppError, failure } from '#contract/failure.ts';
import type { AgentEvent, AgentSession, SessionReference, SessionStart, TurnSettings } from '#main/agents/agent-backend.ts';
import { log } from '#main/base/log.ts';
import { askerOf } from './agent-asks.ts';
import { conversationBefore } from './conversation.ts';
import { handoffOf } from './handoff.ts';
import { tell } from './notice.ts';
import { placeOf, type ThreadsContext } from './threads-context.ts';
import type { HeldSession, ThreadSlot } from './thread-slot.ts';

const CLOSE_MAX_MS = 5_000;
const LETTING_GO_MAX_MS = 10_000;

export const turnSettings = (context: Pick<ThreadsContext, 'settings'>, slot: ThreadSlot): TurnSettings => ({
  model: slot.thread.model,
  effort: slot.thread.effort,
  policy: slot.thread.policy,
  contextMode: slot.thread.contextMode ?? context.settings().contextMode,
});

export interface OpenedSession {
  readonly session: AgentSession;
  /** To put before the message; empty when the agent knows the conversation. */
  readonly handoff: string;
}

/** Throws AppError when another thread writes to the same conversation. */
const refuseSecondWriter = (context: ThreadsContext, slot: ThreadSlot, reference: SessionReference): void => {
  const other = context.book
    .all()
    .find((candidate) => candidate !== slot && candidate.session?.session.reference()?.nativeId === reference.nativeId);
  if (other !== undefined) {
    throw failure('busy', `The conversation is open in “${other.thread.title}”.`, 'Go on there, or begin a new task.');
  }
};

const startOf = (context: ThreadsContext, slot: ThreadSlot, onEvent: (event: AgentEvent) => void): Omit<SessionStart, 'resume'> => {
  const place = placeOf(context, slot);
  const cwd = place.worktree.path;
  if (cwd === null) throw failure('unavailable', 'The task has no folder to work in.', 'Start it again.');
  const sandbox = context.sandboxes.of(slot.id);
  return {
    place: {
      ...{ cwd, sandbox, environment: context.worktrees.environment(place) },
      project: () => context.projects.find(slot.thread.project),
    },
    settings: turnSettings(context, slot),
    onEvent,
    judge: (action) => {
      const asker = askerOf(context, slot);
      return asker === null ? { verdict: 'ask', why: 'The task has no folder.', rule: null } : context.approvals.judge(asker, action);
    },
    guidance: () => context.guidance(slot.thread, cwd),
  };
};

const openAgain = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  start: Omit<SessionStart, 'resume'>,
): Promise<{ readonly session: AgentSession; readonly isNew: boolean }> => {
  const backend = context.agents.backend(slot.thread.agent);
  const known = slot.private.session?.agent === slot.thread.agent ? slot.private.session.reference : null;
  if (known === null) return { session: await backend.open({ ...start, resume: null }), isNew: true };
  refuseSecondWriter(context, slot, known);
  try {
    return { session: await backend.open({ ...start, resume: known }), isNew: false };
  } catch (error) {
    if (!(error instanceof AppError) || error.failure.kind !== 'not-found') throw error;
    tell(context, slot, {
      level: 'warning',
      text: 'The agent has no record of this conversation any more. It was told how it went so far.',
    });
    return { session: await backend.open({ ...start, resume: null }), isNew: true };
  }
};

/** The session of the thread's agent; throws AppError when the agent cannot be had. */
export const ensureSession = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  onEvent: (held: HeldSession | null, event: AgentEvent) => void,
): Promise<OpenedSession> => {
  if (slot.session !== null && slot.session.agent === slot.thread.agent) return { session: slot.session.session, handoff: '' };
  if (slot.lettingGo !== null) await withinTime(slot.lettingGo, LETTING_GO_MAX_MS);
  slot.lettingGo = null;
  await closeSession(slot);
  const agent = slot.thread.agent;
  let held: HeldSession | null = null;
  const { session, isNew } = await openAgain(
    context,
    slot,
    startOf(context, slot, (event) => onEvent(held, event)),
  );
  held = { agent, session };
  slot.session = held;
  slot.log.forgetKeys();
  return { session, handoff: isNew ? handoffOf(conversationBefore(context.book, slot)) : '' };
};

/** Lets go of the session, within bounds; the conversation stays resumable. */
export const closeSession = async (slot: ThreadSlot): Promise<void> => {
  const held = slot.session;
  if (held === null) return;
  slot.session = null;
  await withinTime(held.session.close(), CLOSE_MAX_MS);
};

/** Waits for a foreign promise, but not for ever; its failure is logged and otherwise of no concern. */
export const withinTime = async (promise: Promise<unknown>, milliseconds: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  const calm = promise.then(
    () => undefined,
    (error: unknown) => log.warning('session.close', { error }),
  );
  await Promise.race([calm, late]);
  clearTimeout(timer);
};
