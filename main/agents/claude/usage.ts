/** Tokens and money of a turn, from what Claude Code tells with each call of the model and at the end. */
import type { AgentUsage } from '#main/agents/agent-backend.ts';
import { count, fieldsOf, inner, number, text, type Fields } from '#main/agents/fields.ts';

interface Counts {
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  readonly output: number;
}

const none: Counts = { input: 0, cached: 0, written: 0, output: 0 };

const countsOf = (usage: Fields): Counts => ({
  input: count(usage, 'input_tokens'),
  cached: count(usage, 'cache_read_input_tokens'),
  written: count(usage, 'cache_creation_input_tokens'),
  output: count(usage, 'output_tokens'),
});

const sum = (a: Counts, b: Counts): Counts => ({
  input: a.input + b.input,
  cached: a.cached + b.cached,
  written: a.written + b.written,
  output: a.output + b.output,
});

export class TurnUsage {
  /** Results of this turn; calls since then. */
  #settled = none;
  #running = none;
  #context: number | null = null;
  #window: number | null = null;
  #cost: number | null = null;
  #model: string | null = null;

  /** A new turn; the context stays what it is. */
  begin(): void {
    this.#settled = none;
    this.#running = none;
    this.#cost = null;
    this.#model = null;
  }

  /** One call of the model has ended (`message_delta`). `main`: of the conversation itself, not of a sub-agent. */
  called(usage: Fields, main: boolean): AgentUsage {
    const counts = countsOf(usage);
    this.#running = sum(this.#running, counts);
    // A call that was stopped tells nothing of what it read.
    const read = counts.input + counts.cached + counts.written;
    if (main && read > 0) this.#context = read + counts.output;
    return this.#usage();
  }

  /** A `result`: its numbers are exact, and hold for the calls since the one before. */
  ended(result: Fields): AgentUsage {
    const told = countsOf(inner(result, 'usage'));
    // A turn that was stopped tells nothing of the calls before the stop.
    this.#settled = sum(this.#settled, told.input + told.output === 0 ? this.#running : told);
    this.#running = none;
    const models = Object.entries(inner(result, 'model_usage_since_last_result')).map(([name, of]) => ({ name, of: fieldsOf(of) }));
    for (const { of } of models) this.#cost = (this.#cost ?? 0) + (number(of, 'costUSD') ?? 0);
    const most = models.toSorted((a, b) => count(b.of, 'outputTokens') - count(a.of, 'outputTokens'))[0];
    if (most !== undefined) {
      this.#model = text(most.of, 'canonicalModel') ?? most.name;
      this.#window = number(most.of, 'contextWindow') ?? this.#window;
    }
    return this.#usage();
  }

  /** The context was summed up. */
  compacted(tokens: number | null): void {
    if (tokens !== null) this.#context = tokens;
  }

  #usage(): AgentUsage {
    const { input, cached, written, output } = sum(this.#settled, this.#running);
    return {
      inputTokens: input + cached + written,
      cachedTokens: cached,
      cacheWriteTokens: written,
      outputTokens: output,
      contextTokens: this.#context,
      contextWindow: this.#window,
      costUsd: this.#cost,
      ...(this.#model === null ? {} : { model: this.#model }),
    };
  }
}
