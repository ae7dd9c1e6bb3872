/** Talking to a thread's agent: `send`, `stop`, `retry`, `resume`. */
import type { Thread } from '#contract/threads.ts';
import { command, type Invocation } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { findThread } from '#main/cli/find.ts';
import { harmless } from '#main/cli/output.ts';
import { textOf } from '#main/cli/text-input.ts';

const threadOf = async ({
  operands: [text = ''],
  core,
}: Pick<Invocation, 'operands' | 'core'>): Promise<{ readonly session: CoreSession; readonly thread: Thread }> => {
  const session = await core();
  return { session, thread: findThread((await session.snapshot('board', {})).threads, text) };
};

const howWords = {
  started: 'The agent has it.',
  queued: 'Queued: the agent gets it when its turn ends.',
  steered: 'The agent gets it at its next step.',
} as const;

export const send = command({
  name: 'send',
  usage: 'ID TEXT|- [--steer]',
  summary: 'Send a message; while a turn runs it is queued, with --steer it reaches the agent now',
  options: { steer: { type: 'boolean' } },
  operands: [2, Number.POSITIVE_INFINITY],
  run: async (invocation) => {
    const { operands, values, output } = invocation;
    const text = await textOf(operands.slice(1).join(' '), 'The message');
    const { session, thread } = await threadOf(invocation);
    const { how } = await session.call('threads.send', { thread: thread.id, text, delivery: values.steer === true ? 'steer' : 'queue' });
    await output.result({ thread: thread.id, how }, howWords[how]);
    return 0;
  },
});

export const stop = command({
  name: 'stop',
  usage: 'ID',
  summary: 'Stop the running turn; gives back what was queued',
  options: {},
  operands: [1, 1],
  run: async (invocation) => {
    const { session, thread } = await threadOf(invocation);
    const { returned } = await session.call('threads.stop', { thread: thread.id });
    const json = {
      thread: thread.id,
      returned: returned.map(({ id, text, createdAt }) => ({ id, text, createdAt: new Date(createdAt).toISOString() })),
    };
    const queued = returned.map(({ text }) => harmless(text)).join('\n\n');
    await invocation.output.result(json, returned.length === 0 ? 'Stopped.' : `Stopped. This was queued and is not sent:\n\n${queued}`);
    return 0;
  },
});

export const retry = command({
  name: 'retry',
  usage: 'ID',
  summary: 'Try again: the last message after a failed turn, or the preparation that failed',
  options: {},
  operands: [1, 1],
  run: async (invocation) => {
    const { session, thread } = await threadOf(invocation);
    const { state } = thread;
    const prepares = state.kind === 'backlog' || (state.kind === 'failed' && state.during === 'prepare');
    await session.call(prepares ? 'threads.start' : 'threads.retry', { thread: thread.id });
    await invocation.output.result({ thread: thread.id }, prepares ? 'Started.' : 'Sent again.');
    return 0;
  },
});

export const resume = command({
  name: 'resume',
  usage: 'ID',
  summary: 'Go on after an interruption',
  options: {},
  operands: [1, 1],
  run: async (invocation) => {
    const { session, thread } = await threadOf(invocation);
    await session.call('threads.resume', { thread: thread.id });
    await invocation.output.result({ thread: thread.id }, 'The agent goes on.');
    return 0;
  },
});
