/**
 * Agent, model, effort, mode and policy of the thread, as chips. Another agent in the middle of a thread is handed what it has to
 * know, which the user reads before.
 */
import { Layers, ListTodo, ShieldAlert, ShieldCheck, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import { ContextMode, contextModeTexts } from '#contract/context.ts';
import { policyOrder, policyTexts, type PolicyName } from '#contract/policy.ts';
import type { AgentId } from '#contract/ids.ts';
import type { Thread, ThreadPatch } from '#contract/threads.ts';
import { agentHint, isChoosable, isPlanning, modeInForce, offeredAgents } from '#renderer/state/agent-choice.ts';
import { defaultModel, modelLabel } from '#renderer/state/agents.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { hashOf } from '#renderer/state/route.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { AgentBadge } from '#renderer/ui/agent-badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { ChipButton } from '#renderer/ui/chip.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';

interface ChipsProps {
  readonly thread: Thread;
  readonly agents: readonly Agent[];
  readonly disabled: boolean;
  readonly onChange: (patch: ThreadPatch) => void;
  /** Another agent in a thread that has said something. */
  readonly onHandOver: (agent: AgentId) => void;
}

const modelEntries = (agent: Agent, thread: Thread, onChange: ChipsProps['onChange']): readonly MenuEntry[] => {
  const current = agent.models.find((model) => model.id === thread.model) ?? defaultModel(agent);
  const efforts = current?.efforts ?? [];
  return [
    { kind: 'heading', id: 'models', label: 'Model' },
    ...agent.models.map((model): MenuEntry => ({
      id: model.id,
      label: model.label,
      ...(model.isDefault ? { hint: 'Default' } : {}),
      checked: model.id === current?.id,
      run: () =>
        onChange({ model: model.id, effort: thread.effort !== null && model.efforts.includes(thread.effort) ? thread.effort : null }),
    })),
    ...(efforts.length === 0 ? [] : [{ kind: 'heading', id: 'efforts', label: 'Reasoning effort' } as const]),
    ...(efforts.length === 0
      ? []
      : [{ id: 'effort-', label: 'Default', checked: thread.effort === null, run: () => onChange({ effort: null }) }]),
    ...efforts.map((effort): MenuEntry => ({
      id: `effort-${effort}`,
      label: effort,
      checked: effort === thread.effort,
      run: () => onChange({ effort }),
    })),
  ];
};

const agentEntries = ({ thread, agents, onChange, onHandOver }: ChipsProps): readonly MenuEntry[] => [
  ...(thread.turns === 0 ? [] : [{ kind: 'heading', id: 'heading', label: 'Hand this thread to' } as const]),
  ...offeredAgents(agents, [thread.agent]).map((one): MenuEntry => ({
    id: one.id,
    label: one.label,
    hint: agentHint(one),
    disabled: !isChoosable(one) && one.id !== thread.agent,
    checked: one.id === thread.agent,
    run: () => {
      if (one.id === thread.agent) return;
      if (thread.turns === 0) onChange({ agent: one.id });
      else onHandOver(one.id);
    },
  })),
  { kind: 'line', id: 'line' },
  { id: 'settings', label: 'Agent settings…', run: () => (location.hash = hashOf({ screen: 'settings', section: 'agents' })) },
];

/** The agent's own way of working. One that only plans stands out. */
const ModeChip = ({ thread, agent, disabled, onChange }: Omit<ChipsProps, 'agents' | 'onHandOver'> & { readonly agent: Agent }) => {
  const modes = agent.modes ?? [];
  const mode = modeInForce(agent, thread.mode);
  if (mode === undefined || modes.length < 2) return null;
  const planning = isPlanning(agent, thread.mode);
  return (
    <Menu
      trigger={
        <ChipButton
          disabled={disabled}
          aria-label={`Mode: ${mode.label}`}
          title={mode.effect}
          icon={planning ? <ListTodo size={12} aria-hidden /> : <SlidersHorizontal size={12} aria-hidden />}
          className={planning ? 'bg-review-bg text-review' : ''}
        >
          {mode.label}
        </ChipButton>
      }
      entries={() => [
        { kind: 'heading', id: 'modes', label: `How ${agent.label} works` },
        ...modes.map((one): MenuEntry => ({
          id: one.id,
          label: one.label,
          ...(one.effect === '' ? {} : { hint: one.effect }),
          checked: one.id === mode.id,
          run: () => one.id !== mode.id && onChange({ mode: one.kind === 'default' ? null : one.id }),
        })),
      ]}
    />
  );
};

const FullAccessDialog = ({ onClose, onConfirm }: { readonly onClose: () => void; readonly onConfirm: () => void }) => (
  <Dialog
    open
    onClose={onClose}
    width="narrow"
    title="Give full access?"
    footer={
      <>
        <Button size="md" onClick={onClose}>
          Keep the sandbox
        </Button>
        <Button size="md" look="danger" onClick={onConfirm}>
          Give full access
        </Button>
      </>
    }
  >
    <p>
      The agent may then do all that you may do: read and change any of your files, use the network, run any program. Nothing asks before it
      does.
    </p>
  </Dialog>
);

/** What happens before the context is full; only our own harness leaves the choice. */
const ContextChip = ({ thread, disabled, onChange }: Omit<ChipsProps, 'agents' | 'onHandOver'>) => {
  const fallback = useSettings((settings) => settings.contextMode);
  const mode = thread.contextMode ?? fallback;
  const text = contextModeTexts[mode];
  return (
    <Menu
      trigger={
        <ChipButton disabled={disabled} aria-label={`Context: ${text.label}`} title={text.effect} icon={<Layers size={12} aria-hidden />}>
          {text.label}
        </ChipButton>
      }
      entries={() => [
        { kind: 'heading', id: 'when', label: 'When the context is nearly full' },
        ...ContextMode.options.map((one): MenuEntry => ({
          id: one,
          label: contextModeTexts[one].label,
          hint: contextModeTexts[one].effect,
          checked: one === mode,
          run: () => onChange({ contextMode: one }),
        })),
        { kind: 'line', id: 'line' },
        { id: 'context', label: 'What fills it now…', run: () => openDialog({ kind: 'context', thread: thread.id }) },
      ]}
    />
  );
};

export const ChoiceChips = (props: ChipsProps) => {
  const { thread, agents, disabled, onChange } = props;
  const [confirming, setConfirming] = useState(false);
  const agent = agents.find((one) => one.id === thread.agent);
  const full = thread.policy === 'full-access';
  const choosePolicy = (policy: PolicyName) => (policy === 'full-access' && !full ? setConfirming(true) : onChange({ policy }));
  const model = [modelLabel(agent, thread.model) ?? defaultModel(agent)?.label ?? null, thread.effort]
    .filter((part) => part !== null && part !== undefined)
    .join(' · ');
  return (
    <>
      <Menu
        trigger={
          <ChipButton
            disabled={disabled}
            icon={<AgentBadge label={agent?.label ?? thread.agent} />}
            aria-label={`Agent: ${agent?.label ?? thread.agent}`}
          >
            {agent?.label ?? thread.agent}
          </ChipButton>
        }
        entries={() => agentEntries(props)}
      />
      {agent !== undefined && agent.models.length > 0 && (
        <Menu
          trigger={
            <ChipButton disabled={disabled} aria-label={`Model: ${model}`}>
              {model}
            </ChipButton>
          }
          entries={() => modelEntries(agent, thread, onChange)}
        />
      )}
      {agent !== undefined && <ModeChip thread={thread} agent={agent} disabled={disabled} onChange={onChange} />}
      <Menu
        trigger={
          <ChipButton
            disabled={disabled}
            aria-label={`Policy: ${policyTexts[thread.policy].label}`}
            title={policyTexts[thread.policy].effect}
            icon={full ? <ShieldAlert size={12} aria-hidden /> : <ShieldCheck size={12} aria-hidden />}
            className={full ? 'bg-fail-bg text-fail' : ''}
          >
            {policyTexts[thread.policy].label}
          </ChipButton>
        }
        entries={() =>
          policyOrder.map((policy) => ({
            id: policy,
            label: policyTexts[policy].label,
            hint: policyTexts[policy].effect,
            danger: policy === 'full-access',
            checked: policy === thread.policy,
            run: () => policy !== thread.policy && choosePolicy(policy),
          }))
        }
      />
      {agent?.backend === 'native' && <ContextChip thread={thread} disabled={disabled} onChange={onChange} />}
      {confirming && (
        <FullAccessDialog
          onClose={() => setConfirming(false)}
          onConfirm={() => {
            setConfirming(false);
            onChange({ policy: 'full-access' });
          }}
        />
      )}
    </>
  );
};
