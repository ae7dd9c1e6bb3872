/** Tokens and cost by day and agent; days are the user's own. */
import type { AgentId } from '#contract/ids.ts';
import type { Usage } from '#contract/threads.ts';
import type { Database } from './database.ts';

export interface DayUsage {
  readonly tokens: number;
  readonly costUsd: number | null;
}

/** `2026-11-22` in the local time zone. */
export const dayOf = (time: number): string => {
  const date = new Date(time);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
};

export class UsageTable {
  readonly #add;
  readonly #sum;

  constructor(database: Database) {
    this.#add = database.prepare(
      `INSERT INTO usage_days (day, agent, input_tokens, output_tokens, cost_usd) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (day, agent) DO UPDATE SET
         input_tokens = input_tokens + excluded.input_tokens,
         output_tokens = output_tokens + excluded.output_tokens,
         cost_usd = CASE WHEN excluded.cost_usd IS NULL THEN cost_usd ELSE coalesce(cost_usd, 0) + excluded.cost_usd END`,
    );
    this.#sum = database.prepare<{ tokens: number | null; costUsd: number | null }>(
      'SELECT sum(input_tokens + output_tokens) AS tokens, sum(cost_usd) AS costUsd FROM usage_days WHERE day = ?',
    );
  }

  /** Adds the usage of a turn that ended. */
  add(agent: AgentId, usage: Pick<Usage, 'inputTokens' | 'outputTokens' | 'costUsd'>, at: number): void {
    this.#add.run(dayOf(at), agent, usage.inputTokens, usage.outputTokens, usage.costUsd);
  }

  ofDay(at: number): DayUsage {
    const row = this.#sum.get(dayOf(at));
    return { tokens: row?.tokens ?? 0, costUsd: row?.costUsd ?? null };
  }
}
