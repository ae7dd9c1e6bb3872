/** Waiting and putting away: `wait`, `archive`, `rm`, `restore`. */
import { UsageError } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import { findThread } from '#main/cli/find.ts';
import { threadJson } from '#main/cli/json-shapes.ts';
import { harmless } from '#main/cli/output.ts';
import { threadCard } from '#main/cli/thread-text.ts';
import { goals, reached, waitForThread, withFreshChanges, type Goal } from '#main/cli/wait-for.ts';

/** Longer than Node's timers can be set, and than anybody waits. */
const LONGEST_WAIT_SECONDS = 24 * 24 * 60 * 60;

const goalFor = (text: string | undefined): Goal => {
  const goal = goals.find((other) => other === text);
  if (goal !== undefined) return goal;
  throw new UsageError(
    text === undefined ? 'Say what to wait for.' : `“${text}” cannot be waited for.`,
    `Give one of ${goals.join(', ')} after --for.`,
  );
};

const secondsFor = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS) return seconds;
  throw new UsageError(`“${text}” is no number of seconds.`, 'Give a number after --timeout.');
};

export const wait = command({
  name: 'wait',
  usage: 'ID --for needs-you|review|idle [--timeout SECONDS]',
  summary: 'Wait until a thread needs you, is ready to review, or is at rest',
  notes: ['Exit code 1 when the time is over first.'],
  options: { for: { type: 'string' }, timeout: { type: 'string' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const goal = goalFor(values.for);
    const timeout = secondsFor(values.timeout);
    const session = await core();
    const thread = findThread((await session.snapshot('board', {})).threads, text);
    const found = await withFreshChanges(session, await waitForThread(session, thread.id, (now) => reached(now, goal), timeout));
    await output.result(threadJson(found.thread, found.board.projects), threadCard(found.thread, found.board.projects, output));
    return 0;
  },
});

export const archive = command({
  name: 'archive',
  usage: 'ID [--undo]',
  summary: 'Put a thread away; --undo brings it back',
  options: { undo: { type: 'boolean' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const session = await core();
    const board = await session.snapshot('board', {});
    const { id } = findThread(board.threads, text);
    const archived = values.undo !== true;
    const thread = await session.call('threads.update', { thread: id, patch: { archived } });
    await output.result(
      threadJson(thread, board.projects),
      archived ? `Archived ${harmless(thread.title)}.` : `${harmless(thread.title)} is back.`,
    );
    return 0;
  },
});

export const remove = command({
  name: 'rm',
  usage: 'ID',
  summary: 'Remove a thread and its worktree; “restore” undoes it',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [text = ''], output, core }) => {
    const session = await core();
    const thread = findThread((await session.snapshot('board', {})).threads, text);
    const { uncommitted, uncommittedMore, unpushed, running, worktree } = await session.call('threads.removal', { thread: thread.id });
    const { notes } = await session.call('threads.remove', { thread: thread.id });
    const paths = uncommitted.length + uncommittedMore;
    const had = [
      paths > 0 ? `${paths} uncommitted path${paths === 1 ? '' : 's'}` : '',
      unpushed.length > 0 ? `${unpushed.length} commit${unpushed.length === 1 ? '' : 's'} that no other branch has` : '',
      running.length > 0 ? `${running.length} running process${running.length === 1 ? '' : 'es'}` : '',
    ].filter((part) => part !== '');
    const lost = had.length === 0 ? '' : ` It had ${had.join(', ')}.`;
    const json = { removed: thread.id, worktree, uncommitted: { paths: uncommitted, more: uncommittedMore }, unpushed, running, notes };
    await output.result(
      json,
      `Removed ${harmless(thread.title)}.${lost}${notes.map((note) => ` ${harmless(note)}`).join('')} “switchyard restore ${thread.id}” brings it back.`,
    );
    return 0;
  },
});

export const restore = command({
  name: 'restore',
  usage: 'ID',
  summary: 'Bring a removed thread back, with its files',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [text = ''], output, core }) => {
    const session = await core();
    const removed = await session.call('threads.removed', {});
    const thread = await session.call('threads.restore', { thread: findThread(removed, text).id });
    const { projects } = await session.snapshot('board', {});
    await output.result(threadJson(thread, projects), `${harmless(thread.title)} is back.`);
    return 0;
  },
});
