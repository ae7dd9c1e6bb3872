/** The one line that stands for the work of a turn: "Read 6 files, ran 3 commands, edited 2 files". */
import type { Item, ToolUse } from '#contract/items.ts';
import { commandPurpose } from './command-text.ts';
import { toolUse } from './tool-use.ts';

export interface WorkCounts {
  readonly read: number;
  readonly searched: number;
  readonly searchedWeb: number;
  readonly ran: number;
  readonly failed: number;
  readonly editedPaths: number;
  readonly tools: number;
  readonly subagents: number;
  readonly thoughts: number;
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

const toolTally: Readonly<Record<ToolUse, 'read' | 'searched' | 'searchedWeb' | 'tools'>> = {
  read: 'read',
  search: 'searched',
  'web-search': 'searchedWeb',
  fetch: 'searchedWeb',
  mcp: 'tools',
  image: 'tools',
  other: 'tools',
};

export const countWork = (items: readonly Item[]): WorkCounts => {
  const tally = { read: 0, searched: 0, searchedWeb: 0, ran: 0, failed: 0, tools: 0, subagents: 0, thoughts: 0 };
  const paths = new Set<string>();
  for (const item of items) {
    switch (item.kind) {
      case 'command': {
        const purpose = commandPurpose(item.command);
        tally[purpose === 'read' ? 'read' : purpose === 'search' ? 'searched' : 'ran'] += 1;
        if (purpose === 'run' && item.status === 'failed') tally.failed += 1;
        break;
      }
      case 'file-change':
        if (item.status !== 'declined' && item.status !== 'failed') for (const change of item.changes) paths.add(change.path);
        break;
      case 'tool':
        tally[toolTally[toolUse(item)]] += 1;
        break;
      case 'subagent':
        tally.subagents += 1;
        break;
      case 'reasoning':
        tally.thoughts += 1;
        break;
      case 'user':
      case 'assistant':
      case 'setup':
      case 'plan':
      case 'compaction':
      case 'review':
      case 'notice':
      case 'refusal':
        break;
    }
  }
  return { ...tally, editedPaths: paths.size };
};

/** A sentence without a full stop; says "Thought about it" when nothing else was done. */
export const summaryText = (counts: WorkCounts): string => {
  const parts = [
    counts.read > 0 && `read ${count(counts.read, 'file', 'files')}`,
    counts.searched > 0 && `searched ${count(counts.searched, 'time', 'times')}`,
    counts.searchedWeb > 0 && `looked on the web ${count(counts.searchedWeb, 'time', 'times')}`,
    counts.ran > 0 && `ran ${count(counts.ran, 'command', 'commands')}`,
    counts.editedPaths > 0 && `edited ${count(counts.editedPaths, 'file', 'files')}`,
    counts.tools > 0 && `used ${count(counts.tools, 'tool', 'tools')}`,
    counts.subagents > 0 && `started ${count(counts.subagents, 'sub-agent', 'sub-agents')}`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return counts.thoughts > 0 ? 'Thought about it' : 'Worked';
  const text = parts.join(', ');
  return text[0]?.toUpperCase() + text.slice(1);
};

/** What the failed commands add to the line; null when none failed. */
export const failedText = (counts: WorkCounts): string | null =>
  counts.failed === 0 ? null : `${count(counts.failed, 'command', 'commands')} failed`;
