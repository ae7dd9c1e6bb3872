/**
 * Makes the place a thread works in: worktree, files, setup command. It runs beside the mailbox and is ended by its
 * signal. Everything it did is kept, so that it can go on after a failure or a crash.
 */
import { AppError, failure, type FailureKind } from '#contract/failure.ts';
import { effectiveSettings } from '#contract/projects.ts';
import type { ThreadState } from '#contract/threads.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { tell } from './notice.ts';
import { beginPending, continueQueue } from './run-turn.ts';
import { startProjectCommand, type ProjectCommand } from './project-command.ts';
import { placeOf, projectOf, type ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { trustCommand } from './trust.ts';

/** Begins it. Throws AppError `storage` when that cannot be stored. The thread must be at rest. */
export const beginPreparation = (context: ThreadsContext, slot: ThreadSlot): void => {
  showStep(context, slot, { step: 'worktree', done: null, total: null });
  const abort = new AbortController();
  let over = (): void => undefined;
  slot.activity = { kind: 'preparing', abort, over: new Promise((resolve) => (over = resolve)) };
  void prepare(context, slot, abort.signal).then(over);
};

const prepare = async (context: ThreadsContext, slot: ThreadSlot, signal: AbortSignal): Promise<void> => {
  try {
    await makePlace(context, slot, signal);
    await setUp(context, slot, signal);
    context.book.record(slot, { private: { prepared: true }, thread: { state: atRest(context, 'none') } });
  } catch (error) {
    slot.activity = { kind: 'none' };
    // When the app closes, the state stays as it is: the next start goes on from there.
    if (!context.isClosing()) notPrepared(context, slot, error, signal.aborted);
    return;
  }
  slot.activity = { kind: 'none' };
  context.changes.poke(slot.id);
  if (context.isClosing()) return;
  await slot.mailbox.put(() => firstTurn(context, slot));
};

const firstTurn = (context: ThreadsContext, slot: ThreadSlot): void => {
  try {
    if (slot.activity.kind === 'none' && !beginPending(context, slot)) continueQueue(context, slot);
  } catch (error) {
    context.book.record(slot, { thread: { state: { kind: 'failed', during: 'turn', failure: failureOf(error), since: context.now() } } });
  }
};

const atRest = (context: ThreadsContext, outcome: 'none' | 'stopped'): ThreadState => ({ kind: 'idle', outcome, since: context.now() });

const notPrepared = (context: ThreadsContext, slot: ThreadSlot, error: unknown, stopped: boolean): void => {
  if (stopped) {
    context.book.record(slot, { thread: { state: atRest(context, 'stopped'), live: null } });
    return;
  }
  if (!(error instanceof AppError)) log.error('threads.prepare', { thread: slot.id, error });
  context.book.record(slot, {
    thread: { state: { kind: 'failed', during: 'prepare', failure: failureOf(error), since: context.now() }, live: null, unread: true },
  });
};

const showStep = (
  context: ThreadsContext,
  slot: ThreadSlot,
  step: Pick<Extract<ThreadState, { kind: 'preparing' }>, 'step' | 'done' | 'total'>,
): void => {
  const before = slot.thread.state;
  const since = before.kind === 'preparing' ? before.since : context.now();
  const state: ThreadState = { kind: 'preparing', ...step, since };
  if (before.kind === 'preparing' && before.step === step.step) context.book.touch(slot, { state });
  else context.book.commit(slot, { thread: { state, live: null } });
};

/** Failures that lie in the place that was chosen. */
const choosesAnew: ReadonlySet<FailureKind> = new Set<FailureKind>(['exists', 'denied', 'storage', 'invalid']);

const makePlace = async (context: ThreadsContext, slot: ThreadSlot, signal: AbortSignal): Promise<void> => {
  if (slot.thread.worktree.path === null) await context.planning.put(() => plan(context, slot));
  signal.throwIfAborted();
  const planned = slot.thread.worktree;
  try {
    const created = await context.worktrees.create({
      ...placeOf(context, slot),
      placement: slot.private.placement,
      onProgress: (progress) => showStep(context, slot, progress),
      onPlaced: (worktree) => context.book.commit(slot, { thread: { worktree } }),
      signal,
    });
    context.book.commit(slot, { thread: { worktree: created.worktree } });
    for (const note of created.notes) tell(context, slot, { level: 'info', text: note });
  } catch (error) {
    // An aborted creation undoes what it made.
    if (signal.aborted) context.book.record(slot, { thread: { worktree: planned } });
    // Where nothing could be made yet the next try chooses anew: another folder may have been set, the name may be taken now.
    else if (slot.thread.worktree.status === 'planned' && error instanceof AppError && choosesAnew.has(error.failure.kind))
      context.book.record(slot, { thread: { worktree: { ...planned, path: null, branch: null } } });
    throw error;
  }
};

const plan = async (context: ThreadsContext, slot: ThreadSlot): Promise<void> => {
  const others = context.book.all().filter((other) => other !== slot);
  const worktree = await context.worktrees.plan({
    thread: slot.id,
    title: slot.thread.title,
    agent: slot.thread.agent,
    project: projectOf(context, slot.thread.project),
    placement: slot.private.placement,
    portsTaken: others.flatMap((other) => other.thread.worktree.firstPort ?? []),
    reserved: others.map((other) => other.thread.worktree),
  });
  context.book.commit(slot, { thread: { worktree } });
};

const setUp = async (context: ThreadsContext, slot: ThreadSlot, signal: AbortSignal): Promise<void> => {
  const text = effectiveSettings(projectOf(context, slot.thread.project)).setup?.trim() ?? '';
  if (text === '' || slot.thread.worktree.place !== 'worktree') return;
  signal.throwIfAborted();
  const command: ProjectCommand = { use: 'setup', name: null, text };
  if (!(await trustCommand(context, slot, command, signal))) {
    tell(context, slot, { level: 'info', text: 'The setup command of the repository was not run, as you decided.' });
    return;
  }
  showStep(context, slot, { step: 'setup', done: null, total: null });
  const running = startProjectCommand(context, slot, command);
  if (effectiveSettings(projectOf(context, slot.thread.project)).waitForSetup === false) return;
  const end = (): void => void running.end();
  signal.addEventListener('abort', end, { once: true });
  const exitCode = await running.over;
  signal.throwIfAborted();
  if (exitCode !== 0) {
    throw failure(
      'unavailable',
      `The setup command failed${exitCode === null ? '' : ` with exit code ${exitCode}`}.`,
      'Read its output, then start the task again, or send a message to go on without it.',
    );
  }
};
