/** One agent: how it stands, the one line that mends it, what it offers, what can be done with it. */
import { MoreHorizontal, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import type { AgentEntry, AgentSetup } from '#contract/agent-setup.ts';
import type { Agent } from '#contract/agents.ts';
import { draftOf, saveAgent, typeInTerminal } from '#renderer/state/agent-setup.ts';
import { agentStatusText, settingsOf } from '#renderer/state/agent-status.ts';
import { useProjects } from '#renderer/state/board.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { AgentBadge } from '#renderer/ui/agent-badge.tsx';
import { looksLikeCommand, StatusLine } from '#renderer/ui/agent-status.tsx';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';
import { plural } from '#renderer/ui/units.ts';
import { AgentDialog } from './agent-dialog.tsx';
import { RemoveAgentDialog } from './remove-agent-dialog.tsx';

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

const Offers = ({ agent }: { readonly agent: Agent }) => {
  const modes = agent.modes ?? [];
  if (agent.models.length === 0 && modes.length === 0) return null;
  const counts = [
    ...(agent.models.length > 0 ? [plural(agent.models.length, 'model')] : []),
    ...(modes.length > 0 ? [plural(modes.length, 'mode')] : []),
  ];
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted hover:text-fg">{counts.join(', ')}</summary>
      <ul className="mt-1.5 grid gap-1">
        {agent.models.map((model) => (
          <li key={model.id} className="flex flex-wrap gap-x-2">
            <span>{model.label}</span>
            {model.label !== model.id && <code className="text-sm text-faint">{model.id}</code>}
            {model.isDefault && <span className="text-sm text-faint">default</span>}
            {model.efforts.length > 0 && <span className="text-sm text-faint">effort: {model.efforts.join(', ')}</span>}
          </li>
        ))}
        {modes.map((mode) => (
          <li key={`mode ${mode.id}`} className="flex flex-wrap gap-x-2">
            <span>{mode.label}</span>
            <span className="text-sm text-faint">mode{mode.effect === '' ? '' : `: ${mode.effect}`}</span>
          </li>
        ))}
      </ul>
    </details>
  );
};

/** Into a shell of a project: the app has no other place for one. */
const RunFix = ({ fix, label }: { readonly fix: string; readonly label: string }) => {
  const [project] = useProjects().values();
  if (project === undefined || !looksLikeCommand(fix)) return null;
  return (
    <Button className="w-fit" onClick={() => void typeInTerminal(project.id, fix)}>
      <SquareTerminal size={13} aria-hidden /> Run it in a terminal<span className="sr-only"> for {label}</span>
    </Button>
  );
};

const useMenu = (agent: Agent, entry: AgentEntry, open: (dialog: 'edit' | 'remove') => void) => {
  const isDefault = useSettings((settings) => settings.agent === agent.id);
  const hide = (): void => void attempt(saveAgent({ ...draftOf(entry), hidden: !entry.hidden }), 'The agent was not changed.');
  const entries = (): readonly MenuEntry[] => [
    { id: 'edit', label: 'Edit', run: () => open('edit') },
    ...(isDefault || agent.status.kind !== 'ready'
      ? []
      : [
          {
            id: 'default',
            label: 'Make it the default',
            run: () => void changeSettings({ agent: agent.id }, `New tasks go to ${agent.label}`),
          },
        ]),
    { id: 'hide', label: entry.hidden ? 'Offer it again' : 'Leave it out of the choices', run: hide },
    ...(entry.changed || !entry.builtIn
      ? [{ id: 'remove', label: entry.builtIn ? 'Set back' : 'Remove', danger: true, run: () => open('remove') }]
      : []),
  ];
  return { isDefault, entries };
};

const Actions = ({ agent, entry, setup }: { readonly agent: Agent; readonly entry: AgentEntry; readonly setup: AgentSetup }) => {
  const [dialog, setDialog] = useState<'edit' | 'remove' | null>(null);
  const { entries } = useMenu(agent, entry, setDialog);
  return (
    <>
      <span className="ms-auto">
        <Menu
          align="end"
          entries={entries}
          trigger={<IconButton label={`What to do with ${agent.label}`} icon={<MoreHorizontal size={15} aria-hidden />} />}
        />
      </span>
      {dialog === 'edit' && <AgentDialog setup={setup} entry={entry} onClose={() => setDialog(null)} />}
      {dialog === 'remove' && <RemoveAgentDialog entry={entry} onClose={() => setDialog(null)} />}
    </>
  );
};

interface AgentCardProps {
  readonly agent: Agent;
  /** Null until it is known how the agent is set up. */
  readonly entry: AgentEntry | null;
  readonly setup: AgentSetup | null;
}

export const AgentCard = ({ agent, entry, setup }: AgentCardProps) => {
  const isDefault = useSettings((settings) => settings.agent === agent.id);
  const status = agentStatusText(agent.status);
  return (
    <li aria-label={agent.label} className="grid grid-cols-1 gap-2 rounded-md border border-line bg-raised px-3.5 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <AgentBadge label={agent.label} />
        <h2 className="font-semibold wrap-anywhere">{agent.label}</h2>
        {agent.label !== agent.id && <code className="text-sm text-faint">{agent.id}</code>}
        {isDefault && <Chip>default</Chip>}
        {agent.hidden === true && <Chip>left out of the choices</Chip>}
        {entry !== null && setup !== null && <Actions agent={agent} entry={entry} setup={setup} />}
      </div>
      <StatusLine status={status} link={settingsOf(agent)} />
      {status.fix !== null && <RunFix fix={status.fix} label={agent.label} />}
      {agent.account !== undefined && <p className="text-sm wrap-anywhere text-muted">Signed in as {agent.account}</p>}
      {entry?.home != null && (
        <p className="text-sm text-faint">
          Account in <code className="wrap-anywhere">{entry.home}</code>
        </p>
      )}
      {agent.status.kind === 'ready' && <p className="text-sm text-faint">{abilities(agent)}</p>}
      <Offers agent={agent} />
    </li>
  );
};
