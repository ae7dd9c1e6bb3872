/** Usage, constructed: what turns used, prices, limits. Called by core.ts. */
import type { ThreadStorage } from '#main/threads/thread-private.ts';
import type { AgentRegistry } from '#main/agents/registry.ts';
import type { Lifetime } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { Models } from '#main/models/models.ts';
import type { ThreadBook } from '#main/threads/thread-book.ts';
import { LimitsBook } from '#main/usage/limits-book.ts';
import { PriceBook } from '#main/usage/price-book.ts';
import { usageHandlers } from '#main/usage/usage-handlers.ts';
import { UsageLedger } from '#main/usage/usage-ledger.ts';
import { UsageBook } from '#main/usage/usage.ts';

export interface UsageSideNeeds {
  readonly storage: ThreadStorage;
  readonly models: Models;
  readonly agents: Pick<AgentRegistry, 'agents'>;
  readonly book: ThreadBook;
  readonly readOnly: boolean;
  readonly lifetime: Lifetime;
}

export interface UsageSide {
  readonly limits: LimitsBook;
  readonly today: UsageBook['today'];
  readonly handlers: Pick<Handlers, keyof ReturnType<typeof usageHandlers>>;
}

/** Before threads are recovered: turns of the run before are counted as they are settled. */
export const openUsageSide = ({ storage, models, agents, book, readOnly, lifetime }: UsageSideNeeds): UsageSide => {
  const prices = new PriceBook(storage.settings, models);
  const limits = new LimitsBook({ table: storage.limits, agents: agents.agents, now: Date.now });
  const usage = new UsageBook({
    table: storage.usage,
    turns: storage.turns,
    prices,
    thread: (id) => {
      const thread = book.find(id)?.thread ?? storage.threads.get(id)?.thread;
      return thread === undefined ? null : { title: thread.title, isThere: thread.removedAt === null };
    },
    project: (id) => {
      const project = storage.projects.get(id);
      return project === null ? null : { name: project.name, isThere: storage.projects.list().some((one) => one.id === id) };
    },
    now: Date.now,
  });
  if (!readOnly) {
    const defaultModel = (agent: string): string | null =>
      agents
        .agents()
        .find(({ id }) => id === agent)
        ?.models.find(({ isDefault }) => isDefault)?.id ?? null;
    lifetime.own(new UsageLedger({ book, table: storage.usage, turns: storage.turns, defaultModel, now: Date.now }));
  }
  return { limits, today: () => usage.today(), handlers: usageHandlers({ usage, prices, limits }) };
};
