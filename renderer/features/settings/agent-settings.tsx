/** The agents found on this computer. */
import { RefreshCw } from 'lucide-react';
import type { Agent } from '#contract/agents.ts';
import { agentStatusText, settingsOf } from '#renderer/state/agent-status.ts';
import { useAgents, useAgentsStore } from '#renderer/state/agents.ts';
import { call } from '#renderer/state/core.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { AgentBadge } from '#renderer/ui/agent-badge.tsx';
import { StatusLine } from '#renderer/ui/agent-status.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Loading, Skeleton } from '#renderer/ui/states.tsx';

const steering = {
  preempt: 'takes messages while it works',
  'next-step': 'takes messages at its next step',
  none: 'takes messages between turns',
} as const;

const abilities = (agent: Agent): string =>
  [
    steering[agent.abilities.steer],
    agent.abilities.questions && 'asks questions',
    agent.abilities.plans && 'shows its plan',
    agent.abilities.images && 'sees images',
    agent.abilities.resume && 'goes on after a restart',
  ]
    .filter(Boolean)
    .join(' · ');

const AgentCard = ({ agent }: { readonly agent: Agent }) => {
  const isDefault = useSettings((settings) => settings.agent === agent.id);
  return (
    <li className="grid gap-2 rounded-md border border-line bg-raised px-3.5 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <AgentBadge label={agent.label} />
        <h2 className="font-semibold">{agent.label}</h2>
        {isDefault && <Chip>default</Chip>}
        {!isDefault && agent.status.kind === 'ready' && (
          <Button
            look="quiet"
            className="ms-auto"
            onClick={() => void changeSettings({ agent: agent.id }, `New tasks go to ${agent.label}`)}
          >
            Make it the default
          </Button>
        )}
      </div>
      <StatusLine status={agentStatusText(agent.status)} link={settingsOf(agent)} />
      <p className="text-sm text-faint">{abilities(agent)}</p>
      {agent.models.length > 0 && (
        <details>
          <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted hover:text-fg">
            {agent.models.length} {agent.models.length === 1 ? 'model' : 'models'}
          </summary>
          <ul className="mt-1.5 grid gap-1">
            {agent.models.map((model) => (
              <li key={model.id} className="flex flex-wrap gap-x-2">
                <span>{model.label}</span>
                <code className="text-sm text-faint">{model.id}</code>
                {model.isDefault && <span className="text-sm text-faint">default</span>}
                {model.efforts.length > 0 && <span className="text-sm text-faint">effort: {model.efforts.join(', ')}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
};

export const AgentSettings = () => {
  const agents = useAgents();
  const known = useAgentsStore((state) => state.value !== null);
  return (
    <div className="grid gap-3">
      <div className="flex items-center justify-between gap-3">
        <p className="text-muted">Found on the computer that runs Switchyard. Sign-in and keys stay with the agents themselves.</p>
        <Button onClick={() => void attempt(call('agents.refresh', {}), 'Could not look for agents.')}>
          <RefreshCw size={13} aria-hidden /> Look again
        </Button>
      </div>
      {!known && (
        <Loading what="agents">
          <Skeleton className="h-24" />
        </Loading>
      )}
      <ul className="grid gap-2.5">
        {agents.map((agent) => (
          <AgentCard key={agent.id} agent={agent} />
        ))}
      </ul>
    </div>
  );
};
