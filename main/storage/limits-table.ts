/** The newest word of agents on the allowances of their accounts. */
import type { LimitWindow } from '#contract/agents.ts';
import type { AgentId } from '#contract/ids.ts';
import type { KeptWindow } from '#contract/usage.ts';
import type { Database } from './database.ts';

export interface LimitRow extends KeptWindow {
  readonly agent: AgentId;
  /** Empty: the agent does not say who is signed in. */
  readonly account: string;
}

export class LimitsTable {
  readonly #put;
  readonly #all;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO usage_limits (agent, account, id, label, used_percent, resets_at, told_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (agent, account, id) DO UPDATE SET
         label = excluded.label, used_percent = excluded.used_percent, resets_at = excluded.resets_at, told_at = excluded.told_at`,
    );
    this.#all = database.prepare<LimitRow>(
      `SELECT agent, account, id, label, used_percent AS usedPercent, resets_at AS resetsAt, told_at AS toldAt
       FROM usage_limits ORDER BY agent, account, id`,
    );
  }

  put(agent: AgentId, account: string, window: LimitWindow, toldAt: number): void {
    this.#put.run(agent, account, window.id, window.label, window.usedPercent, window.resetsAt, toldAt);
  }

  all(): readonly LimitRow[] {
    return this.#all.all();
  }
}
