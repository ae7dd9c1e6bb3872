/** One step of work in one line. */
import type { ChangedFile, Item } from '#contract/items.ts';
import { readableOutput } from './terminal-text.ts';
import { commandLine } from './command-text.ts';

export type StepIcon = 'command' | 'edit' | 'tool' | 'thought' | 'words' | 'plan' | 'subagent' | 'notice';

export interface StepText {
  readonly icon: StepIcon;
  readonly text: string;
  readonly mono: boolean;
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

const argumentHint = (input: string): string => {
  const match = /"(?:path|file|file_path|query|q|pattern|url|name|title|command)"\s*:\s*"((?:[^"\\]|\\.){1,120})/.exec(input);
  return match?.[1] === undefined ? '' : ` ${match[1]}`;
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
      return {
        icon: 'tool',
        text: firstLine(`${item.server === null ? '' : `${item.server} · `}${item.tool}${argumentHint(item.input)}`),
        mono: true,
      };
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
      return { icon: 'words', text: plainLine(item.title) || 'Review', mono: false };
    case 'compaction':
      return { icon: 'notice', text: 'Context compacted', mono: false };
    case 'notice':
      return { icon: 'notice', text: plainLine(item.text), mono: false };
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
