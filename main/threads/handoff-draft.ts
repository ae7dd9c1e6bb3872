/**
 * The handoff as the user gets it before another agent takes over: what was asked and done, what has changed, what is open, what
 * comes next. Pure: made from the log and the list of changed files.
 */
import type { Approval } from '#contract/approvals.ts';
import type { Item, ItemOf, PlanStep } from '#contract/items.ts';
import type { FileChange } from '#contract/review.ts';
import type { Thread } from '#contract/threads.ts';

export interface HandoffNeeds {
  readonly thread: Pick<Thread, 'goal' | 'state' | 'worktree' | 'plan'>;
  /** Labels of the agents. */
  readonly from: string;
  readonly to: string;
  /** Of the conversation, oldest first; what was set aside is left out. */
  readonly items: readonly Item[];
  /** What the user asked for first, where `items` do not reach back to it. */
  readonly first: string | null;
  /** Open ones. */
  readonly approvals: readonly Approval[];
  /** Since the base; null when they cannot be read now. */
  readonly files: readonly FileChange[] | null;
}

const ASKED_MAX_CHARS = 4_000;
const SAID_MAX_CHARS = 2_500;
const LINE_MAX_CHARS = 240;
const ASKED_SHOWN = 6;
const SAID_SHOWN = 3;
const COMMANDS_SHOWN = 8;
const FILES_SHOWN = 60;

const shortened = (text: string, max: number): string => {
  const plain = text.trim();
  return plain.length <= max ? plain : `${plain.slice(0, (max * 3) / 4)}\n[…]\n${plain.slice(-max / 4)}`;
};

const oneLine = (text: string): string => {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length <= LINE_MAX_CHARS && line === text.trim() ? line : `${line.slice(0, LINE_MAX_CHARS)} …`;
};

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');

const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [`## ${title}`, ...lines]);

const asked = ({ items, first, thread }: HandoffNeeds): readonly string[] => {
  const texts = items.flatMap((item) => (item.kind === 'user' && item.turn !== null ? [item.text] : []));
  const all = first === null || texts[0] === first ? texts : [first, ...texts];
  const [opening, ...later] = all;
  if (opening === undefined) return [];
  const shown = later.slice(-ASKED_SHOWN);
  const left = later.length - shown.length;
  return [
    quoted(shortened(opening, ASKED_MAX_CHARS)),
    ...(shown.length === 0 ? [] : [left === 0 ? 'Later:' : `Later, after ${left} further ${left === 1 ? 'message' : 'messages'}:`]),
    ...shown.map((text) => quoted(shortened(text, SAID_MAX_CHARS))),
    ...(thread.goal === undefined ? [] : [`The goal that was set: ${thread.goal}`]),
  ];
};

const newestPlan = (items: readonly Item[]): ItemOf<'plan'> | null => {
  const plan = items.findLast((item) => item.kind === 'plan');
  return plan?.kind === 'plan' ? plan : null;
};

const boxes: Readonly<Record<PlanStep['status'], string>> = { done: '[x]', active: '[ ] (begun)', pending: '[ ]' };

/** Failed, and not run again since with success. */
const failedCommands = (items: readonly Item[]): readonly ItemOf<'command'>[] => {
  const newest = new Map<string, ItemOf<'command'>>();
  for (const item of items) {
    if (item.kind !== 'command') continue;
    newest.delete(item.command);
    newest.set(item.command, item);
  }
  return [...newest.values()].filter(({ exitCode, status }) => (exitCode !== null && exitCode !== 0) || status === 'interrupted');
};

const commandLine = ({ command, exitCode, status }: ItemOf<'command'>): string => {
  const how = status === 'interrupted' ? 'was cut off' : `failed with exit code ${exitCode}`;
  return `- ${code(oneLine(command))} ${how}.`;
};

const done = ({ items, from }: HandoffNeeds): readonly string[] => {
  const said = items.flatMap((item) =>
    item.kind === 'assistant' && item.parent === undefined && item.text.trim() !== '' ? [item.text] : [],
  );
  const shown = said.slice(-SAID_SHOWN);
  const plan = newestPlan(items);
  const failed = failedCommands(items).slice(-COMMANDS_SHOWN);
  return [
    ...(shown.length === 0
      ? [`${from} has not answered yet.`]
      : [
          shown.length === said.length ? `${from} said:` : `The last that ${from} said:`,
          ...shown.map((text) => quoted(shortened(text, SAID_MAX_CHARS))),
        ]),
    ...(plan === null || plan.steps.length === 0
      ? plan === null || plan.text.trim() === ''
        ? []
        : ['The plan:', quoted(shortened(plan.text, SAID_MAX_CHARS))]
      : ['The plan:', plan.steps.map(({ text, status }) => `- ${boxes[status]} ${oneLine(text)}`).join('\n')]),
    ...(failed.length === 0 ? [] : ['Commands that did not succeed when they were run last:', failed.map(commandLine).join('\n')]),
  ];
};

const fileLine = ({ path, kind, added, deleted, from }: FileChange): string => {
  const counts = added === 0 && deleted === 0 ? '' : ` (+${added} −${deleted})`;
  const how = kind === 'modified' ? '' : kind === 'renamed' && from !== null ? `, renamed from ${code(from)}` : `, ${kind}`;
  return `- ${code(path)}${how}${counts}`;
};

const changed = ({ files, thread }: HandoffNeeds): readonly string[] => {
  if (files === null) return ['They could not be listed. Look at the folder with git.'];
  if (files.length === 0) return ['None yet.'];
  const base = thread.worktree.base === null ? '' : ` against ${code(thread.worktree.base)}`;
  const count = files.length === 1 ? '1 file differs' : `${files.length} files differ`;
  const shown = files.slice(0, FILES_SHOWN);
  const more = files.length - shown.length;
  return [`${count}${base}:`, [...shown.map(fileLine), ...(more === 0 ? [] : [`- and ${more} more`])].join('\n')];
};

/** The last sentence of what the agent said last, if it is a question. */
export const lastQuestion = (items: readonly Item[]): string | null => {
  const last = items.findLast((item) => item.kind === 'user' || (item.kind === 'assistant' && item.text.trim() !== ''));
  if (last?.kind !== 'assistant') return null;
  const paragraph =
    last.text
      .trim()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  const sentence = /(?:^|[.!?:]\s+|\n)([^.!?\n]+\?)["')\]*_]*$/.exec(paragraph)?.[1];
  return sentence === undefined ? null : sentence.replace(/^[-*\s]+/, '');
};

const open = ({ approvals, items, from }: HandoffNeeds): readonly string[] => {
  const questions = approvals.map(({ kind, title, detail }) => {
    const options = detail.questions?.flatMap((question) => question.options.map(({ label }) => label)) ?? [];
    const choice = options.length === 0 ? '' : ` (${options.join(', ')})`;
    return kind === 'question' ? `- ${oneLine(title)}${choice}` : `- ${from} asked for leave and got no answer: ${oneLine(title)}`;
  });
  const asking = lastQuestion(items);
  const all = [...questions, ...(asking === null ? [] : [`- ${oneLine(asking)}`])];
  return all.length === 0 ? ['None that is known.'] : [all.join('\n')];
};

const next = ({ thread, items }: HandoffNeeds): readonly string[] => {
  const rest = newestPlan(items)?.steps.filter(({ status }) => status !== 'done') ?? [];
  const { state } = thread;
  const cut = (state.kind === 'idle' && (state.outcome === 'stopped' || state.outcome === 'interrupted')) || state.kind === 'failed';
  return [
    ...(cut ? ['The last turn did not come to its end: what it was at may be half done.'] : []),
    rest.length > 0
      ? `Go on with the plan at “${oneLine(rest[0]?.text ?? '')}”.`
      : 'Look at the folder as it is, then go on with what was asked.',
  ];
};

export const handoffText = (needs: HandoffNeeds): string =>
  [
    `You take over this task from ${needs.from}. The folder is as the work so far has left it; look at it before you rely on what stands here.`,
    ...section('What was asked', asked(needs)),
    ...section('What was done', done(needs)),
    ...section('Changed files', changed(needs)),
    ...section('Open questions', open(needs)),
    ...section('What to do next', next(needs)),
  ].join('\n\n');

/** What the present agent is told when it is to write the handoff itself. */
export const handoffRequest = (to: string): string =>
  [
    `${to} takes over this task from you. Write the handoff for it, as Markdown and nothing else, with these headings:`,
    ['## What was asked', '## What was done', '## Changed files', '## Open questions', '## What to do next'].join('\n'),
    'Say what it cannot see in the folder: decisions and their reasons, what was tried and did not work, what is half done. Change nothing and run no further commands.',
  ].join('\n\n');

const REQUEST_BEGINS = /takes over this task from you\. Write the handoff for it/;

/** What the present agent wrote when it was asked to, if that was the last that happened. */
export const writtenHandoff = (items: readonly Item[]): string | null => {
  const request = items.findLastIndex((item) => item.kind === 'user');
  const message = items[request];
  if (message?.kind !== 'user' || !REQUEST_BEGINS.test(message.text)) return null;
  const said = items
    .slice(request + 1)
    .flatMap((item) => (item.kind === 'assistant' && item.parent === undefined && item.text.includes('## ') ? [item.text.trim()] : []));
  return said.at(-1) ?? null;
};
