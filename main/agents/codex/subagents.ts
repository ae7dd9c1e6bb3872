/** Threads that a codex thread starts by itself. Each is one item of the parent; what it says and does is that item's text. */
import type { AgentEvent, AgentItem } from '#main/agents/agent-backend.ts';
import { inner, text, texts, type Fields } from './fields.ts';
import { translateItem } from './translate-item.ts';

interface Child {
  /** Of its item: a child that works again later is a new item. */
  readonly key: string;
  readonly title: string;
  said: string;
  open: boolean;
}

const lineOf = (item: AgentItem): string => {
  switch (item.kind) {
    case 'assistant':
      return `${item.text}\n\n`;
    case 'command':
      return `\`${item.command}\`\n\n`;
    case 'file-change':
      return `${item.changes.map((change) => `\`${change.path}\``).join(', ')}\n\n`;
    case 'tool':
      return `\`${item.tool}\`\n\n`;
    default:
      return '';
  }
};

export class Subagents {
  readonly #parent: string;
  readonly #cwd: string;
  readonly #children = new Map<string, Child>();
  readonly #known = new Set<string>();
  #rounds = 0;

  constructor(parent: string, cwd: string) {
    this.#parent = parent;
    this.#cwd = cwd;
  }

  get threads(): ReadonlySet<string> {
    return this.#known;
  }

  /** An item `subAgentActivity` of the parent names a child. */
  activity(native: Fields): readonly AgentEvent[] {
    const thread = text(native, 'agentThreadId');
    if (thread === null) return [];
    const title = text(native, 'agentPath')?.split('/').at(-1) ?? 'Sub-agent';
    const kind = text(native, 'kind');
    if (kind === 'completed' || kind === 'interrupted') return this.#close(thread, kind === 'completed' ? 'done' : 'interrupted');
    return this.#open(thread, title);
  }

  /** A collaboration call names its receivers before they say anything. */
  noteCollaboration(native: Fields): void {
    for (const thread of texts(native, 'receiverThreadIds')) this.#known.add(thread);
  }

  /**
   * Null when the notification is not a child's. What a child says after the parent's turn has no place to be shown;
   * the parent tells of it in its next turn.
   */
  take(method: string, params: Fields, turnRuns: boolean): readonly AgentEvent[] | null {
    const thread = text(params, 'threadId');
    if (thread === null || thread === this.#parent) return null;
    if (!turnRuns) return [];
    if (method === 'turn/completed') return this.#close(thread, text(inner(params, 'turn'), 'status') === 'completed' ? 'done' : 'failed');
    if (method !== 'item/completed') return [];
    const translated = translateItem(inner(params, 'item'), this.#cwd);
    const line = translated.kind === 'item' ? lineOf(translated.item) : '';
    if (line === '') return [];
    const opened = this.#open(thread, 'Sub-agent');
    const child = this.#children.get(thread);
    if (child === undefined) return opened;
    child.said += line;
    return [...opened, { kind: 'item-append', key: child.key, field: 'text', chunk: line }];
  }

  /** The parent's turn is over. */
  end(status: 'done' | 'interrupted'): readonly AgentEvent[] {
    return [...this.#children.keys()].flatMap((thread) => this.#close(thread, status));
  }

  #open(thread: string, title: string): readonly AgentEvent[] {
    this.#known.add(thread);
    if (this.#children.get(thread)?.open === true) return [];
    const key = `subagent-${thread}-${(this.#rounds += 1)}`;
    this.#children.set(thread, { key, title: this.#children.get(thread)?.title ?? title, said: '', open: true });
    return [{ kind: 'item-started', item: { key, kind: 'subagent', title, text: '' } }];
  }

  #close(thread: string, status: 'done' | 'failed' | 'interrupted'): readonly AgentEvent[] {
    const child = this.#children.get(thread);
    if (child?.open !== true) return [];
    child.open = false;
    return [{ kind: 'item-ended', item: { key: child.key, kind: 'subagent', title: child.title, text: child.said.trimEnd() }, status }];
  }
}
