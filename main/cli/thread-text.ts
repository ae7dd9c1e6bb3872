/** Threads as people read them. */
import { columnOf } from '#contract/column.ts';
import type { Item, ItemOf } from '#contract/items.ts';
import type { Project } from '#contract/projects.ts';
import { changesOf, type Column, type Thread } from '#contract/threads.ts';
import { harmless, type Output } from './output.ts';
import { table } from './table.ts';

export const columnWords: Readonly<Record<Column, string>> = {
  backlog: 'Backlog',
  'needs-you': 'Needs you',
  running: 'Running',
  review: 'Review',
  done: 'Done',
};
const styles = { backlog: 'dim', 'needs-you': 'yellow', running: 'green', review: 'blue', done: 'dim' } as const;

/** Lines of an output that are shown; `threads.output` and `export` have the rest. */
const SHOWN_OUTPUT_LINES = 12;

const oneLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim();

/** A refusal as one line of sentences. */
export const refusalText = ({ what, why, allow, hosts }: ItemOf<'refusal'>): string =>
  [what, why, allow, hosts.length === 0 ? undefined : `To be allowed in the app, for the task or the project: ${hosts.join(', ')}`]
    .flatMap((part) => (part === undefined ? [] : `${part}.`))
    .join(' ');

export const changesWords = ({ files, added, deleted }: Thread['changes']): string =>
  files === 0 ? '' : `${files} file${files === 1 ? '' : 's'} +${added} −${deleted}`;

const age = (from: number, now: number): string => {
  const minutes = Math.max(0, Math.floor((now - from) / 60_000));
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes}m`;
  if (minutes < 60 * 24) return `${Math.floor(minutes / 60)}h`;
  return `${Math.floor(minutes / (60 * 24))}d`;
};

/** `switchyard ls`: one line per thread. */
export const threadTable = (threads: readonly Thread[], projects: readonly Project[], output: Output, now = Date.now()): string => {
  const name = (thread: Thread): string => projects.find(({ id }) => id === thread.project)?.name ?? '';
  const rows = threads.map((thread) => {
    const { files, added, deleted } = changesOf(thread);
    return [
      thread.id,
      columnWords[columnOf(thread)],
      oneLine(thread.title),
      oneLine(name(thread)),
      files === 0 ? '' : `+${added} −${deleted}`,
      age(thread.updatedAt, now),
    ];
  });
  const columns = [
    { title: 'ID' },
    { title: 'State' },
    { title: 'Title', gives: true },
    { title: 'Project', gives: true },
    { title: 'Changes', right: true },
    { title: 'Age', right: true },
  ];
  return table(columns, rows, output.screen.columns, (text, column, row) => {
    const thread = row === null ? undefined : threads[row];
    if (thread === undefined) return output.paint('dim', text);
    return column === 1 ? output.paint(styles[columnOf(thread)], text) : column === 5 ? output.paint('dim', text) : text;
  });
};

export const stateWords = ({ state }: Thread): string => {
  switch (state.kind) {
    case 'backlog':
      return 'not started';
    case 'preparing':
      return `preparing (${state.step}${state.total === null ? '' : ` ${state.done ?? 0}/${state.total}`})`;
    case 'running':
      return 'running';
    case 'waiting':
      return state.reason === 'approval' ? 'waits for an approval' : 'waits for an answer';
    case 'idle':
      return state.outcome === 'none' ? 'at rest' : state.outcome;
    case 'failed':
      return `failed: ${oneLine(state.failure.message)}`;
  }
};

/** `switchyard show ID`. */
export const threadCard = (thread: Thread, projects: readonly Project[], output: Output): string => {
  const { worktree } = thread;
  const rows: readonly (readonly [string, string])[] = [
    ['State', `${columnWords[columnOf(thread)]}: ${stateWords(thread)}`],
    ['Now', oneLine(thread.live ?? '')],
    ['Project', oneLine(projects.find(({ id }) => id === thread.project)?.name ?? '')],
    ['Agent', [thread.agent, thread.model, thread.effort, thread.mode].filter((part) => part !== null && part !== undefined).join(' · ')],
    ['Goal', oneLine(thread.goal ?? '')],
    ['Policy', thread.policy],
    ['Branch', worktree.branch === null ? '' : `${worktree.branch}${worktree.base === null ? '' : ` (from ${worktree.base})`}`],
    ['Worktree', worktree.status === 'removed' ? 'removed' : (worktree.path ?? '')],
    ['Changes', changesWords(changesOf(thread))],
    ['Landed', thread.landed === null ? '' : `${thread.landed.how} into ${thread.landed.into} as ${thread.landed.commit.slice(0, 10)}`],
    ['Turns', `${thread.turns}${thread.queued > 0 ? `, ${thread.queued} queued` : ''}`],
    ['Tags', thread.tags.map(oneLine).join(', ')],
  ];
  const lines = rows.filter(([, text]) => text !== '').map(([label, text]) => `${output.paint('dim', label.padEnd(9))} ${text}`);
  return `${output.paint('bold', oneLine(thread.title))}\n${thread.id}\n${lines.join('\n')}`;
};

const shownOutput = (text: string): string => {
  const lines = harmless(text).trimEnd().split('\n');
  const more = lines.length - SHOWN_OUTPUT_LINES;
  const kept = more > 0 ? [`… ${more} lines before`, ...lines.slice(-SHOWN_OUTPUT_LINES)] : lines;
  return kept
    .map((line) => `    ${line}`)
    .join('\n')
    .trimEnd();
};

const indented = (text: string): string =>
  harmless(text)
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

/** The tool's own name, and what it does here where the agent says so. */
export const toolWords = ({ server, tool, title }: Pick<ItemOf<'tool'>, 'server' | 'tool' | 'title'>): string => {
  const name = [server, tool].filter((part) => part !== null).join('.');
  return oneLine(title === undefined || title === '' || title === tool ? name : `${name}: ${title}`);
};

const imageLines = (images: ItemOf<'tool'>['images']): readonly string[] =>
  (images ?? []).map(({ name, mime, bytes }) => `  image ${oneLine(name)} (${mime}, ${bytes} bytes)`);

const sourceLines = (citations: ItemOf<'tool'>['citations']): readonly string[] =>
  (citations ?? []).map((source, index) => `  [${index + 1}] ${oneLine(source.title)} ${oneLine(source.url)}`);

const subagentText = (item: ItemOf<'subagent'>, title: (text: string) => string): string =>
  [
    title(`Sub-agent ${oneLine(item.title)}${item.agent === undefined ? '' : ` (${oneLine(item.agent)})`}`),
    ...(item.prompt === undefined ? [] : [`  asked: ${oneLine(item.prompt)}`]),
    ...(item.text === '' ? [] : [indented(item.text)]),
  ].join('\n');

export const retryWords = ({ retry }: ItemOf<'notice'>): string | undefined =>
  retry === undefined ? undefined : `Attempt ${retry.attempt}${retry.of === null ? '' : ` of ${retry.of}`}.`;

/** In the local time of whoever reads it. */
export const resetWords = ({ resetsAt }: ItemOf<'notice'>): string | undefined =>
  resetsAt === undefined || resetsAt === null ? undefined : `Lifted at ${new Date(resetsAt).toLocaleString()}.`;

/** One item of the conversation, for reading. */
export const itemText = (item: Item, output: Output): string => {
  const title = (text: string): string => output.paint('bold', text);
  const exit = 'exitCode' in item && item.exitCode !== null && item.exitCode !== 0 ? ` (exit code ${item.exitCode})` : '';
  switch (item.kind) {
    case 'user':
      return `${title(item.delivery === 'steer' ? 'You, meanwhile' : 'You')}\n${indented(item.text)}`;
    case 'assistant':
      return [`${title('Agent')}\n${indented(item.text)}`, ...imageLines(item.images), ...sourceLines(item.citations)].join('\n');
    case 'reasoning':
    case 'compaction':
      return output.paint('dim', indented(item.text));
    case 'command':
    case 'setup':
      return `${output.paint('dim', item.kind === 'setup' ? 'setup $' : '$')} ${oneLine(item.command)}${exit}\n${shownOutput(item.output)}`.trimEnd();
    case 'file-change':
      return item.changes.map(({ kind, path }) => `${output.paint('dim', kind)} ${oneLine(path)}`).join('\n');
    case 'tool':
      return [`${output.paint('dim', 'tool')} ${toolWords(item)}${exit}`, ...imageLines(item.images), ...sourceLines(item.citations)].join(
        '\n',
      );
    case 'plan':
      return `${title('Plan')}\n${item.steps.map(({ text, status }) => `  ${status === 'done' ? '✓' : status === 'active' ? '›' : '·'} ${oneLine(text)}`).join('\n') || indented(item.text)}`;
    case 'review':
      return `${title(item.title === '' ? 'Review' : `Review: ${oneLine(item.title)}`)}\n${indented(item.text)}`;
    case 'subagent':
      return subagentText(item, title);
    case 'refusal':
      return output.paint('yellow', oneLine(refusalText(item)));
    case 'notice':
      return output.paint(
        item.level === 'error' ? 'red' : item.level === 'warning' ? 'yellow' : 'dim',
        oneLine([item.text, item.action, retryWords(item), resetWords(item)].filter((part) => part !== undefined).join(' ')),
      );
  }
};
