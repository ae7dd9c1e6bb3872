/** The user's word on plan and criteria: changed here, agreed on with one button. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Workflow } from '#contract/workflows.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { TextArea } from '#renderer/ui/field.tsx';
import { renumbered } from './workflow-text.ts';

interface Edited {
  readonly key: number;
  readonly text: string;
  readonly verify: string;
}

interface CriterionFieldsProps {
  readonly number: number;
  readonly criterion: Edited;
  readonly removable: boolean;
  readonly onChange: (criterion: Edited) => void;
  readonly onRemove: () => void;
}

const CriterionFields = ({ number, criterion, removable, onChange, onRemove }: CriterionFieldsProps) => (
  <li className="flex items-start gap-2 rounded-md border border-line bg-bg p-2.5">
    <span aria-hidden className="mt-1.5 w-6 shrink-0 text-center font-mono text-sm text-faint">
      {number}
    </span>
    <div className="grid min-w-0 flex-1 gap-1.5">
      <TextArea
        label={`Criterion ${number}`}
        hideLabel
        placeholder="What must be so"
        rows={1}
        value={criterion.text}
        maxLength={2_000}
        onChange={(event) => onChange({ ...criterion, text: event.currentTarget.value })}
      />
      <TextArea
        label={`How to see criterion ${number}`}
        hideLabel
        mono
        rows={1}
        placeholder="How to see it: a command, a look (optional)"
        value={criterion.verify}
        maxLength={2_000}
        onChange={(event) => onChange({ ...criterion, verify: event.currentTarget.value })}
      />
    </div>
    <IconButton label={`Remove criterion ${number}`} disabled={!removable} icon={<X size={14} aria-hidden />} onClick={onRemove} />
  </li>
);

interface CriteriaEditorProps {
  readonly workflow: Workflow;
  readonly disabled: boolean;
  /** Set while an agreement is changed later on. */
  readonly onClose?: () => void;
}

export const CriteriaEditor = ({ workflow, disabled, onClose }: CriteriaEditorProps) => {
  const [plan, setPlan] = useState(workflow.plan);
  const [criteria, setCriteria] = useState<readonly Edited[]>(workflow.criteria.map(({ text, verify }, key) => ({ key, text, verify })));
  const [sending, setSending] = useState(false);
  const named = renumbered(criteria);
  const put = (changed: Edited): void => setCriteria((list) => list.map((one) => (one.key === changed.key ? changed : one)));
  const agree = async (): Promise<void> => {
    setSending(true);
    const agreed = await attempt(call('workflows.agree', { workflow: workflow.id, plan, criteria: named }), 'The criteria were not saved.');
    setSending(false);
    if (agreed) onClose?.();
  };
  const begins = workflow.step === 'agreeing';
  return (
    <div className="grid gap-3">
      <ol className="grid gap-2">
        {criteria.map((criterion, index) => (
          <CriterionFields
            key={criterion.key}
            number={index + 1}
            criterion={criterion}
            removable={criteria.length > 1}
            onChange={put}
            onRemove={() => setCriteria((list) => list.filter((one) => one.key !== criterion.key))}
          />
        ))}
      </ol>
      <div>
        <Button
          onClick={() => setCriteria((list) => [...list, { key: Math.max(-1, ...list.map(({ key }) => key)) + 1, text: '', verify: '' }])}
        >
          <Plus size={12} aria-hidden /> Add a criterion
        </Button>
      </div>
      <TextArea
        label="Plan"
        hint="The agent that works gets it as a proposal; it may know better."
        mono
        rows={4}
        className="max-h-100"
        value={plan}
        onChange={(event) => setPlan(event.currentTarget.value)}
      />
      <div className="flex flex-wrap justify-end gap-2">
        {onClose !== undefined && (
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
        )}
        <Button size="md" look="primary" disabled={disabled || sending || named.length === 0} onClick={() => void agree()}>
          {begins ? 'Agree and begin' : 'Save for the rounds to come'}
        </Button>
      </div>
    </div>
  );
};
