/** Another agent takes over: what it will be told stands here, to be read and edited before it is sent. */
import { PenLine } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import { isActive } from '#contract/column.ts';
import type { HandoffDraft } from '#contract/handoff.ts';
import type { AgentId, ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { defaultModel, useAgents } from '#renderer/state/agents.ts';
import { agentHint, isChoosable, modeInForce, offeredAgents } from '#renderer/state/agent-choice.ts';
import { useThreadSummary } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import { useDialogAct, type DialogAct } from '#renderer/state/use-dialog-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { SelectField, TextArea } from '#renderer/ui/field.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';

interface HandoffDialogProps {
  readonly thread: ThreadId;
  /** Absent: chosen here. */
  readonly agent?: AgentId | undefined;
  readonly message: string;
  readonly onClose: () => void;
}

interface Choice {
  readonly model: string;
  readonly effort: string;
  readonly mode: string;
}

const byDefault: Choice = { model: '', effort: '', mode: '' };
const asDefault = { value: '', label: 'Default' };

/** The draft for an agent, read anew when the present one has written something; what the user has edited stays. */
const useHandoffText = (thread: Thread | undefined, agent: AgentId | null, { run }: DialogAct) => {
  const [draft, setDraft] = useState<HandoffDraft | null>(null);
  const [text, setText] = useState('');
  const edited = useRef(false);
  const id = thread?.id;
  const atRest = thread !== undefined && !isActive(thread.state);
  const turns = thread?.turns;
  useEffect(() => {
    if (id === undefined || agent === null || !atRest) return;
    let current = true;
    void run(async () => {
      const read = await call('handoff.draft', { thread: id, agent });
      if (!current) return;
      setDraft(read);
      if (!edited.current || read.byAgent) setText(read.text);
      if (read.byAgent) edited.current = false;
    });
    return () => {
      current = false;
    };
    // oxlint-disable-next-line react/exhaustive-deps
  }, [id, agent, atRest, turns]);
  const edit = (next: string): void => {
    edited.current = true;
    setText(next);
  };
  return { draft, text, edit };
};

const AgentFields = ({
  agent,
  choice,
  onChange,
}: {
  readonly agent: Agent;
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}) => {
  const model = agent.models.find(({ id }) => id === choice.model) ?? defaultModel(agent);
  const modes = agent.modes ?? [];
  const standard = modeInForce(agent, null);
  return (
    <>
      {agent.models.length > 1 && (
        <SelectField
          label="Model"
          value={choice.model}
          onChange={(next) => onChange({ ...choice, model: next, effort: '' })}
          options={[
            { value: '', label: `Default (${defaultModel(agent)?.label ?? 'its own'})` },
            ...agent.models.map(({ id, label }) => ({ value: id, label })),
          ]}
        />
      )}
      {model !== undefined && model.efforts.length > 0 && (
        <SelectField
          label="Effort"
          value={choice.effort}
          onChange={(effort) => onChange({ ...choice, effort })}
          options={[asDefault, ...model.efforts.map((effort) => ({ value: effort, label: effort }))]}
        />
      )}
      {modes.length > 1 && (
        <SelectField
          label="Mode"
          value={choice.mode}
          onChange={(mode) => onChange({ ...choice, mode })}
          options={modes.map(({ id, label }) => ({ value: id === standard?.id ? '' : id, label }))}
        />
      )}
    </>
  );
};

const Busy = ({ label }: { readonly label: string }) => (
  <p role="status" className="rounded-md bg-sunken px-3 py-2 text-muted">
    {label} is at work. The thread can be handed over when its turn has ended, or when you stop it.
  </p>
);

/** Why the agent cannot be had, or null. */
const problemOf = (agent: Agent | undefined) =>
  agent === undefined || isChoosable(agent) ? null : { message: `${agent.label} cannot be used now.`, action: agentHint(agent) };

export const HandoffDialog = ({ thread: id, agent: wanted, message: first, onClose }: HandoffDialogProps) => {
  const thread = useThreadSummary(id);
  const agents = useAgents();
  const others = offeredAgents(agents, []).filter((one) => one.id !== thread?.agent);
  const [chosen, setChosen] = useState<AgentId | null>(wanted ?? others.find(isChoosable)?.id ?? others[0]?.id ?? null);
  const [choice, setChoice] = useState(byDefault);
  const [message, setMessage] = useState(first);
  const reading = useDialogAct();
  const act = useDialogAct();
  const { draft, text, edit } = useHandoffText(thread, chosen, reading);
  const to = agents.find((one) => one.id === chosen);
  const from = agents.find((one) => one.id === thread?.agent)?.label ?? thread?.agent ?? '';
  if (thread === undefined) return null;
  const working = isActive(thread.state);
  const ready = to !== undefined && isChoosable(to) && !working && !act.busy && (draft !== null || reading.failure !== null);
  const send = (): Promise<void> =>
    act.run(async () => {
      if (chosen === null) return;
      const { model, effort, mode } = choice;
      await call('handoff.switch', {
        ...{ thread: id, agent: chosen, text, message },
        ...{ model: model === '' ? null : model, effort: effort === '' ? null : effort, mode: mode === '' ? null : mode },
      });
      onClose();
    });
  const failure = act.failure ?? reading.failure ?? problemOf(to);
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title={to === undefined ? 'Hand this thread to another agent' : `Hand this thread to ${to.label}`}
      description={`It begins a conversation of its own in the same folder and is told what stands here. ${from} keeps its record.`}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={!ready} onClick={() => void send()}>
            {act.busy ? 'Handing over…' : 'Hand over'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3.5">
        <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-3">
          <SelectField
            label="Agent"
            value={chosen ?? ''}
            onChange={(next) => {
              setChosen(next as AgentId);
              setChoice(byDefault);
            }}
            options={others.map((one) => ({ value: one.id, label: isChoosable(one) ? one.label : `${one.label} (not ready)` }))}
          />
          {to !== undefined && <AgentFields agent={to} choice={choice} onChange={setChoice} />}
        </div>
        {working && <Busy label={from} />}
        <TextArea
          label="What it is told"
          aside={
            draft?.canAsk === true && (
              <Button
                look="quiet"
                disabled={working || act.busy || reading.busy}
                className="ms-auto"
                onClick={() => void reading.run(async () => void (await call('handoff.ask', { thread: id, agent: chosen as AgentId })))}
              >
                <PenLine size={12} aria-hidden /> Let {from} write it
              </Button>
            )
          }
          hint={
            draft?.byAgent === true ? `${from} wrote this.` : 'Written from the log of this thread and its changes. Edit it as you like.'
          }
          value={draft === null && reading.busy ? 'Being written…' : text}
          disabled={draft === null && reading.busy}
          rows={12}
          mono
          className="max-h-[46vh]! min-h-40"
          onChange={(event) => edit(event.currentTarget.value)}
        />
        <TextArea
          label="What it shall do now"
          hint="Empty: it goes on with the task."
          value={message}
          rows={2}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        {failure !== null && <ProblemNote problem={failure} />}
      </div>
    </Dialog>
  );
};
