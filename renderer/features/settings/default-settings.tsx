/** What new tasks start with, where a project says nothing else. */
import { DEFAULT_BRANCH } from '#contract/settings.ts';
import { ContextMode, contextModeTexts } from '#contract/context.ts';
import { policyOrder, policyTexts, type PolicyName } from '#contract/policy.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { SelectField } from '#renderer/ui/field.tsx';
import { SavedText } from './saved-text.tsx';
import { FullAccessNote } from '#renderer/ui/full-access-note.tsx';

/** What a template makes of an example, so that its effect can be seen. */
export const previewBranch = (template: string): string =>
  template
    .replaceAll('{title}', 'fix-the-login-test')
    .replaceAll('{user}', 'you')
    .replaceAll('{agent}', 'codex')
    .replaceAll('{thread}', 't-4f2a9c')
    .replaceAll('{date}', '2026-01-31');

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
      <SavedText
        label="Branch names"
        placeholder={DEFAULT_BRANCH}
        hint={(text) =>
          `May hold {user}, {title}, {thread}, {agent} and {date}. With a folder for each task its agent can commit in the sandbox. For example: ${previewBranch(text === '' ? DEFAULT_BRANCH : text)}`
        }
        value={settings.branch}
        onSave={(branch) => void changeSettings({ branch: branch === '' ? DEFAULT_BRANCH : branch }, 'Branch names changed')}
      />
      <SavedText
        label="Folder of the worktrees"
        placeholder="in the data folder"
        hint={() => 'Where new worktrees are made. Empty: Switchyard’s data folder. Those that are there stay.'}
        value={settings.worktrees}
        onSave={(worktrees) => void changeSettings({ worktrees }, 'Folder changed')}
      />
      <SavedText
        label="Editor"
        placeholder="the system’s own program"
        hint={() => 'Command that opens a file: {path}, {line} and {folder} are filled in. For example: code -g {path}:{line}'}
        value={settings.editor}
        onSave={(editor) => void changeSettings({ editor }, 'Editor changed')}
      />
    </div>
  );
};
