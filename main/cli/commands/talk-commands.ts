/** Talking to a thread's agent: `send`, `stop`, `retry`, `resume`. */
import type { Thread } from '#contract/threads.ts';
import { command, type Invocation } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { findThread } from '#main/cli/find.ts';
import { harmless } from '#main/cli/output.ts';
import { textOf } from '#main/cli/text-input.ts';

/** The thread that the first operand names. */
export const threadMeant = async ({
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
  usage: 'ID TEXT|- [--steer] [--model M] [--effort E] [--mode M]',
  summary: 'Send a message; while a turn runs it is queued, with --steer it reaches the agent now',
  notes: ['Model, effort and mode are changed before; where the agent takes that while it works, from now on.'],
  options: { steer: { type: 'boolean' }, model: { type: 'string' }, effort: { type: 'string' }, mode: { type: 'string' } },
  operands: [2, Number.POSITIVE_INFINITY],
  run: async (invocation) => {
    const { operands, values, output } = invocation;
    const text = await textOf(operands.slice(1).join(' '), 'The message');
    const { session, thread } = await threadMeant(invocation);
    const { model, effort, mode } = values;
    const patch = {
      ...(model === undefined ? {} : { model }),
      ...(effort === undefined ? {} : { effort }),
      ...(mode === undefined ? {} : { mode }),
    };
    if (Object.keys(patch).length > 0) await session.call('threads.update', { thread: thread.id, patch });
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
    const { session, thread } = await threadMeant(invocation);
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
    const { session, thread } = await threadMeant(invocation);
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
    const { session, thread } = await threadMeant(invocation);
    await session.call('threads.resume', { thread: thread.id });
    await invocation.output.result({ thread: thread.id }, 'The agent goes on.');
    return 0;
  },
});
