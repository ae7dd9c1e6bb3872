/** What turns used: a row each, and kept sums of them. Days are the user's own. */
import type { AgentId, ProjectId, ThreadId, TurnId } from '#contract/ids.ts';
import type { Database } from './database.ts';

/** `2026-11-22` in the local time zone. */
export const dayOf = (time: number): string => {
  const date = new Date(time);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
};

export interface UsageRow {
  readonly turn: TurnId;
  readonly thread: ThreadId;
  readonly project: ProjectId;
  readonly agent: AgentId;
  /** Empty: not known. */
  readonly model: string;
  readonly day: string;
  readonly startedAt: number;
  readonly workMs: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
  readonly costUsd: number | null;
}

/** Turns that have what they are grouped by and their model in common. `unpriced…`: of those whose agent told no cost. */
export interface UsageSum {
  readonly day: string;
  readonly agent: AgentId;
  readonly key: string;
  readonly model: string;
  readonly turns: number;
  readonly workMs: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly costUsd: number | null;
  readonly unpricedInput: number;
  readonly unpricedCached: number;
  readonly unpricedCacheWrite: number;
  readonly unpricedOutput: number;
}

/** What sums may be made by. */
export type UsageColumn = 'agent' | 'day' | 'model' | 'project' | 'thread';

const ofTurns = `
  sum(thread <> '') AS turns, sum(work_ms) AS workMs,
  sum(input_tokens) AS inputTokens, sum(cached_tokens) AS cachedTokens, sum(cache_write_tokens) AS cacheWriteTokens,
  sum(output_tokens) AS outputTokens, sum(reasoning_tokens) AS reasoningTokens, sum(cost_usd) AS costUsd,
  coalesce(sum(input_tokens) FILTER (WHERE cost_usd IS NULL), 0) AS unpricedInput,
  coalesce(sum(cached_tokens) FILTER (WHERE cost_usd IS NULL), 0) AS unpricedCached,
  coalesce(sum(cache_write_tokens) FILTER (WHERE cost_usd IS NULL), 0) AS unpricedCacheWrite,
  coalesce(sum(output_tokens) FILTER (WHERE cost_usd IS NULL), 0) AS unpricedOutput`;

const ofSums = `
  sum(turns) AS turns, sum(work_ms) AS workMs,
  sum(input_tokens) AS inputTokens, sum(cached_tokens) AS cachedTokens, sum(cache_write_tokens) AS cacheWriteTokens,
  sum(output_tokens) AS outputTokens, sum(reasoning_tokens) AS reasoningTokens,
  iif(sum(told) = 0, NULL, sum(told_usd)) AS costUsd, sum(open_input) AS unpricedInput, sum(open_cached) AS unpricedCached,
  sum(open_cache_write) AS unpricedCacheWrite, sum(open_output) AS unpricedOutput`;

const columns = `turn, thread, project, agent, model, day, started_at AS startedAt, work_ms AS workMs, input_tokens AS inputTokens,
  cached_tokens AS cachedTokens, cache_write_tokens AS cacheWriteTokens, output_tokens AS outputTokens,
  reasoning_tokens AS reasoningTokens, context_tokens AS contextTokens, context_window AS contextWindow, cost_usd AS costUsd`;

export interface UsageLine {
  readonly day: string;
  readonly agent: AgentId;
  readonly model: string;
  readonly project: string;
  readonly thread: string;
}

export class UsageTable {
  readonly #database: Database;
  readonly #put;
  readonly #keep;
  readonly #ofThread;
  readonly #ends;
  readonly #models;
  readonly #agents;

  constructor(database: Database) {
    this.#database = database;
    const insert = `INSERT INTO usage_turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (turn) DO`;
    this.#put = database.prepare(
      `${insert} UPDATE SET (agent, model, day, work_ms, input_tokens, cached_tokens, cache_write_tokens, output_tokens,
         reasoning_tokens, context_tokens, context_window, cost_usd) =
         (excluded.agent, excluded.model, excluded.day, excluded.work_ms, excluded.input_tokens, excluded.cached_tokens,
         excluded.cache_write_tokens, excluded.output_tokens, excluded.reasoning_tokens, excluded.context_tokens,
         excluded.context_window, excluded.cost_usd)`,
    );
    this.#keep = database.prepare(`${insert} NOTHING`);
    this.#ofThread = database.prepare<UsageRow>(`SELECT ${columns} FROM usage_turns WHERE thread = ? ORDER BY started_at, turn`);
    this.#ends = database.prepare<{ first: string | null; last: string | null }>(
      'SELECT (SELECT min(day) FROM usage_sums) AS first, (SELECT max(day) FROM usage_sums) AS last',
    );
    this.#agents = database.prepare<{ agent: AgentId }>('SELECT agent FROM usage_sums GROUP BY agent ORDER BY min(day), agent');
    this.#models = database.prepare<{ model: string; agent: AgentId; tokens: number }>(
      `SELECT model, agent, sum(input_tokens + output_tokens) AS tokens FROM usage_sums WHERE model <> '' GROUP BY model, agent
       ORDER BY max(day) DESC`,
    );
  }

  /** A turn as far as it has come. Where it runs does not change with it. */
  put(row: UsageRow): void {
    this.#put.run(...valuesOf(row));
  }

  /** Unless something is known of the turn already. */
  keep(row: UsageRow): void {
    this.#keep.run(...valuesOf(row));
  }

  ofThread(thread: ThreadId): readonly UsageRow[] {
    return this.#ofThread.all(thread);
  }

  /** The first and the last day on record; null when there is none. */
  days(): { readonly first: string; readonly last: string } | null {
    const { first, last } = this.#ends.get() ?? { first: null, last: null };
    return first === null || last === null ? null : { first, last };
  }

  /** For the picture and the totals: a sum by day, agent and model. `key` is the agent. */
  series(from: string, to: string): readonly UsageSum[] {
    return this.#database
      .prepare<UsageSum>(
        `SELECT day, agent, agent AS key, model, ${ofSums} FROM usage_sums WHERE day BETWEEN ? AND ? GROUP BY day, agent, model ORDER BY day, agent`,
      )
      .all(from, to);
  }

  /** Sums by a column and the model. */
  by(column: UsageColumn, from: string, to: string): readonly UsageSum[] {
    const figures = column === 'thread' ? `${ofTurns} FROM usage_turns` : `${ofSums} FROM usage_sums`;
    return this.#database
      .prepare<UsageSum>(
        `SELECT '' AS day, '' AS agent, ${column} AS key, model, ${figures} WHERE day BETWEEN ? AND ? GROUP BY ${column}, model`,
      )
      .all(from, to);
  }

  /** By day, agent, model, project and thread, in this order. */
  lines(from: string, to: string, offset: number, count: number): readonly (UsageSum & UsageLine)[] {
    return this.#database
      .prepare<UsageSum & UsageLine>(
        `SELECT day, agent, model, project, thread, thread AS key, ${ofTurns} FROM usage_turns WHERE day BETWEEN ? AND ?
         GROUP BY day, agent, model, project, thread ORDER BY day, agent, model, project, thread LIMIT ? OFFSET ?`,
      )
      .all(from, to, count, offset);
  }

  /** Every agent on record, who was used first comes first. */
  agents(): readonly AgentId[] {
    return this.#agents.all().map(({ agent }) => agent);
  }

  /** Which agents used which models, with the tokens so far; who used one last comes first. */
  models(): readonly { readonly model: string; readonly agent: AgentId; readonly tokens: number }[] {
    return this.#models.all();
  }
}

const valuesOf = (row: UsageRow) =>
  [
    row.turn,
    row.thread,
    row.project,
    row.agent,
    row.model,
    row.day,
    row.startedAt,
    row.workMs,
    row.inputTokens,
    row.cachedTokens,
    row.cacheWriteTokens,
    row.outputTokens,
    row.reasoningTokens,
    row.contextTokens,
    row.contextWindow,
    row.costUsd,
  ] as const;
