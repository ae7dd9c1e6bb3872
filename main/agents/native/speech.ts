/** What the model says and thinks, as items of the thread while it streams. */
import type { AgentEvent } from '#main/agents/agent-backend.ts';
import type { ModelPart } from '#main/models/model-client.ts';

type Words = Extract<ModelPart, { kind: 'text' | 'reasoning' }>;

export class Speech {
  readonly #emit: (event: AgentEvent) => void;
  readonly #newKey: () => string;
  #open: { readonly part: string; readonly key: string; readonly kind: 'assistant' | 'reasoning'; text: string } | null = null;
  /** Everything said so far, without the thoughts. */
  said = '';

  constructor(emit: (event: AgentEvent) => void, newKey: () => string) {
    this.#emit = emit;
    this.#newKey = newKey;
  }

  take({ kind, id, text }: Words): void {
    if (text === '') return;
    const part = `${kind} ${id}`;
    if (this.#open?.part !== part) {
      this.end('done');
      this.#open = { part, key: this.#newKey(), kind: kind === 'text' ? 'assistant' : 'reasoning', text: '' };
      this.#emit({ kind: 'item-started', item: { key: this.#open.key, kind: this.#open.kind, text: '' } });
    }
    this.#open.text += text;
    if (kind === 'text') this.said += text;
    this.#emit({ kind: 'item-append', key: this.#open.key, field: 'text', chunk: text });
  }

  end(status: 'done' | 'interrupted'): void {
    if (this.#open === null) return;
    const { key, kind, text } = this.#open;
    this.#open = null;
    this.#emit({ kind: 'item-ended', item: { key, kind, text }, status });
  }
}
