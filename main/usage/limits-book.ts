/** The newest limits that agents told, kept over restarts. An agent that tells of one window leaves the others as they were. */
import type { Agent, LimitWindow } from '#contract/agents.ts';
import type { AgentId } from '#contract/ids.ts';
import type { AgentLimits } from '#contract/usage.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { ValueTopic, type TopicSource } from '#main/base/topic.ts';
import type { LimitRow, LimitsTable } from '#main/storage/limits-table.ts';

/** A window that was not heard of for so long is of an account, or a plan, that is no more. */
const FORGET_AFTER_MS = 60 * 24 * 60 * 60 * 1000;

export interface LimitsNeeds {
  readonly table: Pick<LimitsTable, 'put' | 'all'>;
  readonly agents: () => readonly Agent[];
  readonly now: () => number;
}

const grouped = (rows: readonly LimitRow[], now: number): readonly AgentLimits[] => {
  const limits = new Map<string, AgentLimits>();
  for (const { agent, account, ...window } of rows) {
    if (now - window.toldAt > FORGET_AFTER_MS) continue;
    const key = JSON.stringify([agent, account]);
    const known = limits.get(key) ?? { agent, account: account === '' ? null : account, windows: [] };
    limits.set(key, { ...known, windows: [...known.windows, window] });
  }
  return [...limits.values()];
};

export class LimitsBook {
  readonly #needs: LimitsNeeds;
  readonly #topic: ValueTopic<readonly AgentLimits[]>;

  constructor(needs: LimitsNeeds) {
    this.#needs = needs;
    this.#topic = new ValueTopic(grouped(needs.table.all(), needs.now()));
  }

  get topic(): TopicSource<readonly AgentLimits[], readonly AgentLimits[]> {
    return this.#topic;
  }

  /** Never throws: limits are told while turns run. */
  take(agent: AgentId, windows: readonly LimitWindow[]): void {
    if (windows.length === 0) return;
    const account = this.#needs.agents().find(({ id }) => id === agent)?.account ?? '';
    const now = this.#needs.now();
    try {
      for (const window of windows) this.#needs.table.put(agent, account, window, now);
      this.#topic.set(grouped(this.#needs.table.all(), now));
    } catch (error) {
      log.warning('usage.limits', { failure: failureOf(error) });
    }
  }
}
