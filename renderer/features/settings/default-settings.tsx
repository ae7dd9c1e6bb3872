/** What new tasks start with, where a project says nothing else. */
import { useState } from 'react';
import { DEFAULT_BRANCH } from '#contract/settings.ts';
import { ContextMode, contextModeTexts } from '#contract/context.ts';
import { policyOrder, policyTexts, type PolicyName } from '#contract/policy.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { SelectField, TextField } from '#renderer/ui/field.tsx';
import { FullAccessNote } from '#renderer/ui/full-access-note.tsx';

/** What a template makes of an example, so that its effect can be seen. */
export const previewBranch = (template: string): string =>
  template
    .replaceAll('{title}', 'fix-the-login-test')
    .replaceAll('{user}', 'you')
    .replaceAll('{agent}', 'codex')
    .replaceAll('{thread}', 't-4f2a9c')
    .replaceAll('{date}', '2026-01-31');

const Text = ({
  label,
  hint,
  value,
  placeholder,
  onSave,
}: {
  readonly label: string;
  readonly hint: (text: string) => string;
  readonly value: string;
  readonly placeholder: string;
  readonly onSave: (text: string) => void;
}) => {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (): void => {
    if (typed !== null && typed.trim() !== value) onSave(typed.trim());
    setTyped(null);
  };
  return (
    <TextField
      mono
      label={label}
      hint={hint(typed ?? value)}
      value={typed ?? value}
      placeholder={placeholder}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
};

export const DefaultSettings = () => {
  const settings = useSettings();
  const agents = useAgents();
  const agentOptions = [
    { value: '', label: 'The first one that is ready' },
    ...agents.map((agent) => ({ value: agent.id, label: agent.label })),
  ];
  return (
    <div className="grid gap-5">
      <SelectField
        label="Agent"
        hint="Who works on new tasks unless the project or you say otherwise."
        options={agentOptions}
        value={settings.agent ?? ''}
        onChange={(agent) => void changeSettings({ agent: agent === '' ? null : agent }, 'Agent changed')}
      />
      <SelectField
        label="Policy"
        hint={policyTexts[settings.policy].effect}
        options={policyOrder.map((policy) => ({ value: policy, label: policyTexts[policy].label }))}
        value={settings.policy}
        onChange={(policy) => void changeSettings({ policy: policy as PolicyName }, 'Policy changed')}
      />
      {settings.policy === 'full-access' && <FullAccessNote what="New tasks" />}
      <SelectField
        label="When the context is nearly full"
        hint={contextModeTexts[settings.contextMode].effect}
        options={ContextMode.options.map((mode) => ({ value: mode, label: contextModeTexts[mode].label }))}
        value={settings.contextMode}
        onChange={(mode) => void changeSettings({ contextMode: mode as ContextMode }, 'Context changed')}
      />
      <Text
        label="Branch names"
        placeholder={DEFAULT_BRANCH}
        hint={(text) =>
          `May hold {user}, {title}, {thread}, {agent} and {date}. With a folder for each task its agent can commit in the sandbox. For example: ${previewBranch(text === '' ? DEFAULT_BRANCH : text)}`
        }
        value={settings.branch}
        onSave={(branch) => void changeSettings({ branch: branch === '' ? DEFAULT_BRANCH : branch }, 'Branch names changed')}
      />
      <Text
        label="Folder of the worktrees"
        placeholder="in the data folder"
        hint={() => 'Where new worktrees are made. Empty: Switchyard’s data folder. Those that are there stay.'}
        value={settings.worktrees}
        onSave={(worktrees) => void changeSettings({ worktrees }, 'Folder changed')}
      />
      <Text
        label="Editor"
        placeholder="the system’s own program"
        hint={() => 'Command that opens a file: {path}, {line} and {folder} are filled in. For example: code -g {path}:{line}'}
        value={settings.editor}
        onSave={(editor) => void changeSettings({ editor }, 'Editor changed')}
      />
    </div>
  );
};
