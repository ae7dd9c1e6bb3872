/**
 * Tasks that are on their way to the core. The field is free for the next prompt at once; a prompt that could not be made
 * into a thread stays here, over reloads too, until it is tried again, put back or thrown away.
 */
import { create } from 'zustand';
import type { CallInput } from '#contract/contract.ts';
import type { Failure } from '#contract/failure.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { say } from '#renderer/state/notices.ts';
import { openThread } from '#renderer/state/route.ts';

type NewThreadInput = CallInput<'threads.create'>;

export interface PendingTask {
  readonly id: number;
  readonly input: NewThreadInput;
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

const createOne = async (id: number, input: NewThreadInput): Promise<void> => {
  put({ id, input, failure: null });
  try {
    const thread = await call('threads.create', input);
    dropPending(id);
    say({
      text: `${input.start === false ? 'Saved to the backlog' : 'Started'}: ${thread.title}`,
      action: { label: 'Open', run: () => openThread(thread.id) },
    });
  } catch (error) {
    const failure = failureOf(error);
    put({ id, input, failure });
    say({
      text: 'A task was not started. Its prompt is kept.',
      more: failure.message,
      tone: 'fail',
      action: { label: 'Show', run: () => openDialog({ kind: 'new-task', project: null }) },
    });
  }
};

export const startTasks = (inputs: readonly NewThreadInput[]): void => {
  for (const input of inputs) void createOne(nextId++, input);
};
export const retryPending = (task: PendingTask): void => void createOne(task.id, task.input);
