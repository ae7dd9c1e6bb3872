/** `switchyard rules …`: what agents may do without asking. */
import { readFile } from 'node:fs/promises';
import type { RuleId } from '#contract/ids.ts';
import type { Rule, RuleScope, Verdict } from '#contract/rules.ts';
import { matchText, parseMatch, ruleKinds, type RuleKind } from '#contract/rule-text.ts';
import { failed, UsageError } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { findProject, findThread } from '#main/cli/find.ts';
import { ruleJson } from '#main/cli/json-shapes.ts';
import { harmless } from '#main/cli/output.ts';
import { table } from '#main/cli/table.ts';

const verdicts: readonly Verdict[] = ['allow', 'ask', 'refuse'];

const scopeText = ({ scope }: Rule): string =>
  scope.kind === 'everywhere' ? 'everywhere' : scope.kind === 'project' ? scope.project : scope.thread;

export const rulesList = command({
  name: 'rules ls',
  usage: '',
  summary: 'List the rules on what agents may do without asking',
  options: {},
  operands: [0, 0],
  run: async ({ output, core }) => {
    const { rules } = await (await core()).snapshot('rules', {});
    const rows = rules.map((rule) => [
      rule.id,
      rule.verdict,
      rule.match.kind,
      harmless(matchText(rule.match)),
      scopeText(rule),
      String(rule.usedCount),
    ]);
    const columns = [
      { title: 'ID' },
      { title: 'Says' },
      { title: 'Of' },
      { title: 'Rule', gives: true },
      { title: 'Where' },
      { title: 'Used' },
    ];
    const text = table(columns, rows, output.screen.columns, (cell, _column, row) => (row === null ? output.paint('dim', cell) : cell));
    await output.result(rules.map(ruleJson), rules.length === 0 ? 'No rules yet. Add one with “switchyard rules add”.' : text);
    return 0;
  },
});

const scopeOf = async (session: CoreSession, project: string | undefined, thread: string | undefined): Promise<RuleScope> => {
  if (project !== undefined && thread !== undefined) throw new UsageError('A rule holds for a project or for a thread.', 'Leave one out.');
  if (project === undefined && thread === undefined) return { kind: 'everywhere' };
  const board = await session.snapshot('board', {});
  return project === undefined
    ? { kind: 'thread', thread: findThread(board.threads, thread ?? '').id }
    : { kind: 'project', project: findProject(board.projects, project).id };
};

export const rulesAdd = command({
  name: 'rules add',
  usage: 'allow|ask|refuse command|path|host|tool TEXT [--project P | --thread ID]',
  summary: 'Add a rule; without --project or --thread it holds everywhere',
  notes: [
    'TEXT is the words a command begins with (“npm test”), a path with * and **, HOST or HOST:PORT, or SERVER/TOOL (SERVER/* for all).',
    'The strictest rule that matches wins: refuse, then ask, then allow.',
  ],
  options: { project: { type: 'string' }, thread: { type: 'string' } },
  operands: [3, 3],
  run: async ({ operands: [says = '', about = '', text = ''], values, output, core }) => {
    const verdict = verdicts.find((one) => one === says);
    const kind = ruleKinds.find((one): one is RuleKind => one === about);
    if (verdict === undefined) throw new UsageError(`“${says}” is no word of a rule.`, `Write one of: ${verdicts.join(', ')}.`);
    if (kind === undefined) throw new UsageError(`“${about}” is nothing that a rule is about.`, `Write one of: ${ruleKinds.join(', ')}.`);
    const read = parseMatch(kind, text);
    if ('problem' in read) throw new UsageError(`“${text}” is no ${kind}.`, read.problem);
    const session = await core();
    const rule = await session.call('rules.add', {
      verdict,
      match: read.match,
      scope: await scopeOf(session, values.project, values.thread),
    });
    await output.result(ruleJson(rule), `${rule.id} ${rule.verdict} ${harmless(matchText(rule.match))}`);
    return 0;
  },
});

/** Throws AppError. An id may be cut to a unique beginning. */
const findRule = (rules: readonly Rule[], text: string): Rule => {
  const wanted = text.startsWith('r_') ? text : `r_${text}`;
  const [rule, second] = rules.filter(({ id }) => id.startsWith(wanted));
  if (rule === undefined) throw failed('not-found', `There is no rule “${text}”.`, '“switchyard rules ls” lists them.');
  if (second !== undefined) throw failed('invalid', `“${text}” is the beginning of several rules.`, 'Write more of the id.');
  return rule;
};

export const rulesRemove = command({
  name: 'rules rm',
  usage: 'ID',
  summary: 'Remove a rule; “rules undo” brings it back',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [text = ''], output, core }) => {
    const session = await core();
    const rule = findRule((await session.snapshot('rules', {})).rules, text);
    const { change } = await session.call('rules.remove', { rule: rule.id satisfies RuleId });
    await output.result(
      { removed: rule.id, change },
      `Removed ${harmless(matchText(rule.match))}. “switchyard rules undo ${change}” brings it back.`,
    );
    return 0;
  },
});

export const rulesUndo = command({
  name: 'rules undo',
  usage: 'CHANGE',
  summary: 'Undo a change of the rules',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [text = ''], output, core }) => {
    if (!/^\d{1,15}$/.test(text)) throw new UsageError(`“${text}” is no number of a change.`, '“switchyard rules rm” gives one.');
    const rule = await (await core()).call('rules.undo', { change: Number(text) });
    await output.result(
      rule === null ? null : ruleJson(rule),
      rule === null ? 'The rule is gone.' : `${rule.id} ${rule.verdict} ${harmless(matchText(rule.match))}`,
    );
    return 0;
  },
});

export const rulesExport = command({
  name: 'rules export',
  usage: '',
  summary: 'Print the rules as JSON, to be kept or imported elsewhere',
  options: {},
  operands: [0, 0],
  run: async ({ output, core }) => {
    const { text } = await (await core()).call('rules.export', {});
    await output.result(JSON.parse(text) as object, text.trimEnd());
    return 0;
  },
});

export const rulesImport = command({
  name: 'rules import',
  usage: 'FILE',
  summary: 'Add the rules of a file that “rules export” has written',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [file = ''], output, core }) => {
    const text = await readFile(file, 'utf8').catch(() => {
      throw failed('not-found', `“${file}” cannot be read.`);
    });
    const result = await (await core()).call('rules.import', { text });
    for (const problem of result.problems) output.remark(harmless(problem));
    await output.result({ ...result }, `${result.added} added, ${result.known} known already.`);
    return 0;
  },
});
