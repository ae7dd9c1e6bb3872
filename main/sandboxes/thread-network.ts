/** The network of one thread: opened with its first command, shared by all, with a door that asks for the rules each time. */
import { failure } from '#contract/failure.ts';
import { serveDoor, type RefusedHost } from '#sandbox/door.ts';
import { makeForwards, type Forwards } from '#sandbox/forwards.ts';
import type { HostRule } from '#sandbox/host-rules.ts';
import { openNetwork, type SandboxNetwork } from '#sandbox/network.ts';
import type { Plan, RefusedPlan } from '#sandbox/wrap.ts';

export interface ThreadNetworkOptions {
  readonly rules: () => readonly HostRule[];
  readonly onRefused: (refused: RefusedHost) => void;
}

export interface ThreadNetwork {
  /** For a plan that wants one; throws AppError `unavailable`. A failed attempt is forgotten. */
  readonly of: (plan: Exclude<Plan, RefusedPlan>) => Promise<SandboxNetwork | null>;
  readonly close: () => Promise<void>;
}

interface Opened {
  readonly network: SandboxNetwork;
  readonly forwards: Forwards;
}

export const makeThreadNetwork = (options: ThreadNetworkOptions): ThreadNetwork => {
  let opening: Promise<Opened> | null = null;
  const open = async (plan: Parameters<typeof openNetwork>[0]): Promise<Opened> => {
    const network = await openNetwork(plan);
    serveDoor(network.server, options);
    return { network, forwards: makeForwards(network, options) };
  };
  return {
    of: async (plan) => {
      if (plan.kind !== 'bubblewrap' || plan.nsenter === null) return null;
      opening ??= open(plan);
      try {
        const { network, forwards } = await opening;
        await forwards.open();
        return network;
      } catch (error) {
        opening = null;
        const why = error instanceof Error ? error.message : String(error);
        throw failure(
          'unavailable',
          `The command was not started: the sandbox could not be made (${why}).`,
          'Look at `switchyard doctor`.',
        );
      }
    },
    close: async () => (await opening?.catch(() => null))?.network.close(),
  };
};
