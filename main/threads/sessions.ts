/**
 * Native sessions: opened when a turn needs one, taken up again by reference, one writer per reference. A fork branches off
 * another's record where the agent can. A thread that changed its agent, or whose record the agent has lost, begins a new
 * session that is told how it went so far.
 */
import { AppError, failure } from '#contract/failure.ts';
import type { AgentId } from '#contract/ids.ts';
import type { AgentEvent, SessionPlace, SessionReference, SessionStart, TurnSettings } from '#main/agents/agent-backend.ts';
import { log } from '#main/base/log.ts';
import { askerOf } from './agent-asks.ts';
import { conversationBefore } from './conversation.ts';
import { handoffOf } from './handoff.ts';
import { referenceOf } from './held-session.ts';
import { tell } from './notice.ts';
import { placeOf, type ThreadsContext } from './threads-context.ts';
import type { HeldSession, ThreadSlot } from './thread-slot.ts';

const CLOSE_MAX_MS = 5_000;
const LETTING_GO_MAX_MS = 10_000;

export const turnSettings = (context: Pick<ThreadsContext, 'settings'>, slot: ThreadSlot): TurnSettings => ({
  model: slot.thread.model,
  effort: slot.thread.effort,
  policy: slot.thread.policy,
  mode: slot.thread.mode ?? null,
  contextMode: slot.thread.contextMode ?? context.settings().contextMode,
});

export type OnEvent = (held: HeldSession | null, event: AgentEvent) => void;

export interface OpenedSession {
  readonly held: HeldSession;
  /** To put before the message; empty when the agent knows the conversation. */
  readonly handoff: string;
  /**
   * Another way to go on, for when the agent takes no message because it has no such record (any more). Throws the error when
   * that is not the reason.
   */
  readonly otherwise: ((error: unknown) => Promise<OpenedSession>) | null;
}

/** Throws AppError when another thread writes to the same conversation. */
const refuseSecondWriter = (context: ThreadsContext, slot: ThreadSlot, reference: SessionReference): void => {
  const other = context.book
    .all()
    .find((candidate) => candidate !== slot && referenceOf(candidate.session)?.nativeId === reference.nativeId);
  if (other !== undefined) {
    throw failure('busy', `The conversation is open in “${other.thread.title}”.`, 'Go on there, or begin a new task.');
  }
};

const startOf = (context: ThreadsContext, slot: ThreadSlot, onEvent: SessionStart['onEvent']): Omit<SessionStart, 'resume'> => {
  const place = placeOf(context, slot);
  const cwd = place.worktree.path;
  if (cwd === null) throw failure('unavailable', 'The task has no folder to work in.', 'Start it again.');
  const sandbox = context.sandboxes.of(slot.id);
  const { agent } = slot.thread;
  const where: SessionPlace = { agent, cwd, sandbox, environment: context.worktrees.environment(place) };
  return {
    place: {
      ...where,
      project: () => context.projects.find(slot.thread.project),
      servers: () => context.servers(slot.thread, where),
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

/** One way to have a session: a new one (`resume` null), the known one, or one that begins at a point of the known one. */
type Way = Pick<SessionStart, 'resume' | 'from'>;

const waysOf = (slot: ThreadSlot, agent: AgentId): readonly Way[] => {
  const known = slot.private.session;
  const anew: Way = { resume: null };
  if (known === null || known.agent !== agent) return [anew];
  const { reference, from } = known;
  if (from === undefined) return [{ resume: reference }, anew];
  const beside: Way = { resume: reference, from: { mark: from.mark, fork: true } };
  const back: Way = { resume: reference, from: { mark: from.mark, fork: false } };
  return from.how === 'fork' ? [beside, anew] : [beside, back, anew];
};

/** Whether the agent says that it cannot go this way, and not that it cannot be had at all. */
const isClosedWay = (error: unknown, { resume, from }: Way): boolean => {
  if (resume === null || !(error instanceof AppError)) return false;
  return error.failure.kind === 'not-found' || (from !== undefined && error.failure.kind === 'unavailable');
};

const tellLost = (context: ThreadsContext, slot: ThreadSlot, { from }: Way): void =>
  from === undefined
    ? tell(context, slot, {
        level: 'warning',
        text: 'The agent has no record of this conversation any more. It was told how it went so far.',
      })
    : tell(context, slot, {
        level: 'info',
        text: 'The agent could not begin at that point of its own record. It was told how it went so far.',
      });

/** Opens a session by the first way that is open. */
const openBy = async (context: ThreadsContext, slot: ThreadSlot, onEvent: OnEvent, ways: readonly Way[]): Promise<OpenedSession> => {
  const [way = { resume: null }, ...others] = ways;
  const otherwise = async (error: unknown): Promise<OpenedSession> => {
    if (!isClosedWay(error, way)) throw error;
    await closeSession(slot);
    const opened = await openBy(context, slot, onEvent, others);
    if (others.length === 1) tellLost(context, slot, way);
    return opened;
  };
  try {
    const held = await openWay(context, slot, onEvent, way);
    slot.session = held;
    slot.log.forgetKeys();
    const handoff = way.resume === null ? handoffOf(conversationBefore(context.book, slot)) : '';
    return { held, handoff, otherwise: others.length === 0 ? null : otherwise };
  } catch (error) {
    if (others.length === 0) throw error;
    return await otherwise(error);
  }
};

const openWay = async (context: ThreadsContext, slot: ThreadSlot, onEvent: OnEvent, way: Way): Promise<HeldSession> => {
  if (way.resume !== null && way.from?.fork !== true) refuseSecondWriter(context, slot, way.resume);
  const { agent } = slot.thread;
  let held: HeldSession | null = null;
  const start = startOf(context, slot, (event) => onEvent(held, event));
  const session = await context.agents.backend(agent).open({ ...start, ...way });
  held = { agent, session, ...(way.resume !== null && way.from?.fork === true ? { forkOf: way.resume.nativeId } : {}) };
  return held;
};

/** A session with another agent than the thread's, which begins anew. It is not yet the thread's own. */
export const openBeside = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  agent: AgentId,
  settings: TurnSettings,
  onEvent: (event: AgentEvent) => void,
): Promise<HeldSession> => {
  const session = await context.agents.backend(agent).open({ ...startOf(context, slot, onEvent), settings, resume: null });
  return { agent, session };
};

/** The session of the thread's agent; throws AppError when the agent cannot be had. */
export const ensureSession = async (context: ThreadsContext, slot: ThreadSlot, onEvent: OnEvent): Promise<OpenedSession> => {
  if (slot.session !== null && slot.session.agent === slot.thread.agent) return { held: slot.session, handoff: '', otherwise: null };
  if (slot.lettingGo !== null) await withinTime(slot.lettingGo, LETTING_GO_MAX_MS);
  slot.lettingGo = null;
  await closeSession(slot);
  const opened = await openBy(context, slot, onEvent, waysOf(slot, slot.thread.agent));
  await clearForgottenGoal(context, slot, opened.held);
  return opened;
};

/** A goal was cleared while the agent could not be told. */
const clearForgottenGoal = async (context: ThreadsContext, slot: ThreadSlot, { session }: HeldSession): Promise<void> => {
  if (slot.private.goalToClear !== true) return;
  if (session.setGoal !== undefined) await withinTime(session.setGoal(null, turnSettings(context, slot)), CLOSE_MAX_MS);
  context.book.record(slot, { private: { goalToClear: false } });
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
