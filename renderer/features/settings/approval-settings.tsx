/** What agents may do without asking: the rules by where they hold, and the reviewer. */
import { Download, Pencil, Plus, ShieldCheck, Trash2, Upload } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { Rule, RuleScope } from '#contract/rules.ts';
import { matchText } from '#contract/rule-text.ts';
import { useBoardStore, useProjects } from '#renderer/state/board.ts';
import { useNow } from '#renderer/state/clock.ts';
import { exportRules, importRules } from '#renderer/state/rules-file.ts';
import { addRule, editRule, removeRule, undoable, undoRuleChange, useRulesView } from '#renderer/state/rules.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { Empty, Loading, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { ReviewerSettings } from './reviewer-settings.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { kindLabels, ruleGroups, scopeTitle, verdictLabels, type ScopeNames } from './rule-groups.ts';

const verdictLook = { allow: 'text-fg', ask: 'text-needs', refuse: 'text-fail' } as const;

const useNames = (): ScopeNames => {
  const projects = useProjects();
  const threads = useBoardStore((state) => state.value?.threads);
  return useMemo(
    () => ({ project: (id) => projects.get(id)?.name ?? null, thread: (id) => threads?.get(id)?.title ?? null }),
    [projects, threads],
  );
};

/** Everywhere, every project, and where the rule holds now if that is a task. */
const useScopes = (rule: Rule | null, names: ScopeNames) => {
  const projects = useProjects();
  const own: readonly RuleScope[] = rule?.scope.kind === 'thread' ? [rule.scope] : [];
  const all: readonly RuleScope[] = [
    { kind: 'everywhere' },
    ...[...projects.keys()].map((project) => ({ kind: 'project' as const, project })),
    ...own,
  ];
  return all.map((scope) => ({ value: JSON.stringify(scope), label: scopeTitle({ scope }, names), scope }));
};

const Row = ({ rule, names }: { readonly rule: Rule; readonly names: ScopeNames }) => {
  const [editing, setEditing] = useState(false);
  const now = useNow();
  const scopes = useScopes(rule, names);
  const text = matchText(rule.match);
  if (editing)
    return (
      <li className="py-1.5">
        <RuleEditor rule={rule} scopes={scopes} onSave={(change) => editRule(rule.id, change)} onDone={() => setEditing(false)} />
      </li>
    );
  return (
    <li aria-label={`${verdictLabels[rule.verdict]} ${text}`} className="flex items-start gap-3 border-b border-line py-2 last:border-b-0">
      <span className={`w-13 shrink-0 font-medium ${verdictLook[rule.verdict]}`}>{verdictLabels[rule.verdict]}</span>
      <div className="min-w-0 flex-1">
        <code dir="ltr" className="text-sm whitespace-pre-wrap wrap-anywhere">
          {text}
        </code>
        <p className="text-sm text-faint">
          {kindLabels[rule.match.kind]}
          {rule.by === 'import' && ' · imported'} ·{' '}
          {rule.lastUsedAt === null ? (
            'not used yet'
          ) : (
            <>
              used {plural(rule.usedCount, 'time')}, last <RelativeTime at={rule.lastUsedAt} now={now} />
            </>
          )}
        </p>
      </div>
      <div className="flex shrink-0">
        <IconButton label={`Change the rule ${text}`} icon={<Pencil size={13} aria-hidden />} onClick={() => setEditing(true)} />
        <IconButton label={`Remove the rule ${text}`} icon={<Trash2 size={13} aria-hidden />} onClick={() => void removeRule(rule)} />
      </div>
    </li>
  );
};

const Changes = ({ names }: { readonly names: ScopeNames }) => {
  const { value } = useRulesView();
  const now = useNow();
  const changes = value === null ? [] : undoable(value).slice(0, 20);
  if (changes.length === 0) return null;
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-sm text-muted hover:text-fg">Removed and changed rules</summary>
      <ul className="mt-1.5 grid gap-1">
        {changes.map(({ id, at, before, after }) =>
          before === null ? null : (
            <li key={id} className="flex items-center gap-3">
              <span className="min-w-0 flex-1 wrap-anywhere">
                <span className="text-faint">{after === null ? 'Removed' : 'Was'}:</span> {verdictLabels[before.verdict]}{' '}
                <code dir="ltr" className="text-sm">
                  {matchText(before.match)}
                </code>{' '}
                <span className="text-sm text-faint">{scopeTitle(before, names)}</span>
              </span>
              <RelativeTime at={at} now={now} className="text-sm text-faint" />
              <Button onClick={() => void undoRuleChange(id)}>Bring back</Button>
            </li>
          ),
        )}
      </ul>
    </details>
  );
};

const Files = ({ hasRules }: { readonly hasRules: boolean }) => {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button disabled={!hasRules} onClick={() => void exportRules()}>
        <Download size={13} aria-hidden /> Export
      </Button>
      <Button onClick={() => field.current?.click()}>
        <Upload size={13} aria-hidden /> Import
      </Button>
      <input
        ref={field}
        hidden
        type="file"
        accept=".json,application/json"
        aria-label="File of rules"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) void importRules(file);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
};

const Rules = ({ names }: { readonly names: ScopeNames }) => {
  const { value } = useRulesView();
  const [query, setQuery] = useState('');
  const [adding, setAdding] = useState(false);
  const scopes = useScopes(null, names);
  if (value === null)
    return (
      <Loading what="rules">
        <Skeleton className="h-24" />
      </Loading>
    );
  const groups = ruleGroups(value.rules, names, query);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-50 flex-1">
          <TextField
            label="Find"
            placeholder="A command, a path, a project"
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
        </div>
        <Button onClick={() => setAdding(true)}>
          <Plus size={13} aria-hidden /> New rule
        </Button>
        <Files hasRules={value.rules.length > 0} />
      </div>
      {adding && <RuleEditor rule={null} scopes={scopes} onSave={addRule} onDone={() => setAdding(false)} />}
      {groups.map(({ key, title, rules }) => (
        <section key={key} aria-label={`Rules: ${title}`}>
          <h2 dir="auto" className="mb-1 text-sm font-semibold wrap-anywhere text-muted">
            {title}
          </h2>
          <ul>
            {rules.map((rule) => (
              <Row key={rule.id} rule={rule} names={names} />
            ))}
          </ul>
        </section>
      ))}
      {value.rules.length === 0 && !adding && (
        <Empty icon={ShieldCheck} title="No rules yet">
          When an agent asks, “Allow from now on…” makes one. What is refused here is refused without asking.
        </Empty>
      )}
      {value.rules.length > 0 && groups.length === 0 && <p className="text-muted">No rule matches.</p>}
    </div>
  );
};

export const ApprovalSettings = () => {
  const names = useNames();
  return (
    <div className="grid gap-5">
      <p className="text-muted">
        Rules answer what agents ask, before you are asked. The strictest that matches wins: refuse, then ask, then allow. What only reads,
        and what the sandbox confines, needs none.
      </p>
      <Rules names={names} />
      <Changes names={names} />
      <ReviewerSettings />
    </div>
  );
};
