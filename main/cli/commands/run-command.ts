/** `switchyard run`: the project's own commands (dev server, tests) in a thread's folder. */
import type { Item, ItemOf } from '#contract/items.ts';
import { effectiveSettings } from '#contract/projects.ts';
import type { Thread } from '#contract/threads.ts';
import { failed, UsageError } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { findThread } from '#main/cli/find.ts';
import { harmless } from '#main/cli/output.ts';

type Running = ItemOf<'setup'>;

const isRunning = (item: Item): item is Running => item.kind === 'setup' && item.status === 'live';

const runningIn = async (session: CoreSession, thread: Thread): Promise<readonly Running[]> =>
  (await session.snapshot('thread', { thread: thread.id })).items.filter(isRunning);

export const run = command({
  name: 'run',
  usage: 'ID NAME [--end] | ID --list',
  summary: 'Start a run command of the project in a thread’s folder, or end it',
  notes: [
    '--list names the commands and says which run. A command of switchyard.json asks for your word first: “switchyard approvals ID”.',
  ],
  options: { list: { type: 'boolean' }, end: { type: 'boolean' } },
  operands: [1, 2],
  run: async ({ operands: [text = '', name], values, output, core }) => {
    if ((name === undefined) !== (values.list === true)) throw new UsageError('Give the name of a command, or --list.');
    const session = await core();
    const board = await session.snapshot('board', {});
    const thread = findThread(board.threads, text);
    if (name === undefined) {
      const project = board.projects.find(({ id }) => id === thread.project);
      const running = await runningIn(session, thread);
      const listed = Object.entries(project === undefined ? {} : (effectiveSettings(project).run ?? {})).map(([known, line]) => ({
        name: known,
        command: line,
        item: running.find((item) => item.use === 'run' && item.name === known)?.id ?? null,
      }));
      const lines = listed.map((each) => `${each.item === null ? ' ' : '*'} ${harmless(each.name)}: ${harmless(each.command)}`);
      await output.result(listed, lines.length === 0 ? 'The project has no run commands.' : lines.join('\n'));
      return 0;
    }
    if (values.end === true) {
      const item = (await runningIn(session, thread)).find((each) => each.use === 'run' && each.name === name);
      if (item === undefined)
        throw failed('not-found', `“${name}” does not run in this thread.`, '“switchyard run ID --list” says what runs.');
      await session.call('threads.end-run', { thread: thread.id, item: item.id });
      await output.result({ thread: thread.id, name, item: item.id }, `Ended ${harmless(name)}.`);
      return 0;
    }
    const { item, approval } = await session.call('threads.run', { thread: thread.id, name });
    await output.result(
      { thread: thread.id, name, item, approval },
      approval === null ? `Started ${harmless(name)}.` : `It asks first: “switchyard answer ${approval} allow” starts it.`,
    );
    return 0;
  },
});
