/** Pure: an item as a backend tells it, as an item of the log. */
import type { ItemId, TurnId } from '#contract/ids.ts';
import { appendShown, type Attachment, type ChangedFile, type Citation, type Item, type ItemStatus } from '#contract/items.ts';
import type { AgentItem } from '#main/agents/agent-backend.ts';

/** Longest diff kept with a file of an item; git has the whole of it. */
export const DIFF_MAX_CHARS = 64_000;

export interface ItemBase {
  readonly id: ItemId;
  readonly parent?: ItemId;
  readonly turn: TurnId | null;
  readonly position: number;
  readonly status: ItemStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

const boundedChange = (change: ChangedFile): ChangedFile =>
  change.diff === undefined || change.diff.length <= DIFF_MAX_CHARS
    ? change
    : { ...change, diff: change.diff.slice(0, DIFF_MAX_CHARS), diffCut: true };

/** Output of the item before, if it had one. A backend that says nothing about the output leaves it as it is. */
const outputOf = (told: string | null, before: Item | null): { output: string; outputBytes: number } => {
  const known = before !== null && 'output' in before ? { output: before.output, outputBytes: before.outputBytes } : null;
  if (told === null) return known ?? { output: '', outputBytes: 0 };
  const outputBytes = Buffer.byteLength(told);
  // Agents cut what they repeat at the end; what was appended before is never shorter than the truth.
  if (known !== null && outputBytes <= known.outputBytes) return known;
  return { output: appendShown('', told), outputBytes };
};

/** Where it comes from and what it shows. What an update leaves out stays. */
const sourcesOf = (
  told: { readonly citations?: readonly Citation[] },
  before: Item | null,
  images: readonly Attachment[] | null,
): { readonly citations?: readonly Citation[]; readonly images?: readonly Attachment[] } => {
  const known = before?.kind === 'assistant' || before?.kind === 'tool' ? before : null;
  const citations = told.citations ?? known?.citations ?? [];
  const shown = images ?? known?.images ?? [];
  return { ...(citations.length === 0 ? {} : { citations }), ...(shown.length === 0 ? {} : { images: shown }) };
};

/** `images`: those of `told`, as they were kept; null when it tells of none. */
export const itemOf = (told: AgentItem, base: ItemBase, before: Item | null, images: readonly Attachment[] | null): Item => {
  switch (told.kind) {
    case 'assistant':
      return { ...base, kind: 'assistant', text: told.text, ...sourcesOf(told, before, images) };
    case 'reasoning':
      return { ...base, kind: 'reasoning', text: told.text };
    case 'compaction':
      return { ...base, kind: 'compaction', text: told.text, ...(told.progress === undefined ? {} : { progress: told.progress }) };
    case 'command':
      return { ...base, kind: 'command', command: told.command, cwd: told.cwd, exitCode: told.exitCode, ...outputOf(told.output, before) };
    case 'file-change':
      return { ...base, kind: 'file-change', changes: told.changes.map(boundedChange) };
    case 'tool':
      return {
        ...base,
        kind: 'tool',
        server: told.server,
        tool: told.tool,
        ...(told.title === undefined ? {} : { title: told.title }),
        ...(told.use === undefined ? {} : { use: told.use }),
        ...sourcesOf(told, before, images),
        input: appendShown('', told.input),
        exitCode: told.exitCode,
        ...outputOf(told.output, before),
      };
    case 'plan':
      return { ...base, kind: 'plan', steps: told.steps, text: told.text };
    case 'subagent':
      return {
        ...base,
        kind: 'subagent',
        title: told.title,
        text: told.text,
        ...(told.agent === undefined ? {} : { agent: told.agent }),
        ...(told.prompt === undefined ? {} : { prompt: told.prompt }),
      };
    case 'review':
      return { ...base, kind: 'review', title: told.title, text: told.text };
  }
};

/** The whole output to store beside the item, when this event brought more than was known. */
export const newWholeOutput = (told: AgentItem, item: Item, before: Item | null): string | null => {
  if (!('output' in told) || told.output === null || !('output' in item)) return null;
  const knownBytes = before !== null && 'outputBytes' in before ? before.outputBytes : 0;
  return item.outputBytes > knownBytes ? told.output : null;
};
