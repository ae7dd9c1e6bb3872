/**
 * What a person does to threads from anywhere: board, triage, palette, the thread's own page. Each says what failed, and
 * what can be undone offers it.
 */
import type { Approval, ApprovalAnswer } from '#contract/approvals.ts';
import type { CallInput, CallOutput } from '#contract/contract.ts';
import type { ItemId, ThreadId } from '#contract/ids.ts';
import type { Thread, ThreadPatch } from '#contract/threads.ts';
import { boardNow, useBoardStore } from './board.ts';
import { call, failureOf } from './core.ts';
import { say, sayFailure } from './notices.ts';
import { settingsNow } from './settings.ts';

/** The fields of a patch as the thread's row holds them: for showing a change before the core has confirmed it. */
export const patched = (thread: Thread, patch: ThreadPatch, now: number): Thread => {
  const { done, archived, ...same } = patch;
  return {
    ...thread,
    ...(Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined)) as Partial<Thread>),
    ...(done === undefined ? {} : { doneAt: done ? now : null }),
    ...(archived === undefined ? {} : { archivedAt: archived ? now : null }),
  };
};

/** What puts back what a patch changes. */
export const inversePatch = (thread: Thread, patch: ThreadPatch): ThreadPatch => {
  const before: Required<ThreadPatch> = {
    title: thread.title,
    agent: thread.agent,
    model: thread.model,
    effort: thread.effort,
    mode: thread.mode ?? null,
    policy: thread.policy,
    sandbox: thread.sandbox ?? {},
    contextMode: thread.contextMode ?? settingsNow().contextMode,
    pinned: thread.pinned,
    unread: thread.unread,
    done: thread.doneAt !== null,
    archived: thread.archivedAt !== null,
    snoozedUntil: thread.snoozedUntil,
    tags: [...thread.tags],
  };
  return Object.fromEntries(Object.keys(patch).map((key) => [key, before[key as keyof ThreadPatch]])) as ThreadPatch;
};

const showPatched = (id: ThreadId, patch: ThreadPatch): void => {
  const { value } = useBoardStore.getState();
  const thread = value?.threads.get(id);
  if (!value || thread === undefined) return;
  useBoardStore.setState({ value: { ...value, threads: new Map(value.threads).set(id, patched(thread, patch, Date.now())) } });
};

type Updated = CallOutput<'threads.update'>;

/**
 * Changes threads alike: shown at once, put back when the core refuses. With `what` it says so, with an Undo. Gives those that
 * were changed.
 */
export const patchThreads = async (ids: readonly ThreadId[], patch: ThreadPatch, what?: string): Promise<readonly Updated[]> => {
  const undo = ids.flatMap((id) => {
    const thread = boardNow().threads.get(id);
    return thread === undefined ? [] : [{ id, patch: inversePatch(thread, patch) }];
  });
  const one = async (id: ThreadId, change: ThreadPatch, back: ThreadPatch | undefined): Promise<Updated | null> => {
    showPatched(id, change);
    try {
      return await call('threads.update', { thread: id, patch: change });
    } catch (error) {
      if (back !== undefined) showPatched(id, back);
      sayFailure(failureOf(error), 'The change was not saved.');
      return null;
    }
  };
  const saved = await Promise.all(ids.map((id) => one(id, patch, undo.find((entry) => entry.id === id)?.patch)));
  const changed = saved.filter((thread) => thread !== null);
  if (what === undefined || changed.length < saved.length) return changed;
  const putBack = (): void => undo.forEach((entry) => void one(entry.id, entry.patch, undefined));
  say({ text: what, action: { label: 'Undo', run: putBack } });
  return changed;
};

/** Tells whether it worked; a failure has been shown. */
export const attempt = async (work: Promise<unknown>, what: string, retry?: () => void): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    sayFailure(failureOf(error), what, retry);
    return false;
  }
};

export const answer = (input: ApprovalAnswer): Promise<boolean> =>
  attempt(call('approvals.answer', input), 'The answer did not reach the agent.');

/** Answers with the first decision of that effect, e.g. by the keys Y and N. */
export const decide = (approval: Approval, effect: 'allow' | 'deny', text?: string): Promise<boolean> => {
  const decision = approval.decisions.find((one) => one.effect === effect);
  if (decision === undefined) return Promise.resolve(false);
  return answer({ approval: approval.id, decision: decision.id, ...(text === undefined ? {} : { text }) });
};

export const sendMessage = async (input: CallInput<'threads.send'>): Promise<boolean> =>
  attempt(call('threads.send', input), 'The message was not sent.', () => void sendMessage(input));

export const retryThread = (thread: Thread): Promise<boolean> => {
  const prepare = thread.state.kind === 'failed' && thread.state.during === 'prepare';
  return attempt(call(prepare ? 'threads.start' : 'threads.retry', { thread: thread.id }), 'It could not be tried again.');
};
export const goOn = (id: ThreadId): Promise<boolean> => attempt(call('threads.resume', { thread: id }), 'The thread could not go on.');
export const startThread = (id: ThreadId): Promise<boolean> =>
  attempt(call('threads.start', { thread: id }), 'The task could not be started.');

export const runCommand = (thread: ThreadId, name: string): Promise<boolean> =>
  attempt(call('threads.run', { thread, name }), `“${name}” was not started.`);
export const endCommand = (thread: ThreadId, item: ItemId): Promise<boolean> =>
  attempt(call('threads.end-run', { thread, item }), 'The command could not be ended.');

export const compactThread = (thread: ThreadId): Promise<boolean> =>
  attempt(call('threads.compact', { thread }), 'The context was not summed up.');
export const clearGoal = (thread: ThreadId): Promise<boolean> =>
  attempt(call('threads.goal', { thread, goal: null }), 'The goal was not cleared.');

/** Removes threads; each can be brought back from the message that says so, worktree and untracked files included. */
export const removeThreads = async (ids: readonly ThreadId[]): Promise<void> => {
  const titles = ids.map((id) => boardNow().threads.get(id)?.title ?? 'Thread');
  const notes: string[] = [];
  const removal = async (thread: ThreadId): Promise<void> => void notes.push(...(await call('threads.remove', { thread })).notes);
  const removed = await Promise.all(ids.map((id) => attempt(removal(id), 'The thread was not removed.')));
  const gone = ids.filter((_, index) => removed[index]);
  if (gone.length === 0) return;
  say({
    text: gone.length === 1 ? `Removed “${titles[removed.indexOf(true)]}”` : `Removed ${gone.length} threads`,
    ...(notes.length === 0 ? {} : { more: [...new Set(notes)].join(' ') }),
    action: {
      label: 'Undo',
      run: () => gone.forEach((id) => void attempt(call('threads.restore', { thread: id }), 'The thread could not be restored.')),
    },
  });
};
