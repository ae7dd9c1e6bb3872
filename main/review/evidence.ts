/** “Asked versus changed”: what was asked beside what was done, out of the log and the change. Pure. */
import { stripVTControlCharacters } from 'node:util';
import type { Item } from '#contract/items.ts';
import type { Evidence, FileChange } from '#contract/review.ts';
import { isTestCommand, riskWeight, risksOf } from './risk.ts';

const COMMANDS_MAX = 200;
const LAST_LINE_MAX_CHARS = 300;

/** The last line of an output that says something. */
const lastLine = (output: string): string =>
  output
    .slice(-8_000)
    .split('\n')
    .map((line) => stripVTControlCharacters(line).trim())
    .findLast((line) => line !== '')
    ?.slice(0, LAST_LINE_MAX_CHARS) ?? '';

const refusedBy = (item: Item): string | null => {
  switch (item.kind) {
    case 'refusal':
      return `${item.what}: ${item.why}`;
    case 'command':
      return item.status === 'declined' ? `Declined: ${item.command}` : null;
    case 'file-change':
      return item.status === 'declined' ? `Declined: change of ${item.changes.map(({ path }) => path).join(', ')}` : null;
    case 'tool':
      return item.status === 'declined' ? `Declined: ${item.tool}` : null;
    default:
      return null;
  }
};

/** `items` are those of the scope, oldest first. */
export const evidenceOf = (items: readonly Item[], files: readonly FileChange[]): Evidence => {
  const last = items.findLast((item) => item.kind === 'assistant' && item.parent === undefined && item.text.trim() !== '');
  const commands = items.flatMap((item) => {
    if (item.kind !== 'command' && item.kind !== 'setup') return [];
    const { id, command, exitCode, status, startedAt, endedAt, output } = item;
    const took = endedAt === null ? null : endedAt - startedAt;
    return [{ item: id, command, exitCode, status, took, test: isTestCommand(command), last: lastLine(output) }];
  });
  const shown = commands.slice(-COMMANDS_MAX);
  return {
    requests: items.flatMap((item) =>
      item.kind === 'user' ? [{ item: item.id, turn: item.turn, text: item.text, at: item.startedAt }] : [],
    ),
    lastWords: last?.kind === 'assistant' ? { item: last.id, text: last.text, at: last.endedAt ?? last.startedAt } : null,
    commands: shown,
    commandsBefore: commands.length - shown.length,
    files: files
      .map((file) => ({ path: file.path, risks: risksOf(file) }))
      .toSorted((a, b) => riskWeight(b.risks) - riskWeight(a.risks) || (a.path < b.path ? -1 : 1)),
    refused: items.flatMap((item) => {
      const text = refusedBy(item);
      return text === null ? [] : [{ item: item.id, text, at: item.startedAt }];
    }),
  };
};
