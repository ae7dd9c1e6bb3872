/**
 * The journal: what an agent says, as changes of the thread's log. Pure; ids and time come from the caller. It knows
 * nothing of storage or of turns beginning and ending (run-turn.ts does that).
 *
 * The rules it keeps: an item that settled is never touched again (agents send late ends after an interrupt), an
 * update of an item that was never announced makes it, and whatever is not understood becomes a notice.
 */
import type { Approval } from '#contract/approvals.ts';
import type { ApprovalId, ItemId, ThreadId, TurnId } from '#contract/ids.ts';
import type { Attachment, GrowingField, Item, ItemOf, ItemStatus } from '#contract/items.ts';
import type { AgentEvent, AgentItem, AgentRequest } from '#main/agents/agent-backend.ts';
import { itemOf, newWholeOutput, type ItemBase } from './item-of-event.ts';

/** What the journal looks at. */
export interface JournalView {
  readonly thread: ThreadId;
  readonly turn: TurnId | null;
  readonly nextPosition: number;
  /** The item behind a backend's key: live, settled (gone from memory), or never seen. */
  readonly itemOf: (key: string) => Item | 'settled' | null;
  readonly approvalOf: (request: string) => Approval | null;
  /** The id behind a key of a sub-agent's item, also when that has settled. */
  readonly subagentOf: (key: string) => ItemId | null;
  /** The notice of a request that is tried again, while it is. */
  readonly retry: ItemOf<'notice'> | null;
  /** What was said last about limits; empty when nothing was. */
  readonly limitsTold: string;
}

export interface JournalMeans {
  readonly now: number;
  readonly newItemId: () => ItemId;
  readonly newApprovalId: () => ApprovalId;
  /** The images of the item that is told, as they were kept; null when it tells of none. */
  readonly images?: readonly Attachment[] | null;
}

export type JournalChange =
  /** `key` is null for items that no later event can name. `wholeOutput`: store this as the whole output. */
  | { readonly kind: 'item'; readonly key: string | null; readonly item: Item; readonly wholeOutput: string | null }
  | { readonly kind: 'append'; readonly item: ItemId; readonly field: GrowingField; readonly chunk: string }
  | { readonly kind: 'approval'; readonly request: string; readonly approval: Approval };

/** Events that concern the log; the others concern the turn. */
export type LogEvent = Exclude<
  AgentEvent,
  { kind: 'turn-started' | 'turn-ended' | 'usage' | 'title' | 'model-call' | 'goal' | 'surroundings' }
>;

const RAW_MAX_CHARS = 20_000;

const freshBase = (view: JournalView, means: JournalMeans, status: ItemStatus, offset = 0): ItemBase => ({
  id: means.newItemId(),
  turn: view.turn,
  position: view.nextPosition + offset,
  status,
  startedAt: means.now,
  endedAt: status === 'live' ? null : means.now,
});

const put = (view: JournalView, means: JournalMeans, told: AgentItem, status: ItemStatus): readonly JournalChange[] => {
  const before = view.itemOf(told.key);
  if (before === 'settled') return [];
  const { parent, made } = parentOf(view, means, told, before);
  const endedAt = status === 'live' ? null : means.now;
  const known: ItemBase = before === null ? freshBase(view, means, status, made.length) : { ...baseOf(before), status, endedAt };
  const item = itemOf(told, parent === null ? known : { ...known, parent }, before, means.images ?? null);
  return [...made, { kind: 'item', key: told.key, item, wholeOutput: newWholeOutput(told, item, before) }];
};

/** The sub-agent that an item belongs to; one that nobody announced is made. */
const parentOf = (
  view: JournalView,
  means: JournalMeans,
  { key, parentKey }: AgentItem,
  before: Item | null,
): { readonly parent: ItemId | null; readonly made: readonly JournalChange[] } => {
  if (before?.parent !== undefined) return { parent: before.parent, made: [] };
  if (parentKey === undefined || parentKey === key) return { parent: null, made: [] };
  const known = view.subagentOf(parentKey);
  if (known !== null) return { parent: known, made: [] };
  const told: AgentItem = { key: parentKey, kind: 'subagent', title: '', text: '' };
  const item = itemOf(told, freshBase(view, means, 'live'), null, null);
  return { parent: item.id, made: [{ kind: 'item', key: parentKey, item, wholeOutput: null }] };
};

const baseOf = ({ id, parent, turn, position, status, startedAt, endedAt }: Item): ItemBase => ({
  id,
  ...(parent === undefined ? {} : { parent }),
  turn,
  position,
  status,
  startedAt,
  endedAt,
});

const itemIn = (made: readonly JournalChange[]): Item | null => {
  const last = made.at(-1);
  return last?.kind === 'item' ? last.item : null;
};

/** An append to an item that was never announced: the field tells what it is likely to be. */
const unannounced = (key: string, field: GrowingField): AgentItem => {
  switch (field) {
    case 'text':
      return { key, kind: 'assistant', text: '' };
    case 'output':
      return { key, kind: 'command', command: '', cwd: null, output: null, exitCode: null };
    case 'input':
      return { key, kind: 'tool', server: null, tool: 'tool', input: '', output: null, exitCode: null };
  }
};

const append = (view: JournalView, means: JournalMeans, event: Extract<LogEvent, { kind: 'item-append' }>): readonly JournalChange[] => {
  const before = view.itemOf(event.key);
  if (before === 'settled' || event.chunk === '') return [];
  const made = before === null ? put(view, means, unannounced(event.key, event.field), 'live') : [];
  const item = before ?? itemIn(made);
  return item === null ? [] : [...made, { kind: 'append', item: item.id, field: event.field, chunk: event.chunk }];
};

const dropped = (view: JournalView, means: JournalMeans, key: string): readonly JournalChange[] => {
  const before = view.itemOf(key);
  if (before === null || before === 'settled') return [];
  return [{ kind: 'item', key, item: { ...before, status: 'interrupted', endedAt: means.now }, wholeOutput: null }];
};

/** Agents may ask before they announce what they ask about. */
const askedItem = (request: AgentRequest): AgentItem | null => {
  const { itemKey: key, detail } = request;
  if (key === null) return null;
  if (request.kind === 'command' && detail.command !== undefined) {
    return { key, kind: 'command', command: detail.command, cwd: detail.cwd ?? null, output: null, exitCode: null };
  }
  return request.kind === 'file-change' && detail.changes !== undefined ? { key, kind: 'file-change', changes: detail.changes } : null;
};

const opened = (view: JournalView, means: JournalMeans, request: AgentRequest): readonly JournalChange[] => {
  if (view.approvalOf(request.key) !== null) return [];
  const known = request.itemKey === null ? null : view.itemOf(request.itemKey);
  const told = known === null ? askedItem(request) : null;
  const made = told === null ? [] : put(view, means, told, 'live');
  const item = known === 'settled' ? null : (known ?? itemIn(made));
  const approval: Approval = {
    id: means.newApprovalId(),
    thread: view.thread,
    turn: view.turn,
    item: item?.id ?? null,
    kind: request.kind,
    title: request.title,
    detail: request.detail,
    decisions: request.decisions,
    state: { kind: 'open' },
    createdAt: means.now,
  };
  return [...made, { kind: 'approval', request: request.key, approval }];
};

const closed = (view: JournalView, means: JournalMeans, request: string): readonly JournalChange[] => {
  const approval = view.approvalOf(request);
  if (approval === null || approval.state.kind !== 'open') return [];
  return [{ kind: 'approval', request, approval: { ...approval, state: { kind: 'withdrawn', by: 'agent', at: means.now } } }];
};

export interface NoticeWords {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly action?: string | undefined;
  readonly raw?: string | undefined;
  readonly retry?: ItemOf<'notice'>['retry'];
  readonly resetsAt?: number | null | undefined;
}

/** Something said beside the conversation, settled at once. */
export const noticeItem = (base: ItemBase, { level, text, action, raw, retry, resetsAt }: NoticeWords): Item => ({
  ...base,
  kind: 'notice',
  level,
  text,
  ...(action === undefined ? {} : { action }),
  ...(raw === undefined ? {} : { raw: raw.slice(0, RAW_MAX_CHARS) }),
  ...(retry === undefined ? {} : { retry }),
  ...(resetsAt === undefined || resetsAt === null ? {} : { resetsAt }),
});

const notice = (view: JournalView, means: JournalMeans, words: NoticeWords): readonly JournalChange[] => [
  { kind: 'item', key: null, item: noticeItem(freshBase(view, means, 'done'), words), wholeOutput: null },
];

/** Agents tell of each attempt; one notice says how far they are. */
const retrying = (view: JournalView, means: JournalMeans, words: NoticeWords): readonly JournalChange[] => {
  const base = view.retry === null ? freshBase(view, means, 'live') : baseOf(view.retry);
  return [{ kind: 'item', key: null, item: noticeItem(base, words), wholeOutput: null }];
};

/** Whether the event shows that the request which was tried again went through. Sub-agents have requests of their own. */
const goesOn = (view: JournalView, event: LogEvent): boolean => {
  switch (event.kind) {
    case 'item-started':
    case 'item-updated':
      return event.item.parentKey === undefined;
    case 'item-ended':
      return event.item.parentKey === undefined && event.status === 'done' && view.itemOf(event.item.key) !== 'settled';
    case 'item-append': {
      const item = view.itemOf(event.key);
      return item !== 'settled' && item?.parent === undefined;
    }
    case 'request-opened':
      return true;
    default:
      return false;
  }
};

export const journal = (view: JournalView, event: LogEvent, means: JournalMeans): readonly JournalChange[] => {
  const changes = changesOf(view, event, means);
  if (view.retry === null || !goesOn(view, event)) return changes;
  const over: Item = { ...view.retry, status: 'done', endedAt: means.now };
  return [{ kind: 'item', key: null, item: over, wholeOutput: null }, ...changes];
};

const changesOf = (view: JournalView, event: LogEvent, means: JournalMeans): readonly JournalChange[] => {
  switch (event.kind) {
    case 'item-started':
    case 'item-updated':
      return put(view, means, event.item, 'live');
    case 'item-ended':
      return put(view, means, event.item, event.status);
    case 'item-append':
      return append(view, means, event);
    case 'item-dropped':
      return dropped(view, means, event.key);
    case 'request-opened':
      return opened(view, means, event.request);
    case 'request-closed':
      return closed(view, means, event.key);
    case 'limits':
      // Agents repeat it after each call of the model.
      return event.text === '' || event.text === view.limitsTold
        ? []
        : notice(view, means, { level: 'info', text: event.text, resetsAt: event.resetsAt });
    case 'notice':
      return event.retry === undefined ? notice(view, means, event) : retrying(view, means, event);
    default:
      return notice(view, means, {
        level: 'info',
        text: 'The agent said something that this release does not know.',
        raw: JSON.stringify(event satisfies never),
      });
  }
};
