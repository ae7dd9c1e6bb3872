/** What the model says and thinks, as it comes in pieces and then block by block. One of these for the conversation and each sub-agent. */
import type { AgentEvent, AgentItem } from '#main/agents/agent-backend.ts';
import { inner, number, text, type Fields } from '#main/agents/fields.ts';
import { citationsIn } from './tool-items.ts';

type Spoken = 'assistant' | 'reasoning';

export class Speech {
  readonly #parent: { readonly parentKey?: string };
  /** Native id of the message that is under way. */
  #message = '';
  /** How many blocks of each message are whole: they come in order, without their number. */
  readonly #whole = new Map<string, number>();
  readonly #open = new Map<string, Spoken>();

  constructor(parentKey: string | null) {
    this.#parent = parentKey === null ? {} : { parentKey };
  }

  /** An event of the stream. */
  stream(event: Fields): readonly AgentEvent[] {
    switch (text(event, 'type')) {
      case 'message_start': {
        // A request that is made again begins anew: what was half said is void.
        const dropped = this.drop();
        this.#message = text(inner(event, 'message'), 'id') ?? '';
        return dropped;
      }
      case 'content_block_delta': {
        const delta = inner(event, 'delta');
        const key = `${this.#message}-${number(event, 'index') ?? 0}`;
        if (text(delta, 'type') === 'text_delta') return this.#append(key, 'assistant', text(delta, 'text') ?? '');
        return text(delta, 'type') === 'thinking_delta' ? this.#append(key, 'reasoning', text(delta, 'thinking') ?? '') : [];
      }
      default:
        return [];
    }
  }

  /** A whole block of a message; the next one of it. `isCut`: it was stopped within. */
  block(message: string, block: Fields, isCut: boolean): readonly AgentEvent[] {
    const index = this.#whole.get(message) ?? 0;
    if (index === 0) this.#whole.clear();
    this.#whole.set(message, index + 1);
    const key = `${message}-${index}`;
    const type = text(block, 'type');
    const whole = type === 'text' ? text(block, 'text') : type === 'thinking' ? text(block, 'thinking') : null;
    if (whole === null || (whole === '' && !this.#open.has(key))) return [];
    this.#open.delete(key);
    const citations = citationsIn(block['citations']);
    const item: AgentItem =
      type === 'text'
        ? { key, ...this.#parent, kind: 'assistant', text: whole, ...(citations.length === 0 ? {} : { citations }) }
        : { key, ...this.#parent, kind: 'reasoning', text: whole };
    return [{ kind: 'item-ended', item, status: isCut ? 'interrupted' : 'done' }];
  }

  drop(): readonly AgentEvent[] {
    const keys = [...this.#open.keys()];
    this.#open.clear();
    return keys.map((key) => ({ kind: 'item-dropped', key }));
  }

  #append(key: string, kind: Spoken, chunk: string): readonly AgentEvent[] {
    if (chunk === '') return [];
    const append: AgentEvent = { kind: 'item-append', key, field: 'text', chunk };
    if (this.#open.has(key)) return [append];
    this.#open.set(key, kind);
    return [{ kind: 'item-started', item: { key, ...this.#parent, kind, text: '' } }, append];
  }
}
