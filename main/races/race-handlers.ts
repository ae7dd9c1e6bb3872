/** The `races.*` calls of the contract: begins a race, and ends it with a winner. core.ts spreads them into its table. */
import { failure } from '#contract/failure.ts';
import type { AgentId, RaceId, ThreadId } from '#contract/ids.ts';
import type { NewRace, RaceVariant } from '#contract/races.ts';
import type { NewThread, RaceLink, Thread } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { newId } from '#main/base/new-id.ts';

export interface RaceDeps {
  /** All threads that are not removed. */
  readonly threads: () => readonly Thread[];
  /** Throws AppError when there is no such agent or project. */
  readonly create: (thread: NewThread, race: RaceLink) => Thread;
  /** Stores the thread's place in the race. */
  readonly link: (thread: ThreadId, race: RaceLink) => void;
  /** Throws AppError when an agent of that name cannot be had. */
  readonly checkAgent: (agent: AgentId) => void;
  readonly calls: Pick<Handlers, 'threads.stop' | 'threads.update'>;
}

const sameVariant = (a: RaceVariant, b: RaceVariant): boolean =>
  a.agent === b.agent && a.model === b.model && a.effort === b.effort && (a.mode ?? null) === (b.mode ?? null);

const start = (deps: RaceDeps, { variants, base, ...task }: NewRace): { readonly race: RaceId; readonly threads: readonly Thread[] } => {
  const twice = variants.find((variant, index) => variants.findIndex((other) => sameVariant(other, variant)) !== index);
  if (twice !== undefined)
    throw failure('invalid', `${twice.agent} runs twice in the same way.`, 'Choose another model or effort for one of them.');
  // All of them, or none: a race of one is none.
  for (const variant of variants) deps.checkAgent(variant.agent);
  const id = newId('x');
  const threads = variants.map((variant) =>
    deps.create({ ...task, ...variant, placement: { kind: 'worktree', base, branch: null }, start: true }, { id, outcome: 'open' }),
  );
  return { race: id, threads };
};

export const raceHandlers = (deps: RaceDeps): Pick<Handlers, 'races.start' | 'races.pick'> => ({
  'races.start': (input) => start(deps, input),
  'races.pick': async ({ race, winner, others }, context) => {
    const runners = deps.threads().filter((thread) => thread.race?.id === race);
    if (!runners.some(({ id }) => id === winner)) throw failure('not-found', 'This task does not run in the race (any more).');
    const archived: ThreadId[] = [];
    for (const thread of runners) {
      if (thread.id === winner) continue;
      deps.link(thread.id, { id: race, outcome: 'lost' });
      if (others === 'keep' || thread.archivedAt !== null) continue;
      if (isActive(thread.state)) await deps.calls['threads.stop']({ thread: thread.id }, context);
      await deps.calls['threads.update']({ thread: thread.id, patch: { archived: true } }, context);
      archived.push(thread.id);
    }
    // Last: until here the race is open, so that what was cut can be picked again.
    deps.link(winner, { id: race, outcome: 'won' });
    return { archived };
  },
});
