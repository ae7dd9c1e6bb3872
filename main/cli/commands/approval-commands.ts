/** What agents ask: `approvals`, `answer`. */
import type { Approval } from '#contract/approvals.ts';
import { chooseDecision } from '#main/cli/choose-decision.ts';
import { command } from '#main/cli/command.ts';
import { findApproval, findThread } from '#main/cli/find.ts';
import { approvalJson } from '#main/cli/json-shapes.ts';
import { harmless, type Output } from '#main/cli/output.ts';

const indented = (text: string): string =>
  harmless(text)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

const approvalText = (approval: Approval, output: Output): string => {
  const { command: asked, cwd, reason, changes, questions, text } = approval.detail;
  const several = (questions?.length ?? 0) > 1;
  const lines = [
    `${approval.id} ${output.paint('bold', harmless(approval.title))}`,
    `  ${output.paint('dim', `${approval.kind} · thread ${approval.thread}${cwd === undefined ? '' : ` · in ${harmless(cwd)}`}`)}`,
    asked === undefined || asked === approval.title ? '' : indented(`$ ${asked}`),
    reason === undefined ? '' : indented(reason),
    ...(changes ?? []).map(({ kind, path }) => indented(`${kind} ${path}`)),
    text === undefined ? '' : indented(text),
    ...(questions ?? []).flatMap((question) => [
      several || question.text !== approval.title ? indented(`${several ? `${question.id}: ` : ''}${question.text}`) : '',
      ...question.options.map(({ label, description }, index) =>
        indented(`${index + 1}. ${label}${description === '' ? '' : ` – ${description}`}`),
      ),
    ]),
    `  ${output.paint('dim', 'answer:')} ${approval.decisions.map(({ id, label }) => `${id} (${harmless(label)})`).join(', ')}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
};

export const approvals = command({
  name: 'approvals',
  usage: '[ID]',
  summary: 'List what agents ask, of all threads or of one',
  options: {},
  operands: [0, 1],
  run: async ({ operands: [text], output, core }) => {
    const session = await core();
    const thread = text === undefined ? null : findThread((await session.snapshot('board', {})).threads, text).id;
    const open = (await session.call('approvals.list', { thread })).filter(({ state }) => state.kind === 'open');
    await output.result(
      open.map(approvalJson),
      open.length === 0 ? 'Nothing is asked.' : open.map((approval) => approvalText(approval, output)).join('\n\n'),
    );
    return 0;
  },
});

export const answer = command({
  name: 'answer',
  usage: 'APPROVAL DECISION [TEXT]',
  summary: 'Answer what an agent asks',
  notes: [
    'DECISION is one of the ids that “switchyard approvals” lists, or a word for it: allow, always, deny, stop.',
    'Questions take an option by number or label, or a text. TEXT is the reason of a denial or the text of an answer.',
  ],
  options: {},
  operands: [2, Number.POSITIVE_INFINITY],
  run: async ({ operands: [id = '', decision = '', ...rest], output, core }) => {
    const session = await core();
    const approval = findApproval(
      (await session.call('approvals.list', { thread: null })).filter(({ state }) => state.kind === 'open'),
      id,
    );
    const chosen = chooseDecision(approval, decision, rest.length === 0 ? undefined : rest.join(' '));
    await session.call('approvals.answer', { approval: approval.id, ...chosen });
    const label = approval.decisions.find((other) => other.id === chosen.decision)?.label ?? chosen.decision;
    await output.result({ approval: approval.id, thread: approval.thread, decision: chosen.decision }, `Answered: ${harmless(label)}.`);
    return 0;
  },
});
