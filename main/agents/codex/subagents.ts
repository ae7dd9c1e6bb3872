/** Threads that a codex thread starts by itself. Each is one item of the parent; what it says and does are items below that. */
import type { AgentEvent, AgentItem } from '#main/agents/agent-backend.ts';
import { inner, rawOf, text, texts, type Fields } from '#main/agents/fields.ts';
import { translateItem } from './translate-item.ts';

interface Child {
  readonly thread: string;
  /** Of its item: a child that works again later is a new item. */
  readonly key: string;
  readonly title: string;
  /** Of the child that started this one; absent for the thread's own. */
  readonly parentKey: string | undefined;
  readonly prompt: string | undefined;
  /** Items that have begun and not ended, by our key. */
  readonly items: Map<string, AgentItem>;
  /** What it said last: its result. */
  said: string;
  isOpen: boolean;
}

type End = 'done' | 'failed' | 'interrupted';

const growing: Readonly<Record<string, 'text' | 'output'>> = {
  'item/agentMessage/delta': 'text',
  'item/plan/delta': 'text',
  'item/reasoning/summaryTextDelta': 'text',
  'item/reasoning/textDelta': 'text',
  'item/commandExecution/outputDelta': 'output',
};

/** Of a child: told with the parent's own, or of no interest to a reader of the parent. */
const passedOver: ReadonlySet<string> = new Set([
  'turn/started',
  'turn/plan/updated',
  'thread/tokenUsage/updated',
  'thread/name/updated',
  'item/mcpToolCall/progress',
  'item/reasoning/summaryPartAdded',
  'item/fileChange/patchUpdated',
]);

/** Ids of items are unique within their thread. */
const keyIn = (thread: string, id: string): string => `${thread}/${id}`;

export class Subagents {
  readonly #parent: string;
  readonly #cwd: string;
  readonly #children = new Map<string, Child>();
  readonly #known = new Set<string>();
  readonly #prompts = new Map<string, string>();
  #rounds = 0;

  constructor(parent: string, cwd: string) {
    this.#parent = parent;
    this.#cwd = cwd;
  }

  get threads(): ReadonlySet<string> {
    return this.#known;
  }

  /** Whether this is a child's: a thread that is not ours. */
  isOf(params: Fields): boolean {
    const thread = text(params, 'threadId');
    return thread !== null && thread !== this.#parent;
  }

  /** The key of an item that a request names, and what is known of it while it is open; null when it is no child's. */
  itemOf(params: Fields): { readonly key: string; readonly item: AgentItem | null } | null {
    const thread = text(params, 'threadId');
    const id = text(params, 'itemId');
    if (thread === null || id === null || !this.isOf(params)) return null;
    const key = keyIn(thread, id);
    return { key, item: this.#children.get(thread)?.items.get(key) ?? null };
  }

  /** An item `subAgentActivity`, of the parent or of a child, names a child. */
  activity(native: Fields, parentKey?: string): readonly AgentEvent[] {
    const thread = text(native, 'agentThreadId');
    if (thread === null) return [];
    const title = text(native, 'agentPath')?.split('/').at(-1) ?? 'Sub-agent';
    const kind = text(native, 'kind');
    if (kind === 'completed' || kind === 'interrupted') return this.#close(thread, kind === 'completed' ? 'done' : 'interrupted');
    return this.#open(thread, title, parentKey);
  }

  /** A collaboration call names its receivers before they say anything. */
  noteCollaboration(native: Fields): void {
    const prompt = text(native, 'prompt');
    for (const thread of texts(native, 'receiverThreadIds')) {
      this.#known.add(thread);
      if (prompt !== null) this.#prompts.set(thread, prompt);
    }
  }

  /**
   * What a child says. Null for what is not known here. What it says after the parent's turn has no place to be shown; the
   * parent tells of it in its next turn.
   */
  take(method: string, params: Fields, turnRuns: boolean): readonly AgentEvent[] | null {
    const thread = text(params, 'threadId') ?? '';
    if (passedOver.has(method)) return [];
    const field = Object.hasOwn(growing, method) ? growing[method] : undefined;
    if (field !== undefined) return turnRuns ? this.#append(thread, params, field) : [];
    switch (method) {
      case 'turn/completed':
        return this.#close(thread, text(inner(params, 'turn'), 'status') === 'completed' ? 'done' : 'failed');
      case 'item/started':
      case 'item/completed':
        return turnRuns ? this.#item(thread, inner(params, 'item'), method === 'item/completed') : [];
      default:
        return null;
    }
  }

  /** The parent's turn is over. */
  end(status: 'done' | 'interrupted'): readonly AgentEvent[] {
    return [...this.#children.keys()].flatMap((thread) => this.#close(thread, status));
  }

  #append(thread: string, params: Fields, field: 'text' | 'output'): readonly AgentEvent[] {
    const chunk = text(params, 'delta') ?? '';
    const key = keyIn(thread, text(params, 'itemId') ?? '');
    return chunk !== '' && this.#children.get(thread)?.items.has(key) === true ? [{ kind: 'item-append', key, field, chunk }] : [];
  }

  #item(thread: string, native: Fields, isOver: boolean): readonly AgentEvent[] {
    const opened = this.#open(thread, 'Sub-agent');
    const child = this.#children.get(thread);
    if (child === undefined) return opened;
    if (text(native, 'type') === 'subAgentActivity') return isOver ? [...opened, ...this.activity(native, child.key)] : opened;
    this.noteCollaboration(native);
    const translated = translateItem(native, this.#cwd);
    if (translated.kind === 'unknown') {
      if (!isOver) return opened;
      const said = `The sub-agent did something new: ${text(native, 'type') ?? 'without a type'}`;
      return [...opened, { kind: 'notice', level: 'info', text: said, raw: rawOf(native) }];
    }
    if (translated.kind === 'hidden') return opened;
    const item: AgentItem = { ...translated.item, key: keyIn(thread, translated.item.key), parentKey: child.key };
    if (!isOver) {
      child.items.set(item.key, item);
      return [...opened, { kind: 'item-started', item }];
    }
    child.items.delete(item.key);
    if (item.kind === 'assistant' && item.text !== '') child.said = item.text;
    return [...opened, { kind: 'item-ended', item, status: translated.end }];
  }

  #open(thread: string, title: string, parentKey?: string): readonly AgentEvent[] {
    this.#known.add(thread);
    const before = this.#children.get(thread);
    if (before?.isOpen === true) return [];
    const child: Child = {
      thread,
      key: `subagent-${thread}-${(this.#rounds += 1)}`,
      title: before?.title ?? title,
      parentKey: parentKey ?? before?.parentKey,
      prompt: this.#prompts.get(thread),
      items: new Map(),
      said: '',
      isOpen: true,
    };
    this.#children.set(thread, child);
    return [{ kind: 'item-started', item: this.#itemFor(child) }];
  }

  #close(thread: string, status: End): readonly AgentEvent[] {
    const child = this.#children.get(thread);
    if (child?.isOpen !== true) return [];
    child.isOpen = false;
    const left = [...child.items.values()].map((item): AgentEvent => ({ kind: 'item-ended', item, status: 'interrupted' }));
    child.items.clear();
    return [...left, { kind: 'item-ended', item: this.#itemFor(child), status }];
  }

  #itemFor({ key, title, parentKey, prompt, said }: Child): AgentItem {
    const more = { ...(parentKey === undefined ? {} : { parentKey }), ...(prompt === undefined ? {} : { prompt }) };
    return { key, kind: 'subagent', title, text: said.trimEnd(), ...more };
  }
}
