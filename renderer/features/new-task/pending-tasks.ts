/**
 * Tasks that are on their way to the core. The field is free for the next prompt at once; a prompt that could not be made
 * into a thread stays here, over reloads too, until it is tried again, put back or thrown away.
 */
import { create } from 'zustand';
import type { Failure } from '#contract/failure.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { closeDialog, openDialog } from '#renderer/state/dialogs.ts';
import { say } from '#renderer/state/notices.ts';
import { navigate, openThread } from '#renderer/state/route.ts';
import type { NewTask } from './new-task-choices.ts';

export interface PendingTask extends NewTask {
  readonly id: number;
  /** Null while it is under way. */
  readonly failure: Failure | null;
}

const STORED_AS = 'switchyard-failed-tasks';

const remembered = (): readonly PendingTask[] => {
  try {
    return JSON.parse(globalThis.localStorage?.getItem(STORED_AS) ?? '[]') as readonly PendingTask[];
  } catch {
    return [];
  }
};

export const usePending = create<{ readonly tasks: readonly PendingTask[] }>(() => ({ tasks: remembered() }));
usePending.subscribe(({ tasks }) =>
  localStorage.setItem(STORED_AS, JSON.stringify(tasks.map((task) => (task.failure === null ? { ...task, failure: interrupted } : task)))),
);

/** How a task that was under way is found after a reload. */
const interrupted: Failure = {
  kind: 'cancelled',
  message: 'The page was closed before the task was confirmed.',
  action: 'Look on the board whether it is there, then try again.',
};

let nextId = Math.max(0, ...usePending.getState().tasks.map((task) => task.id)) + 1;
const put = (task: PendingTask): void =>
  usePending.setState(({ tasks }) => ({ tasks: [...tasks.filter((other) => other.id !== task.id), task] }));
export const dropPending = (id: number): void => usePending.setState(({ tasks }) => ({ tasks: tasks.filter((task) => task.id !== id) }));

/** Gives what to say, and where to go to see it. */
const begin = async ({ input, race }: NewTask): Promise<{ readonly text: string; readonly open: () => void }> => {
  if (race != null) {
    const { placement, start: _, ...common } = input;
    const base = placement?.kind === 'worktree' ? placement.base : null;
    const begun = await call('races.start', { ...common, base, variants: race.map((variant) => ({ ...variant })) });
    return {
      text: `Started a race of ${begun.threads.length}: ${begun.threads[0]?.title ?? ''}`,
      open: () => navigate({ screen: 'race', race: begun.race }),
    };
  }
  const thread = await call('threads.create', input);
  return { text: `${input.start === false ? 'Saved to the backlog' : 'Started'}: ${thread.title}`, open: () => openThread(thread.id) };
};

const createOne = async (id: number, task: NewTask): Promise<void> => {
  put({ id, ...task, failure: null });
  try {
    const { text, open } = await begin(task);
    dropPending(id);
    const leave = (): void => {
      closeDialog();
      open();
    };
    say({ text, action: { label: 'Open', run: leave } });
  } catch (error) {
    const failure = failureOf(error);
    put({ id, ...task, failure });
    say({
      text: 'A task was not started. Its prompt is kept.',
      more: failure.message,
      tone: 'fail',
      action: { label: 'Show', run: () => openDialog({ kind: 'new-task', project: null }) },
    });
  }
};

export const startTasks = (tasks: readonly NewTask[]): void => {
  for (const task of tasks) void createOne(nextId++, task);
};
export const retryPending = ({ id, input, race }: PendingTask): void => void createOne(id, { input, race });
