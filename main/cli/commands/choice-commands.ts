/** What a thread's agent is told beside messages, and another agent for it: `compact`, `agent-review`, `goal`, `switch`. */
import type { Agent } from '#contract/agents.ts';
import { GOAL_MAX_CHARS, type ReviewTarget } from '#contract/turn-acts.ts';
import { UsageError } from '#main/cli/cli-error.ts';
import { command, type Invocation } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { harmless } from '#main/cli/output.ts';
import { textOf } from '#main/cli/text-input.ts';
import { threadMeant } from './talk-commands.ts';

export const compact = command({
  name: 'compact',
  usage: 'ID',
  summary: 'Tell the agent to sum up its context now',
  options: {},
  operands: [1, 1],
  run: async (invocation) => {
    const { session, thread } = await threadMeant(invocation);
    await session.call('threads.compact', { thread: thread.id });
    await invocation.output.result({ thread: thread.id }, 'The agent sums up its context.');
    return 0;
  },
});

export const agentReview = command({
  name: 'agent-review',
  usage: 'ID [--base BRANCH | --for TEXT]',
  summary: 'Let the agent review in its own review mode: what is not committed, all since a branch, or what TEXT says',
  options: { base: { type: 'string' }, for: { type: 'string' } },
  operands: [1, 1],
  run: async (invocation) => {
    const { base, for: text } = invocation.values;
    if (base !== undefined && text !== undefined) throw new UsageError('--base and --for exclude each other.');
    const { session, thread } = await threadMeant(invocation);
    const target: ReviewTarget =
      base !== undefined ? { kind: 'base', branch: base } : text !== undefined ? { kind: 'custom', text } : { kind: 'uncommitted' };
    await session.call('threads.review-mode', { thread: thread.id, target });
    await invocation.output.result({ thread: thread.id, target }, 'The agent reviews.');
    return 0;
  },
});

export const goal = command({
  name: 'goal',
  usage: 'ID [TEXT|- | --clear]',
  summary: 'Set what the agent works towards, turn after turn; without TEXT it says what that is',
  options: { clear: { type: 'boolean' } },
  operands: [1, Number.POSITIVE_INFINITY],
  run: async (invocation) => {
    const { operands, values, output } = invocation;
    const { session, thread } = await threadMeant(invocation);
    const words = operands.slice(1).join(' ');
    if (words !== '' && values.clear === true) throw new UsageError('A text and --clear exclude each other.');
    if (words === '' && values.clear !== true) {
      await output.result(
        { thread: thread.id, goal: thread.goal ?? null },
        thread.goal === undefined ? 'There is no goal.' : harmless(thread.goal),
      );
      return 0;
    }
    const next = values.clear === true ? null : (await textOf(words, 'The goal')).trim();
    if (next !== null && next.length > GOAL_MAX_CHARS) throw new UsageError(`A goal has at most ${GOAL_MAX_CHARS} characters.`);
    await session.call('threads.goal', { thread: thread.id, goal: next });
    await output.result({ thread: thread.id, goal: next }, next === null ? 'There is no goal any more.' : 'The agent works towards it.');
    return 0;
  },
});

const agentMeant = async (session: CoreSession, name: string): Promise<Agent> => {
  const agents = await session.snapshot('agents', {});
  const found = agents.find((agent) => agent.id === name || agent.label.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`There is no agent “${name}”.`, `There are: ${agents.map(({ id }) => id).join(', ')}.`);
};

const handoffOf = async (given: string | undefined, draft: () => Promise<string>): Promise<string> =>
  given === undefined ? await draft() : await textOf(given, 'The handoff');

const runSwitch = async (
  invocation: Pick<Invocation, 'operands' | 'core' | 'output'>,
  values: { readonly show?: boolean; readonly handoff?: string; readonly model?: string; readonly effort?: string; readonly mode?: string },
): Promise<0> => {
  const { operands, output } = invocation;
  const { session, thread } = await threadMeant(invocation);
  const agent = await agentMeant(session, operands[1] ?? '');
  const draft = async (): Promise<string> => (await session.call('handoff.draft', { thread: thread.id, agent: agent.id })).text;
  if (values.show === true) {
    const text = await draft();
    await output.result({ thread: thread.id, agent: agent.id, handoff: text }, harmless(text));
    return 0;
  }
  const text = await handoffOf(values.handoff, draft);
  const message = operands.slice(2).join(' ');
  const { model, effort, mode } = values;
  await session.call('handoff.switch', {
    ...{ thread: thread.id, agent: agent.id, text, message },
    ...(model === undefined ? {} : { model }),
    ...(effort === undefined ? {} : { effort }),
    ...(mode === undefined ? {} : { mode }),
  });
  await output.result({ thread: thread.id, agent: agent.id, handoff: text }, `${agent.label} has the task.`);
  return 0;
};

export const switchTo = command({
  name: 'switch',
  usage: 'ID AGENT [MESSAGE] [--handoff TEXT|-] [--model M] [--effort E] [--mode M] | ID AGENT --show',
  summary: 'Hand a task at rest to another agent, with what it has to know',
  notes: [
    '--show prints what it would be told, to be edited and given back with --handoff -.',
    'When the new agent cannot be started the old one keeps the task.',
  ],
  options: {
    show: { type: 'boolean' },
    handoff: { type: 'string' },
    model: { type: 'string' },
    effort: { type: 'string' },
    mode: { type: 'string' },
  },
  operands: [2, Number.POSITIVE_INFINITY],
  run: (invocation) => runSwitch(invocation, invocation.values),
});
