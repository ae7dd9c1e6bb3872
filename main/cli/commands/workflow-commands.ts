/** `switchyard workflow …`: long tasks, planned, worked on and judged in rounds. */
import { ROUNDS_MAX, stageOf, type Workflow, type WorkflowLimits } from '#contract/workflows.ts';
import { failed, UsageError } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { projectMeant } from '#main/cli/find.ts';
import { harmless, type Output } from '#main/cli/output.ts';
import { table } from '#main/cli/table.ts';
import { textOf } from '#main/cli/text-input.ts';

const time = (at: number): string => new Date(at).toISOString();

export const workflowJson = (workflow: Workflow) => ({
  id: workflow.id,
  project: workflow.project,
  title: workflow.title,
  stage: stageOf(workflow),
  why: workflow.status.kind === 'paused' ? workflow.status.why : null,
  outcome: workflow.status.kind === 'over' ? workflow.status.outcome : null,
  plan: workflow.plan,
  criteria: workflow.criteria,
  rounds: workflow.rounds.map(({ number, evaluator, commit, verdict, startedAt, endedAt }) => ({
    number,
    evaluator,
    commit,
    verdict,
    startedAt: time(startedAt),
    endedAt: endedAt === null ? null : time(endedAt),
  })),
  limits: workflow.limits,
  tokens: workflow.tokens,
  planner: workflow.planner,
  generator: workflow.generator,
  createdAt: time(workflow.createdAt),
});

const stageWords: Readonly<Record<ReturnType<typeof stageOf>, string>> = {
  planning: 'planning',
  agreeing: 'agree on the criteria',
  generating: 'working',
  evaluating: 'being judged',
  paused: 'paused',
  passed: 'passed',
  ended: 'ended without passing',
};

const find = (list: readonly Workflow[], text: string): Workflow => {
  const found = list.filter(({ id }) => id === text || id.startsWith(text) || id.startsWith(`w_${text}`));
  const [first, second] = found;
  if (first === undefined || text === '')
    throw failed('not-found', `There is no long task “${text}”.`, '“switchyard workflow ls” lists them.');
  if (second !== undefined && first.id !== text)
    throw failed('invalid', `“${text}” begins the ids of ${found.length} long tasks.`, 'Type more of it.');
  return first;
};

const findIn = async (session: CoreSession, text: string): Promise<Workflow> => find(await session.snapshot('workflows', {}), text);

const mark = (pass: boolean): string => (pass ? '✓' : '✗');

/** What people read of a long task. Pure. */
export const workflowCard = (workflow: Workflow, output: Pick<Output, 'paint'>): string => {
  const { status, limits } = workflow;
  const lines = [
    `${output.paint('bold', harmless(workflow.title))}  ${workflow.id}`,
    `${stageWords[stageOf(workflow)]}, round ${workflow.rounds.length} of ${limits.rounds}, ${workflow.tokens.toLocaleString()} tokens${limits.tokens === null ? '' : ` of ${limits.tokens.toLocaleString()}`}`,
    ...(status.kind === 'paused' ? [harmless(status.why)] : []),
    `Work: ${workflow.generator}${workflow.planner === null ? '' : `  Plan: ${workflow.planner}`}`,
  ];
  const criteria = workflow.criteria.map(
    ({ id, text, verify }) => `  ${id} ${harmless(text)}${verify === '' ? '' : `  (${harmless(verify)})`}`,
  );
  const rounds = workflow.rounds.flatMap(({ number, evaluator, verdict }) => [
    `Round ${number}${evaluator === null ? '' : `, judged in ${evaluator}`}${verdict === null ? '' : `: ${harmless(verdict.summary)}`}`,
    ...(verdict?.findings ?? []).map(({ criterion, pass, note }) => `  ${mark(pass)} ${criterion} ${harmless(note)}`),
  ]);
  return [...lines, ...(criteria.length === 0 ? [] : ['', 'Criteria', ...criteria]), ...(rounds.length === 0 ? [] : ['', ...rounds])].join(
    '\n',
  );
};

const limitsOf = (values: { readonly rounds?: string; readonly tokens?: string }): Partial<WorkflowLimits> => {
  const numberOf = (text: string | undefined, name: string, least: number, most: number): number | undefined => {
    if (text === undefined) return undefined;
    if (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    throw new UsageError(`“${text}” is no number for --${name}.`, `Give one from ${least} to ${most}.`);
  };
  const rounds = numberOf(values.rounds, 'rounds', 1, ROUNDS_MAX);
  const tokens = numberOf(values.tokens, 'tokens', 1_000, Number.MAX_SAFE_INTEGER);
  return { ...(rounds === undefined ? {} : { rounds }), ...(tokens === undefined ? {} : { tokens }) };
};

export const workflowList = command({
  name: 'workflow ls',
  usage: '',
  summary: 'List the long tasks: planned, worked on and judged in rounds',
  options: {},
  operands: [0, 0],
  run: async ({ output, core }) => {
    const list = await (await core()).snapshot('workflows', {});
    const rows = list.map((workflow) => [
      workflow.id,
      stageWords[stageOf(workflow)],
      `${workflow.rounds.length}/${workflow.limits.rounds}`,
      harmless(workflow.title),
    ]);
    const columns = [{ title: 'ID' }, { title: 'Stands at' }, { title: 'Round' }, { title: 'Title', gives: true }];
    const text = table(columns, rows, output.screen.columns, (cell, _column, row) => (row === null ? output.paint('dim', cell) : cell));
    await output.result(
      list.map(workflowJson),
      list.length === 0 ? 'No long tasks yet. Begin one with “switchyard workflow start”.' : text,
    );
    return 0;
  },
});

export const workflowShow = command({
  name: 'workflow show',
  usage: 'ID',
  summary: 'Show a long task: criteria, rounds, what was found',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [text = ''], output, core }) => {
    const workflow = await findIn(await core(), text);
    await output.result(workflowJson(workflow), workflowCard(workflow, output));
    return 0;
  },
});

export const workflowStart = command({
  name: 'workflow start',
  usage: '[--project P] [--agent A] [--model M] [--planner AGENT] [--evaluator AGENT] [--rounds N] [--tokens N] [--auto] PROMPT|-',
  summary: 'Begin a long task: one agent plans, one works, one judges',
  notes: ['PROMPT - reads standard input. --auto begins with the criteria that the planner proposes; else “workflow agree” does.'],
  options: {
    project: { type: 'string', short: 'p' },
    agent: { type: 'string', short: 'a' },
    model: { type: 'string' },
    planner: { type: 'string' },
    evaluator: { type: 'string' },
    rounds: { type: 'string' },
    tokens: { type: 'string' },
    auto: { type: 'boolean' },
  },
  operands: [1, Number.POSITIVE_INFINITY],
  run: async ({ operands, values, output, core }) => {
    const limits = limitsOf(values);
    const prompt = await textOf(operands.join(' '), 'The prompt');
    const session = await core();
    const board = await session.snapshot('board', {});
    const project = projectMeant(board, values.project);
    const workflow = await session.call('workflows.create', {
      project: project.id,
      prompt,
      agreement: values.auto === true ? 'auto' : 'ask',
      limits,
      roles: {
        generator: { agent: values.agent ?? null, model: values.model ?? null },
        planner: { agent: values.planner ?? null },
        evaluator: { agent: values.evaluator ?? null },
      },
    });
    await output.result(workflowJson(workflow), `${workflow.id} ${harmless(workflow.title)}`);
    return 0;
  },
});

export const workflowAgree = command({
  name: 'workflow agree',
  usage: 'ID',
  summary: 'Agree on the criteria as they are proposed: the work begins',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [text = ''], output, core }) => {
    const session = await core();
    const { id, plan, criteria } = await findIn(session, text);
    const workflow = await session.call('workflows.agree', { workflow: id, plan, criteria: [...criteria] });
    await output.result(workflowJson(workflow), workflowCard(workflow, output));
    return 0;
  },
});

const verb = (name: 'pause' | 'stop', summary: string) =>
  command({
    name: `workflow ${name}`,
    usage: 'ID',
    summary,
    options: {},
    operands: [1, 1],
    run: async ({ operands: [text = ''], output, core }) => {
      const session = await core();
      const workflow = await session.call(`workflows.${name}`, { workflow: (await findIn(session, text)).id });
      await output.result(workflowJson(workflow), workflowCard(workflow, output));
      return 0;
    },
  });

export const workflowPause = verb('pause', 'End the turn that runs; nothing more is begun until it goes on');
export const workflowStop = verb('stop', 'End a long task for good; its threads stay');

export const workflowContinue = command({
  name: 'workflow continue',
  usage: 'ID [--rounds N] [--tokens N]',
  summary: 'Go on with a long task that paused, or that reached a limit',
  options: { rounds: { type: 'string' }, tokens: { type: 'string' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const limits = limitsOf(values);
    const session = await core();
    const { id } = await findIn(session, text);
    const workflow = await session.call('workflows.continue', { workflow: id, limits });
    await output.result(workflowJson(workflow), workflowCard(workflow, output));
    return 0;
  },
});

export const workflowCommands = [
  workflowList,
  workflowStart,
  workflowShow,
  workflowAgree,
  workflowPause,
  workflowContinue,
  workflowStop,
] as const;
