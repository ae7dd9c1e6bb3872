/** What was used, asked for: sums over days, turns of a thread, lines for a spreadsheet. Called by the handlers. */
import type { AgentId, ProjectId, ThreadId } from '#contract/ids.ts';
import {
  USAGE_GROUPS_MAX,
  type PriceEntry,
  type PriceTable,
  type ThreadUsage,
  type UsageBy,
  type UsageGroup,
  type UsageSummary,
  type UsageSums,
} from '#contract/usage.ts';
import type { TurnsTable } from '#main/storage/turns-table.ts';
import { dayOf, type UsageSum, type UsageTable } from '#main/storage/usage-table.ts';
import { csvLine } from './csv.ts';
import type { PriceBook } from './price-book.ts';
import { addSums, noSums, pricedSums, sumBy } from './sums.ts';

export interface UsageNeeds {
  readonly table: UsageTable;
  readonly turns: Pick<TurnsTable, 'ofThread'>;
  readonly prices: PriceBook;
  /** Null when there is none of that id; `isThere` false when it was removed. */
  readonly thread: (id: ThreadId) => { readonly title: string; readonly isThere: boolean } | null;
  readonly project: (id: ProjectId) => { readonly name: string; readonly isThere: boolean } | null;
  readonly now: () => number;
}

/** Lines of one answer of `usage.export`. */
const EXPORT_LINES = 5_000;

const exportColumns = [
  ...['day', 'agent', 'model', 'project', 'thread', 'title', 'turns', 'work_seconds', 'input_tokens', 'cached_tokens'],
  ...['cache_write_tokens', 'output_tokens', 'reasoning_tokens', 'cost_usd', 'cost_by_price_usd', 'tokens_without_price'],
];

const tokensOf = ({ inputTokens, outputTokens }: Pick<UsageSums, 'inputTokens' | 'outputTokens'>): number => inputTokens + outputTokens;

/** What cost most comes first, and what has no price by its tokens. */
const largestFirst = (a: UsageGroup, b: UsageGroup): number =>
  (b.costUsd ?? 0) - (a.costUsd ?? 0) || tokensOf(b) - tokensOf(a) || b.workMs - a.workMs;

/** A cost in dollars, without the noise of its sums. */
const rounded = (usd: number): number => Math.round(usd * 1e6) / 1e6;

export class UsageBook {
  readonly #needs: UsageNeeds;

  constructor(needs: UsageNeeds) {
    this.#needs = needs;
  }

  /** For the status bar. */
  today(): { readonly tokens: number; readonly costUsd: number | null } {
    const day = dayOf(this.#needs.now());
    const totals = this.#total(this.#needs.table.series(day, day));
    return { tokens: tokensOf(totals), costUsd: totals.costUsd };
  }

  summary(asked: { readonly from?: string | undefined; readonly to?: string | undefined; readonly by: UsageBy }): UsageSummary {
    const { table } = this.#needs;
    const today = dayOf(this.#needs.now());
    const known = asked.from === undefined || asked.to === undefined ? table.days() : null;
    const to = asked.to ?? (known !== null && known.last > today ? known.last : today);
    const from = asked.from ?? (known !== null && known.first < to ? known.first : to);
    const series = table.series(from, to);
    const groups = this.#groups(series, asked.by, from, to);
    return {
      from,
      to,
      by: asked.by,
      today,
      totals: this.#total(series),
      agents: table.agents(),
      groups: groups.slice(0, USAGE_GROUPS_MAX),
      groupsMore: Math.max(0, groups.length - USAGE_GROUPS_MAX),
      series: this.#series(series),
      unpriced: this.#unpriced(series),
    };
  }

  thread(id: ThreadId): ThreadUsage {
    const numbers = new Map(this.#needs.turns.ofThread(id).map((turn) => [turn.id, turn.number]));
    const rows = this.#needs.table.ofThread(id);
    const turns = rows.flatMap((row) => {
      const number = numbers.get(row.turn);
      if (number === undefined) return [];
      const told = row.costUsd !== null;
      const { turns: _, ...sums } = pricedSums(
        {
          ...row,
          turns: 1,
          unpricedInput: told ? 0 : row.inputTokens,
          unpricedCached: told ? 0 : row.cachedTokens,
          unpricedCacheWrite: told ? 0 : row.cacheWriteTokens,
          unpricedOutput: told ? 0 : row.outputTokens,
        },
        this.#priceOf,
      );
      const { turn, agent, model, day, startedAt, contextTokens, contextWindow } = row;
      return [{ ...sums, turn, number, agent, model, day, startedAt, contextTokens, contextWindow }];
    });
    return { totals: turns.reduce<UsageSums>((sum, turn) => addSums(sum, { ...turn, turns: 1 }), noSums), turns };
  }

  export(from: string, to: string, row: number): { readonly lines: readonly string[]; readonly next: number | null } {
    const found = this.#needs.table.lines(from, to, row, EXPORT_LINES);
    const lines = found.map((line) => {
      const sums = pricedSums(line, this.#priceOf);
      return csvLine([
        ...[line.day, line.agent, line.model, this.#needs.project(line.project as ProjectId)?.name ?? line.project],
        ...[line.thread, this.#needs.thread(line.thread as ThreadId)?.title ?? ''],
        ...[sums.turns, Math.round(sums.workMs / 1000), sums.inputTokens, sums.cachedTokens, sums.cacheWriteTokens],
        ...[sums.outputTokens, sums.reasoningTokens, sums.costUsd === null ? null : rounded(sums.costUsd), rounded(sums.reckonedUsd)],
        sums.unpricedTokens,
      ]);
    });
    return { lines: row === 0 ? [csvLine(exportColumns), ...lines] : lines, next: found.length < EXPORT_LINES ? null : row + EXPORT_LINES };
  }

  prices(): PriceTable {
    const { prices, table } = this.#needs;
    const entries = new Map<string, PriceEntry>();
    const add = (model: string, agent: AgentId | null, tokens: number): void => {
      const known: PriceEntry = entries.get(model) ?? { model, price: prices.of(model), agents: [], tokens: 0 };
      const agents = agent === null || known.agents.includes(agent) ? known.agents : [...known.agents, agent];
      entries.set(model, { ...known, agents, tokens: known.tokens + tokens });
    };
    for (const { model, agent, tokens } of table.models()) add(model, agent, tokens);
    for (const model of prices.named()) add(model, null, 0);
    return { tableOf: prices.tableOf, entries: [...entries.values()].toSorted((a, b) => b.tokens - a.tokens) };
  }

  readonly #priceOf = (model: string) => this.#needs.prices.of(model);

  #total(sums: readonly UsageSum[]): UsageSums {
    return sumBy(sums, () => '', this.#priceOf).get('') ?? noSums;
  }

  #groups(series: readonly UsageSum[], by: UsageBy, from: string, to: string): readonly UsageGroup[] {
    const needsRows = by === 'project' || by === 'thread';
    const sums = needsRows ? this.#needs.table.by(by, from, to) : series;
    const keyOf = (sum: UsageSum): string => (needsRows ? sum.key : sum[by]);
    const groups = [...sumBy(sums, keyOf, this.#priceOf)].map(([key, one]) => ({ ...one, ...this.#named(by, key), key }));
    return by === 'day' ? groups.toSorted((a, b) => a.key.localeCompare(b.key)) : groups.toSorted(largestFirst);
  }

  #named(by: UsageBy, key: string): Pick<UsageGroup, 'label' | 'isThere'> {
    if (by === 'thread') {
      const thread = this.#needs.thread(key as ThreadId);
      return { label: thread?.title ?? null, isThere: thread?.isThere ?? false };
    }
    if (by === 'project') {
      const project = this.#needs.project(key as ProjectId);
      return { label: project?.name ?? null, isThere: project?.isThere ?? false };
    }
    return { label: null, isThere: true };
  }

  #series(sums: readonly UsageSum[]): UsageSummary['series'] {
    const byDay = new Map<string, UsageSummary['series'][number]>();
    for (const sum of sums) {
      const { day, agent } = sum;
      const key = `${day} ${agent}`;
      byDay.set(key, { ...addSums(byDay.get(key) ?? noSums, pricedSums(sum, this.#priceOf)), day, agent });
    }
    return [...byDay.values()];
  }

  #unpriced(sums: readonly UsageSum[]): UsageSummary['unpriced'] {
    return [...sumBy(sums, ({ model }) => model, this.#priceOf)]
      .flatMap(([model, { unpricedTokens }]) => (unpricedTokens === 0 ? [] : [{ model, tokens: unpricedTokens }]))
      .toSorted((a, b) => b.tokens - a.tokens);
  }
}
