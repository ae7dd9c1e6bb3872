/** One step of work in one line. */
import type { ChangedFile, Item, ItemOf, ToolUse } from '#contract/items.ts';
import { readableOutput } from './terminal-text.ts';
import { commandLine } from './command-text.ts';
import { argumentHint, toolUse } from './tool-use.ts';

export type StepIcon =
  'command' | 'edit' | 'tool' | Exclude<ToolUse, 'other'> | 'thought' | 'words' | 'plan' | 'subagent' | 'review' | 'notice';

export interface StepText {
  readonly icon: StepIcon;
  readonly text: string;
  readonly mono: boolean;
  /** The MCP server or other provider that it is done with. */
  readonly by?: string;
}

const LINE_MAX_CHARS = 240;

export const firstLine = (text: string): string => {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length > LINE_MAX_CHARS ? `${line.slice(0, LINE_MAX_CHARS)}…` : line;
};

/** Marks of markdown read badly in one line. */
const plainLine = (text: string): string =>
  firstLine(text)
    .replace(/^[#>\s*-]+/, '')
    .replaceAll(/\*\*|__|`/g, '');

const changeVerb: Readonly<Record<ChangedFile['kind'], string>> = { add: 'Add', update: 'Edit', delete: 'Delete', move: 'Move' };

export const changeText = (change: ChangedFile): string =>
  change.kind === 'move' && change.from !== undefined ? `${change.from} → ${change.path}` : change.path;

/** In the agent's own words where it has some; else the tool and what it is called with. */
const toolText = (item: ItemOf<'tool'>): StepText => {
  const use = toolUse(item);
  const icon = use === 'other' ? 'tool' : use;
  const by = item.server === null ? {} : { by: item.server };
  if (item.title !== undefined && item.title.trim() !== '') return { icon, text: plainLine(item.title), mono: false, ...by };
  const hint = argumentHint(item.input);
  // What was searched or fetched says more than the name of the tool.
  if ((use === 'web-search' || use === 'fetch') && hint !== '')
    return { icon, text: firstLine(`${use === 'fetch' ? 'Fetch' : 'Search the web for'} ${hint}`), mono: false, ...by };
  return { icon, text: firstLine(hint === '' ? item.tool : `${item.tool} ${hint}`), mono: true, ...by };
};

const noticeLine = (item: ItemOf<'notice'>): string => {
  const line = plainLine(item.text);
  if (item.retry === undefined || item.status === 'live') return line;
  const { attempt } = item.retry;
  const tried = attempt === 1 ? 'once' : `${attempt} times`;
  return item.status === 'done' ? `${line} Tried again ${tried}; it went on.` : `${line} Tried again ${tried}.`;
};

export const stepText = (item: Item): StepText => {
  switch (item.kind) {
    case 'command':
    case 'setup':
      return { icon: 'command', text: firstLine(commandLine(item.command)), mono: true };
    case 'file-change': {
      const [only] = item.changes;
      if (only === undefined) return { icon: 'edit', text: 'Edit', mono: false };
      if (item.changes.length === 1)
        return {
          icon: 'edit',
          text: only.kind === 'update' ? changeText(only) : `${changeVerb[only.kind]} ${changeText(only)}`,
          mono: true,
        };
      return { icon: 'edit', text: `${item.changes.length} files: ${item.changes.map((change) => change.path).join(', ')}`, mono: true };
    }
    case 'tool':
      return toolText(item);
    case 'reasoning':
      return { icon: 'thought', text: plainLine(item.text) || 'Thought', mono: false };
    case 'assistant':
    case 'user':
      return { icon: 'words', text: plainLine(item.text), mono: false };
    case 'plan':
      return {
        icon: 'plan',
        text: `Plan: ${item.steps.filter((step) => step.status === 'done').length} of ${item.steps.length} steps done`,
        mono: false,
      };
    case 'subagent':
      return { icon: 'subagent', text: plainLine(item.title) || 'Sub-agent', mono: false };
    case 'review':
      return { icon: 'review', text: plainLine(item.title) || 'Review', mono: false };
    case 'compaction':
      return { icon: 'notice', text: 'Context compacted', mono: false };
    case 'notice':
      return { icon: 'notice', text: noticeLine(item), mono: false };
    case 'refusal':
      return { icon: 'notice', text: item.what, mono: false };
  }
};

/** How a step ended, where that is worth a word; `bad` is a failure. */
export const stepEnding = (item: Item): { readonly text: string; readonly bad: boolean } | null => {
  switch (item.status) {
    case 'live':
    case 'done':
      if ('exitCode' in item && item.exitCode !== null && item.exitCode !== 0) return { text: `exit ${item.exitCode}`, bad: true };
      return null;
    case 'failed':
      return 'exitCode' in item && item.exitCode !== null && item.exitCode !== 0
        ? { text: `exit ${item.exitCode}`, bad: true }
        : { text: 'failed', bad: true };
    case 'declined':
      return { text: 'declined', bad: false };
    case 'interrupted':
      return { text: 'interrupted', bad: false };
  }
};

/** The newest lines of an output, for the step under way. */
export const outputTail = (output: string, lines: number): string => readableOutput(output).trimEnd().split('\n').slice(-lines).join('\n');

/** JSON text laid out to be read; other text as it is. */
export const laidOut = (input: string): string => {
  try {
    return JSON.stringify(JSON.parse(input), null, 2);
  } catch {
    return input;
  }
};
