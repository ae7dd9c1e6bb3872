/**
 * The journal: what an agent says, as changes of the thread's log. Pure; ids and time come from the caller. It knows
 * nothing of storage or of turns beginning and ending (run-turn.ts does that).
 *
 * The rules it keeps: an item that settled is never touched again (agents send late ends after an interrupt), an
 * update of an item that was never announced makes it, and whatever is not understood becomes a notice.
 */
import type { Approval } from '#contract/approvals.ts';
import type { ApprovalId, ItemId, ThreadId, TurnId } from '#contract/ids.ts';
import type { GrowingField, Item, ItemOf, ItemStatus } from '#contract/items.ts';
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
}

export interface JournalMeans {
  readonly now: number;
  readonly newItemId: () => ItemId;
  readonly newApprovalId: () => ApprovalId;
}

export type JournalChange =
  /** `key` is null for items that no later event can name. `wholeOutput`: store this as the whole output. */
  | { readonly kind: 'item'; readonly key: string | null; readonly item: Item; readonly wholeOutput: string | null }
  | { readonly kind: 'append'; readonly item: ItemId; readonly field: GrowingField; readonly chunk: string }
  | { readonly kind: 'approval'; readonly request: string; readonly approval: Approval };

/** Events that concern the log; the others concern the turn. */
export type LogEvent = Exclude<AgentEvent, { kind: 'turn-started' | 'turn-ended' | 'usage' | 'title' | 'model-call' | 'goal' }>;

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
  const endedAt = status === 'live' ? null : means.now;
  const base: ItemBase = before === null ? freshBase(view, means, status) : { ...baseOf(before), status, endedAt };
  const item = itemOf(told, base, before);
  return [{ kind: 'item', key: told.key, item, wholeOutput: newWholeOutput(told, item, before) }];
};

const baseOf = ({ id, turn, position, status, startedAt, endedAt }: Item): ItemBase => ({ id, turn, position, status, startedAt, endedAt });

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
  const item = before ?? (made[0]?.kind === 'item' ? made[0].item : null);
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
  const item = known === 'settled' ? null : (known ?? (made[0]?.kind === 'item' ? made[0].item : null));
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

export const journal = (view: JournalView, event: LogEvent, means: JournalMeans): readonly JournalChange[] => {
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
      return event.text === '' ? [] : notice(view, means, { level: 'info', text: event.text, resetsAt: event.resetsAt });
    case 'notice':
      return notice(view, means, event);
    default:
      return notice(view, means, {
        level: 'info',
        text: 'The agent said something that this release does not know.',
        raw: JSON.stringify(event satisfies never),
      });
  }
};
