/** The live line of a card: what happens this second, from the newest item that moved. */
import type { Item, ItemOf } from '#contract/items.ts';

const LINE_MAX_CHARS = 140;

const oneLine = (text: string): string => {
  const line = text.trim().split('\n', 1)[0]?.replaceAll(/\s+/gu, ' ') ?? '';
  return line.length <= LINE_MAX_CHARS ? line : `${line.slice(0, LINE_MAX_CHARS - 1)}…`;
};

/** The end of a text that grows: its last line that is not empty. */
const lastLine = (text: string): string => {
  const tail = text.slice(-2_000).trimEnd();
  return oneLine(tail.slice(tail.lastIndexOf('\n') + 1));
};

/** Null for items that say nothing about work: messages of the user, notices. `parent`: the sub-agent that the item belongs to. */
export const liveLineOf = (item: Item, parent: Item | null = null): string | null => {
  const line = lineOf(item);
  if (line === null || parent?.kind !== 'subagent') return line;
  return oneLine(`${parent.title === '' ? 'Sub-agent' : oneLine(parent.title)}: ${line}`);
};

const retryLine = ({ retry }: ItemOf<'notice'>): string | null =>
  retry === undefined ? null : `Tries again${retry.of === null ? '' : `: ${retry.attempt} of ${retry.of}`}`;

const lineOf = (item: Item): string | null => {
  switch (item.kind) {
    case 'assistant':
      return lastLine(item.text) || null;
    case 'reasoning':
      return lastLine(item.text).replaceAll('*', '') || 'Thinking';
    case 'command':
    case 'setup':
      return oneLine(item.command) || null;
    case 'file-change': {
      const first = item.changes[0];
      if (first === undefined) return null;
      return item.changes.length === 1 ? `Edits ${first.path}` : `Edits ${first.path} and ${item.changes.length - 1} more`;
    }
    case 'tool':
      if (item.title !== undefined) return oneLine(item.title) || item.tool;
      return item.server === null ? item.tool : `${item.server}: ${item.tool}`;
    case 'plan':
      return oneLine(item.steps.find((step) => step.status === 'active')?.text ?? '') || null;
    case 'subagent':
      return oneLine(item.title) || null;
    case 'review':
      return lastLine(item.text) || 'Reviews the change';
    case 'compaction':
      return 'Shortens its memory of the conversation';
    case 'notice':
      return item.status === 'live' ? retryLine(item) : null;
    case 'user':
    case 'refusal':
      return null;
  }
};
