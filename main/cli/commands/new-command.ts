/** `switchyard new`: starts a task. */
import { resolve } from 'node:path';
import { PolicyName } from '#contract/policy.ts';
import type { Placement } from '#contract/threads.ts';
import { UsageError } from '#main/cli/cli-error.ts';
import { command, type Values } from '#main/cli/command.ts';
import { projectMeant } from '#main/cli/find.ts';
import { threadJson } from '#main/cli/json-shapes.ts';
import { harmless } from '#main/cli/output.ts';
import { textOf } from '#main/cli/text-input.ts';
import { needsPersonOrRests, waitForThread, withFreshChanges } from '#main/cli/wait-for.ts';
import { threadCard } from '#main/cli/thread-text.ts';

const options = {
  project: { type: 'string', short: 'p' },
  agent: { type: 'string', short: 'a' },
  model: { type: 'string' },
  effort: { type: 'string' },
  mode: { type: 'string' },
  base: { type: 'string' },
  branch: { type: 'string' },
  policy: { type: 'string' },
  title: { type: 'string' },
  tag: { type: 'string', multiple: true },
  checkout: { type: 'boolean' },
  'from-checkout': { type: 'boolean' },
  worktree: { type: 'string' },
  backlog: { type: 'boolean' },
  wait: { type: 'boolean' },
} as const;
type NewValues = Values<typeof options>;

const placementFor = (values: NewValues): Placement => {
  const branch = values.branch ?? null;
  const chosen = [
    values.base !== undefined && '--base',
    values.checkout && '--checkout',
    values['from-checkout'] && '--from-checkout',
    values.worktree !== undefined && '--worktree',
  ];
  const named = chosen.filter((option) => typeof option === 'string');
  if (named.length > 1) throw new UsageError(`${named.join(' and ')} exclude each other.`, 'Choose one place to work in.');
  if (branch !== null && (values.checkout === true || values.worktree !== undefined))
    throw new UsageError('--branch only goes with a new worktree.');
  if (values.checkout === true) return { kind: 'checkout' };
  if (values['from-checkout'] === true) return { kind: 'from-checkout', branch };
  if (values.worktree !== undefined) return { kind: 'adopt', path: resolve(values.worktree) };
  return { kind: 'worktree', base: values.base ?? null, branch };
};

const policyFor = (text: string | undefined): PolicyName | undefined => {
  if (text === undefined) return undefined;
  const policy = PolicyName.safeParse(text);
  if (policy.success) return policy.data;
  throw new UsageError(`There is no policy “${text}”.`, `Choose one of: ${PolicyName.options.join(', ')}.`);
};

export const newThread = command({
  name: 'new',
  usage:
    '[--project P] [--agent A] [--model M] [--effort E] [--mode M] [--base REF | --from-checkout | --checkout | --worktree PATH] [--branch NAME] [--policy POLICY] [--title T] [--tag T]… [--backlog] [--wait] PROMPT|-',
  summary: 'Start a task',
  notes: [
    'PROMPT - reads standard input. Without --project it is the project of the current folder.',
    `Policies: ${PolicyName.options.join(', ')}.`,
    '--wait waits until the task is at rest or needs a person; exit code 1 when it failed.',
  ],
  options,
  operands: [1, Number.POSITIVE_INFINITY],
  run: async ({ operands, values, output, core }) => {
    const policy = policyFor(values.policy);
    const placement = placementFor(values);
    const prompt = await textOf(operands.join(' '), 'The prompt');
    const session = await core();
    const board = await session.snapshot('board', {});
    const { agent, model, effort, mode, title } = values;
    const created = await session.call('threads.create', {
      project: projectMeant(board, values.project).id,
      prompt,
      placement,
      tags: values.tag ?? [],
      start: values.backlog !== true,
      ...(agent === undefined ? {} : { agent }),
      ...(model === undefined ? {} : { model }),
      ...(effort === undefined ? {} : { effort }),
      ...(mode === undefined ? {} : { mode }),
      ...(title === undefined ? {} : { title }),
      ...(policy === undefined ? {} : { policy }),
    });
    if (values.wait !== true) {
      await output.result(threadJson(created, board.projects), `${created.id} ${harmless(created.title)}`);
      return 0;
    }
    const found = await withFreshChanges(session, await waitForThread(session, created.id, needsPersonOrRests, null));
    await output.result(threadJson(found.thread, found.board.projects), threadCard(found.thread, found.board.projects, output));
    return found.thread.state.kind === 'failed' ? 1 : 0;
  },
});
