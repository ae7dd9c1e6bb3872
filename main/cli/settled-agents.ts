/** Waits for the first look at the agents. */
import type { Agent } from '#contract/agents.ts';
import type { CoreSession } from './core-session.ts';

/** Agents are asked for their versions; a slow one is reported as still being looked at. */
const AGENTS_WITHIN_MS = 15_000;

/** The agents once none is being looked at any more, or as far as they are known when the time is over. */
export const settledAgents = (session: CoreSession): Promise<readonly Agent[]> =>
  new Promise((resolve) => {
    let latest: readonly Agent[] = [];
    const finish = (): void => {
      clearTimeout(timer);
      queueMicrotask(() => stop());
      resolve(latest);
    };
    const timer = setTimeout(finish, AGENTS_WITHIN_MS);
    const take = (agents: readonly Agent[]): void => {
      latest = agents;
      if (agents.every(({ status }) => status.kind !== 'checking')) finish();
    };
    const stop = session.subscribe('agents', {}, { snapshot: take, events: (events) => take(events.at(-1) ?? latest), failed: finish });
    void session.lost.then(finish);
  });
