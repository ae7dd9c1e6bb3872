/** The agents of this computer: found, mended, added, set up. */
import { Plus, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { AgentEntry, AgentSetup } from '#contract/agent-setup.ts';
import type { Agent } from '#contract/agents.ts';
import { useAgentSetup } from '#renderer/state/agent-setup.ts';
import { useAgents, useAgentsStore } from '#renderer/state/agents.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { AgentCard } from './agent-card.tsx';
import { AgentDialog } from './agent-dialog.tsx';

const entryOf = (setup: AgentSetup | null, agent: Agent): AgentEntry | null => setup?.agents.find(({ id }) => id === agent.id) ?? null;

const Cards = ({ agents, setup }: { readonly agents: readonly Agent[]; readonly setup: AgentSetup | null }) => (
  <ul className="grid grid-cols-1 gap-2.5">
    {agents.map((agent) => (
      <AgentCard key={agent.id} agent={agent} entry={entryOf(setup, agent)} setup={setup} />
    ))}
  </ul>
);

/** What nobody has set up and is not there: out of the way, and still to be found. */
const isAbsent = (setup: AgentSetup | null) => (agent: Agent) => agent.status.kind === 'missing' && entryOf(setup, agent)?.changed !== true;

const Head = ({ setup }: { readonly setup: AgentSetup | null }) => {
  const [adding, setAdding] = useState(false);
  const [looking, setLooking] = useState(false);
  const look = async (): Promise<void> => {
    setLooking(true);
    await attempt(call('agents.refresh', {}), 'Could not look for agents.');
    setLooking(false);
  };
  return (
    <div className="grid gap-2.5">
      <p className="text-muted">Found on the computer that runs Switchyard. Sign-in and keys stay with the agents themselves.</p>
      <div className="flex flex-wrap gap-1.5">
        <Button disabled={setup === null} onClick={() => setAdding(true)}>
          <Plus size={13} aria-hidden /> Add an agent
        </Button>
        <Button disabled={looking} onClick={() => void look()}>
          <RefreshCw size={13} aria-hidden /> {looking ? 'Looking…' : 'Look again'}
        </Button>
      </div>
      {adding && setup !== null && <AgentDialog setup={setup} entry={null} onClose={() => setAdding(false)} />}
    </div>
  );
};

export const AgentSettings = () => {
  const agents = useAgents();
  const known = useAgentsStore((state) => state.value !== null);
  const { value: setup, failure } = useAgentSetup();
  const absent = agents.filter(isAbsent(setup));
  return (
    <div className="grid grid-cols-1 gap-3">
      <Head setup={setup} />
      {failure !== null && <ProblemNote problem={failure} />}
      {setup?.problems.map((message) => (
        <ProblemNote key={message} problem={{ message, action: 'Correct the file; it is read again at once.' }} />
      ))}
      {!known && (
        <Loading what="agents">
          <Skeleton className="h-24" />
        </Loading>
      )}
      <Cards agents={agents.filter((agent) => !absent.includes(agent))} setup={setup} />
      {absent.length > 0 && (
        <details className="grid gap-2.5" open={absent.length === agents.length}>
          <summary className="w-fit cursor-pointer rounded-sm text-muted hover:text-fg">
            {plural(absent.length, 'agent')} not installed
          </summary>
          <div className="mt-2.5">
            <Cards agents={absent} setup={setup} />
          </div>
        </details>
      )}
      {setup !== null && (
        <p className="text-sm text-faint">
          All of this is in <code className="wrap-anywhere">{setup.file}</code>, which you can also edit by hand.
        </p>
      )}
    </div>
  );
};
