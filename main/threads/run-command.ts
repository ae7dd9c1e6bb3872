/** `run` commands of a project: started and ended by the user, several at once, beside whatever the agent does. */
import { failure } from '#contract/failure.ts';
import type { ApprovalId, ItemId } from '#contract/ids.ts';
import { effectiveSettings } from '#contract/projects.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { startProjectCommand, type ProjectCommand } from './project-command.ts';
import { tell } from './notice.ts';
import { projectOf, type ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { askForTrust, decided, trustOf } from './trust.ts';

/** Either it runs, as an item of the thread, or the user is asked first. */
export interface RunStarted {
  readonly item: ItemId | null;
  readonly approval: ApprovalId | null;
}

const commandNamed = (context: ThreadsContext, slot: ThreadSlot, name: string): ProjectCommand => {
  const known = effectiveSettings(projectOf(context, slot.thread.project)).run ?? {};
  const text = Object.hasOwn(known, name) ? known[name]?.trim() : undefined;
  if (text !== undefined && text !== '') return { use: 'run', name, text };
  const names = Object.keys(known);
  throw failure(
    'not-found',
    `The project has no run command “${name}”.`,
    names.length === 0 ? 'Add one in its settings, or in switchyard.json.' : `It has ${names.join(', ')}.`,
  );
};

const assertCanRun = (slot: ThreadSlot, name: string): void => {
  if (slot.thread.worktree.status !== 'ready')
    throw failure('unavailable', 'The task has no folder to run it in.', 'Wait until it is prepared.');
  if ([...slot.commands.values()].some((running) => running.name === name))
    throw failure('busy', `“${name}” runs in this task already.`, 'End it first.');
};

/** Runs inside the thread's mailbox. */
export const runNamed = (context: ThreadsContext, slot: ThreadSlot, name: string): RunStarted => {
  const command = commandNamed(context, slot, name);
  assertCanRun(slot, name);
  switch (trustOf(context, slot, command)) {
    case 'granted':
      return { item: startProjectCommand(context, slot, command).item, approval: null };
    case 'refused':
      throw failure('denied', 'You decided not to run the commands of the repository.', 'Allow them in the settings of the project.');
    case 'asked': {
      const approval = askForTrust(context, slot, command);
      runWhenTrusted(context, slot, command).catch((error: unknown) => log.warning('threads.run', { thread: slot.id, error }));
      return { item: null, approval };
    }
  }
};

const runWhenTrusted = async (context: ThreadsContext, slot: ThreadSlot, command: ProjectCommand): Promise<void> => {
  if (!(await decided(context, slot)) || context.isClosing()) return;
  await slot.mailbox.put(() => {
    try {
      assertCanRun(slot, command.name ?? '');
      startProjectCommand(context, slot, command);
    } catch (error) {
      tell(context, slot, { level: 'warning', text: `“${command.name}” was not started: ${failureOf(error).message}` });
    }
  });
};

/** Ends a command that the app runs in the thread, with everything it started. Never waits for the thread's mailbox. */
export const endRun = async (slot: ThreadSlot, item: ItemId): Promise<void> => {
  const running = slot.commands.get(item);
  if (running === undefined) throw failure('conflict', 'It does not run any more.');
  await running.end();
};
