/** Makes a rule or changes one: what it says, of what, where. */
import { useState, type FormEvent } from 'react';
import type { NewRule, RuleScope } from '#contract/rules.ts';
import { matchText, matchWarning, parseMatch, ruleKinds, type RuleKind } from '#contract/rule-text.ts';
import { Button } from '#renderer/ui/button.tsx';
import { SelectField, TextField } from '#renderer/ui/field.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { kindLabels, verdictLabels } from './rule-groups.ts';

interface RuleEditorProps {
  readonly rule: NewRule | null;
  readonly scopes: readonly { readonly value: string; readonly label: string; readonly scope: RuleScope }[];
  readonly onSave: (rule: NewRule) => Promise<boolean>;
  readonly onDone: () => void;
}

const hints: Readonly<Record<RuleKind, string>> = {
  command: 'The words a command begins with, such as “npm test”. Pipes and lists are taken apart; each part needs a rule.',
  path: 'A path in the task’s folder, absolute, or from ~/. * is any name, ** any folders.',
  host: 'A host, with a port or for every port. *.example.org is all below it.',
  tool: 'SERVER/TOOL of an MCP server, or SERVER/* for all its tools.',
};
const verdicts = (['allow', 'ask', 'refuse'] as const).map((value) => ({ value, label: verdictLabels[value] }));
const kinds = ruleKinds.map((value) => ({ value, label: kindLabels[value] }));

export const RuleEditor = ({ rule, scopes, onSave, onDone }: RuleEditorProps) => {
  const [verdict, setVerdict] = useState<NewRule['verdict']>(rule?.verdict ?? 'allow');
  const [kind, setKind] = useState<RuleKind>(rule?.match.kind ?? 'command');
  const [text, setText] = useState(rule === null ? '' : matchText(rule.match));
  const [scope, setScope] = useState(
    scopes.find((one) => JSON.stringify(one.scope) === JSON.stringify(rule?.scope))?.value ?? scopes[0]?.value ?? '',
  );
  const [saving, setSaving] = useState(false);
  const read = parseMatch(kind, text);
  const chosen = scopes.find(({ value }) => value === scope)?.scope;
  const warning = 'match' in read ? matchWarning(read.match, verdict) : null;
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!('match' in read) || chosen === undefined || saving) return;
    setSaving(true);
    const saved = await onSave({ scope: chosen, match: read.match, verdict });
    setSaving(false);
    if (saved) onDone();
  };
  return (
    <form
      aria-label={rule === null ? 'New rule' : 'Change the rule'}
      className="grid gap-3 rounded-md border border-line bg-raised px-3.5 py-3"
      onSubmit={(event) => void save(event)}
    >
      <div className="flex flex-wrap gap-3">
        <Segmented label="What it says" value={verdict} options={verdicts} onChange={setVerdict} />
        <Segmented label="What it is about" value={kind} options={kinds} onChange={setKind} />
      </div>
      <TextField
        mono
        autoFocus
        label={kindLabels[kind]}
        hint={warning === null ? hints[kind] : <span className="text-needs">{warning}</span>}
        error={text.trim() !== '' && 'problem' in read ? read.problem : null}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
      />
      <SelectField label="Where it holds" options={scopes} value={scope} onChange={setScope} />
      <div className="flex gap-1.5">
        <Button type="submit" look="primary" disabled={!('match' in read) || saving}>
          {rule === null ? 'Add the rule' : 'Save'}
        </Button>
        <Button look="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
};
