/** What was last seen of the agents, kept over restarts: shown at once, until they were looked at again. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Agent } from '#contract/agents.ts';
import { z } from '#contract/zod.ts';
import { log } from '#main/base/log.ts';

const KEY = 'agents.seen';

const Seen = z.record(z.string(), z.object({ config: z.string(), agent: Agent }));
type Seen = z.infer<typeof Seen>;

export interface RememberedValues {
  readonly get: (key: string) => unknown;
  readonly put: (key: string, value: unknown) => void;
}

export class SeenAgents {
  readonly #table: RememberedValues | null;
  #seen: Seen;

  constructor(table: RememberedValues | null) {
    this.#table = table;
    const stored = Seen.safeParse(table?.get(KEY) ?? {});
    this.#seen = stored.success ? stored.data : {};
  }

  /** Null when it was never seen, or was set up otherwise then. `config`: its entry. */
  of(id: string, config: unknown): Agent | null {
    const seen = Object.hasOwn(this.#seen, id) ? this.#seen[id] : undefined;
    return seen !== undefined && seen.config === fingerprint(config) ? seen.agent : null;
  }

  put(id: string, config: unknown, agent: Agent): void {
    const next = { config: fingerprint(config), agent };
    if (isDeepStrictEqual(this.#seen[id], next)) return;
    this.#seen = { ...this.#seen, [id]: next };
    this.#store();
  }

  keepOnly(ids: ReadonlySet<string>): void {
    const kept = Object.entries(this.#seen).filter(([id]) => ids.has(id));
    if (kept.length === Object.keys(this.#seen).length) return;
    this.#seen = Object.fromEntries(kept);
    this.#store();
  }

  #store(): void {
    try {
      this.#table?.put(KEY, this.#seen);
    } catch (error) {
      // Open for reading only, or the disk is full: it is looked at again with the next start.
      log.warning('agents.seen', { error });
    }
  }
}

/** An entry may hold what is nobody's business: only whether it has changed is kept. */
const fingerprint = (config: unknown): string => createHash('sha256').update(JSON.stringify(config)).digest('hex');
