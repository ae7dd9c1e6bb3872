/** The chips under the prompt: project, place, agents, model, effort and mode, policy, tags. */
import { Bot, FolderGit2, ListTodo, ShieldCheck, ShieldOff, SlidersHorizontal, Sparkles, Tag } from 'lucide-react';
import { Fragment } from 'react';
import type { Agent } from '#contract/agents.ts';
import { policyOrder, policyTexts } from '#contract/policy.ts';
import type { Project } from '#contract/projects.ts';
import type { AgentId } from '#contract/ids.ts';
import { agentHint, isChoosable, isPlanning, modeInForce, offeredAgents } from '#renderer/state/agent-choice.ts';
import { defaultModel, modelLabel, useAgents } from '#renderer/state/agents.ts';
import { useProjects } from '#renderer/state/board.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { Chip, ChipButton } from '#renderer/ui/chip.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';
import { agentsInForce, policyInForce, withProject, type Choices, type Variant } from './new-task-choices.ts';
import { PlaceChip } from './place-chip.tsx';
import { TagsChip } from './tags-chip.tsx';

interface ChipProps {
  readonly choices: Choices;
  readonly onChange: (choices: Choices) => void;
}

const ProjectChip = ({ choices, onChange }: ChipProps) => {
  const projects = useProjects();
  const project = choices.project === null ? undefined : projects.get(choices.project);
  const entries = (): readonly MenuEntry[] => [
    ...[...projects.values()]
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((one) => ({
        id: one.id,
        label: one.name,
        hint: one.state.kind === 'ready' ? one.path : one.state.kind === 'cloning' ? 'is being cloned' : 'unavailable',
        disabled: one.state.kind !== 'ready',
        checked: one.id === choices.project,
        run: () => onChange(withProject(choices, one.id)),
      })),
    { kind: 'line', id: 'line' },
    { id: 'add', label: 'Add a project…', run: () => openDialog({ kind: 'add-project', how: 'folder' }) },
  ];
  return (
    <Menu
      entries={entries}
      trigger={<ChipButton icon={<FolderGit2 size={13} aria-hidden />}>{project?.name ?? 'Choose a project'}</ChipButton>}
    />
  );
};

/** Click takes one; a second one is added from the menu: then each gets a thread. */
const AgentChip = ({ choices, onChange, inForce }: ChipProps & { readonly inForce: readonly AgentId[] }) => {
  const agents = offeredAgents(useAgents(), inForce);
  const labelOf = (id: AgentId): string => agents.find((agent) => agent.id === id)?.label ?? id;
  const toggle = (id: AgentId): readonly AgentId[] => (inForce.includes(id) ? inForce.filter((other) => other !== id) : [...inForce, id]);
  const entries = (): readonly MenuEntry[] => [
    { kind: 'heading', id: 'heading', label: 'Several agents: a race, side by side' },
    ...agents.map((agent) => ({
      id: agent.id,
      label: agent.label,
      hint: agentHint(agent),
      checked: inForce.includes(agent.id),
      // What was chosen can be left out again, whatever became of it.
      disabled: !isChoosable(agent) && !inForce.includes(agent.id),
      run: () => onChange({ ...choices, agents: inForce.length === 1 && !inForce.includes(agent.id) ? [agent.id] : toggle(agent.id) }),
    })),
    ...(agents.length > 1
      ? [
          { kind: 'line' as const, id: 'line' },
          {
            kind: 'submenu' as const,
            id: 'also',
            label: 'Also with…',
            entries: agents
              .filter((agent) => !inForce.includes(agent.id))
              .map((agent) => ({
                id: agent.id,
                label: agent.label,
                disabled: !isChoosable(agent),
                run: () => onChange({ ...choices, agents: [...inForce, agent.id] }),
              })),
          },
        ]
      : []),
    { id: 'settings', label: 'Agent settings…', run: () => (location.hash = '#/settings/agents') },
  ];
  const text = inForce.length === 0 ? 'No agent' : inForce.map(labelOf).join(', ');
  return (
    <Menu
      entries={entries}
      trigger={<ChipButton icon={<Bot size={13} aria-hidden />}>{inForce.length > 1 ? `×${inForce.length} ${text}` : text}</ChipButton>}
    />
  );
};

const ModeChip = ({ choices, onChange, agent }: ChipProps & { readonly agent: Agent }) => {
  const modes = agent.modes ?? [];
  const chosen = choices.models[agent.id] ?? { model: null, effort: null };
  const mode = modeInForce(agent, chosen.mode);
  if (mode === undefined || modes.length < 2) return null;
  const planning = isPlanning(agent, chosen.mode);
  const set = (next: string | null): void => onChange({ ...choices, models: { ...choices.models, [agent.id]: { ...chosen, mode: next } } });
  const entries = (): readonly MenuEntry[] => [
    { kind: 'heading', id: 'modes', label: `How ${agent.label} works` },
    ...modes.map((one) => ({
      id: one.id,
      label: one.label,
      ...(one.effect !== '' && { hint: one.effect }),
      checked: one.id === mode.id,
      run: () => set(one.kind === 'default' ? null : one.id),
    })),
  ];
  return (
    <Menu
      entries={entries}
      trigger={
        <ChipButton
          aria-label={`Mode of ${agent.label}: ${mode.label}`}
          title={mode.effect}
          className={planning ? 'bg-review-bg text-review' : ''}
          icon={planning ? <ListTodo size={13} aria-hidden /> : <SlidersHorizontal size={13} aria-hidden />}
        >
          {mode.label}
        </ChipButton>
      }
    />
  );
};

const ModelChip = ({ choices, onChange, agent }: ChipProps & { readonly agent: Agent }) => {
  if (agent.models.length === 0) return null;
  const chosen = choices.models[agent.id] ?? { model: null, effort: null };
  const model = agent.models.find((one) => one.id === chosen.model) ?? defaultModel(agent);
  const set = (next: Choices['models'][string]): void => onChange({ ...choices, models: { ...choices.models, [agent.id]: next } });
  const entries = (): readonly MenuEntry[] => [
    { kind: 'heading', id: 'models', label: `Model of ${agent.label}` },
    ...agent.models.map((one) => ({
      id: one.id,
      label: one.label,
      ...(one.isDefault && { hint: 'default' }),
      checked: one.id === model?.id,
      run: () => set({ ...chosen, model: one.id, effort: one.efforts.includes(chosen.effort ?? '') ? chosen.effort : null }),
    })),
    ...(model !== undefined && model.efforts.length > 0
      ? [
          { kind: 'heading' as const, id: 'efforts', label: 'Effort' },
          { id: 'effort:', label: 'Default', checked: chosen.effort === null, run: () => set({ ...chosen, effort: null }) },
          ...model.efforts.map((effort) => ({
            id: `effort:${effort}`,
            label: effort,
            checked: chosen.effort === effort,
            run: () => set({ ...chosen, effort }),
          })),
        ]
      : []),
    ...(agent.models.length > 1
      ? [
          { kind: 'line' as const, id: 'line' },
          {
            kind: 'submenu' as const,
            id: 'also',
            label: 'Race it with…',
            entries: agent.models
              .filter((one) => one.id !== model?.id)
              .map((one) => ({
                id: one.id,
                label: one.label,
                run: () => onChange({ ...choices, also: [...choices.also, { agent: agent.id, model: one.id, effort: null }] }),
              })),
          },
        ]
      : []),
  ];
  return (
    <Menu
      entries={entries}
      trigger={
        <ChipButton icon={<Sparkles size={13} aria-hidden />}>{[model?.label, chosen.effort].filter(Boolean).join(' · ')}</ChipButton>
      }
    />
  );
};

/** A further way to do the task. */
const AlsoChip = ({ variant, choices, onChange }: ChipProps & { readonly variant: Variant }) => {
  const agent = useAgents().find((one) => one.id === variant.agent);
  const name = [agent?.label ?? variant.agent, modelLabel(agent, variant.model)].filter((part) => part !== null).join(' · ');
  return (
    <Chip
      removeLabel={`Leave ${name} out`}
      onRemove={() => onChange({ ...choices, also: choices.also.filter((other) => other !== variant) })}
    >
      also {name}
    </Chip>
  );
};

const PolicyChip = ({ choices, onChange, project }: ChipProps & { readonly project: Project | undefined }) => {
  const settings = useSettings();
  const inForce = policyInForce(choices, project, settings);
  const entries = (): readonly MenuEntry[] =>
    policyOrder.map((policy) => ({
      id: policy,
      label: policyTexts[policy].label,
      hint: policyTexts[policy].effect,
      danger: policy === 'full-access',
      checked: policy === inForce,
      run: () => onChange({ ...choices, policy }),
    }));
  return (
    <Menu
      entries={entries}
      trigger={
        <ChipButton
          title={policyTexts[inForce].effect}
          className={inForce === 'full-access' ? 'bg-fail-bg text-fail' : ''}
          icon={inForce === 'full-access' ? <ShieldOff size={13} aria-hidden /> : <ShieldCheck size={13} aria-hidden />}
        >
          {policyTexts[inForce].label}
        </ChipButton>
      }
    />
  );
};

export const ChoiceChips = ({ choices, onChange }: ChipProps) => {
  const projects = useProjects();
  const settings = useSettings();
  const agents = useAgents();
  const project = choices.project === null ? undefined : projects.get(choices.project);
  const inForce = agentsInForce(choices, project, settings, agents);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <ProjectChip choices={choices} onChange={onChange} />
      {project !== undefined && <PlaceChip project={project} place={choices.place} onChange={(place) => onChange({ ...choices, place })} />}
      <AgentChip choices={choices} onChange={onChange} inForce={inForce} />
      {inForce.map((id) => {
        const agent = agents.find((one) => one.id === id);
        return agent === undefined ? null : (
          <Fragment key={id}>
            <ModelChip choices={choices} onChange={onChange} agent={agent} />
            <ModeChip choices={choices} onChange={onChange} agent={agent} />
          </Fragment>
        );
      })}
      {choices.also.map((variant) => (
        <AlsoChip key={`${variant.agent} ${variant.model ?? ''}`} variant={variant} choices={choices} onChange={onChange} />
      ))}
      <PolicyChip choices={choices} onChange={onChange} project={project} />
      <TagsChip icon={<Tag size={13} aria-hidden />} tags={choices.tags} onChange={(tags) => onChange({ ...choices, tags })} />
      {choices.tags.map((tag) => (
        <Chip
          key={tag}
          removeLabel={`Remove the tag ${tag}`}
          onRemove={() => onChange({ ...choices, tags: choices.tags.filter((other) => other !== tag) })}
        >
          {tag}
        </Chip>
      ))}
    </div>
  );
};
