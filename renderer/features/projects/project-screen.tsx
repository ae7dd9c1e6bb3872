/** A project: where it is, what its tasks start with, how they are set up. Saved at once, each change can be undone. */
import { FolderX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { policyOrder, policyTexts } from '#contract/policy.ts';
import { effectiveSettings, type Project, type ProjectSettings } from '#contract/projects.ts';
import type { ProjectId } from '#contract/ids.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { useBoardStore, useProject } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { say } from '#renderer/state/notices.ts';
import { navigate, noFilter, openBoard } from '#renderer/state/route.ts';
import { setTerminalDrawer, useTerminalDrawer, wishOfTerminals } from '#renderer/state/terminal-drawer.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { SelectField, TextArea, TextField } from '#renderer/ui/field.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import {
  originOf,
  originTexts,
  readField,
  readRun,
  settingFields,
  showField,
  showRun,
  withSetting,
  type SettingField,
} from './project-settings.ts';
import { ProjectServers } from './project-servers.tsx';
import { ProjectSandbox } from './project-sandbox.tsx';
import { useBranches } from './use-branches.ts';

const save = async (project: Project, settings: ProjectSettings, what: string): Promise<void> => {
  const before = project.settings;
  if (!(await attempt(call('projects.update', { project: project.id, settings }), 'The setting was not saved.'))) return;
  const undo = (): void =>
    void attempt(call('projects.update', { project: project.id, settings: before }), 'The setting was not put back.');
  say({ text: what, action: { label: 'Undo', run: undo } });
};

/** Keeps what is typed until it is left or Enter is pressed; then it is saved. */
const useTyped = (value: string, onSave: (text: string) => void) => {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (): void => {
    if (typed !== null && typed !== value) onSave(typed);
    setTyped(null);
  };
  return { text: typed ?? value, setTyped, commit };
};

interface FieldProps {
  readonly project: Project;
  readonly field: SettingField;
  readonly aside: ReactNode;
  readonly onValue: (value: string | string[] | boolean | undefined) => void;
}

const Typed = ({ project, field, aside, onValue }: FieldProps) => {
  const value = showField(effectiveSettings(project)[field.key]);
  const { text, setTyped, commit } = useTyped(value, (next) => onValue(readField(field.kind, next)));
  const common = {
    label: field.label,
    hint: field.effect,
    aside,
    placeholder: field.placeholder,
    value: text,
    onBlur: commit,
    mono: true,
  } as const;
  if (field.kind === 'line')
    return (
      <TextField
        {...common}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    );
  return <TextArea {...common} onChange={(event) => setTyped(event.currentTarget.value)} />;
};

const Chosen = ({ project, field, aside, onValue }: FieldProps) => {
  const agents = useAgents();
  const branches = useBranches(field.kind === 'base' ? project.id : null);
  const value = showField(project.settings[field.key]);
  const inherited = project.file?.[field.key];
  const known =
    field.kind === 'agent'
      ? agents.map((agent) => ({ value: agent.id, label: agent.label }))
      : field.kind === 'policy'
        ? policyOrder.map((name) => ({ value: name as string, label: policyTexts[name].label }))
        : branches.map((name) => ({ value: name, label: name }));
  const fallback = field.kind === 'base' ? (project.defaultBranch ?? 'the repository’s default') : 'your default';
  const options = [
    { value: '', label: inherited === undefined ? `Default (${fallback})` : `From switchyard.json (${showField(inherited)})` },
    ...known,
  ];
  const whole = value === '' || options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
  return (
    <SelectField
      label={field.label}
      hint={field.effect}
      aside={aside}
      options={whole}
      value={value}
      onChange={(next) => onValue(next === '' ? undefined : next)}
    />
  );
};

const Setting = ({ project, field }: { readonly project: Project; readonly field: SettingField }) => {
  const origin = originOf(project, field.key);
  const onValue = (value: string | string[] | boolean | undefined): void =>
    void save(project, withSetting(project.settings, field.key, value as never), `${field.label} saved`);
  const aside = (
    <>
      {originTexts[origin] !== '' && <span className="text-sm text-faint">{originTexts[origin]}</span>}
      {origin === 'yours' && (
        <Button look="quiet" className="-my-1" onClick={() => onValue(undefined)}>
          Reset<span className="sr-only"> {field.label}</span>
        </Button>
      )}
    </>
  );
  if (field.kind === 'switch') {
    const checked = effectiveSettings(project)[field.key] === true;
    return (
      <Switch
        label={field.label}
        hint={
          <>
            {field.effect} <span className="text-faint">{originTexts[origin]}</span>
          </>
        }
        checked={checked}
        onChange={onValue}
      />
    );
  }
  const Control = field.kind === 'agent' || field.kind === 'policy' || field.kind === 'base' ? Chosen : Typed;
  return <Control project={project} field={field} aside={aside} onValue={onValue} />;
};

const RunCommands = ({ project }: { readonly project: Project }) => {
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const { text, setTyped, commit } = useTyped(showRun(effectiveSettings(project).run), (next) => {
    const read = readRun(next);
    setWrong(read.wrong);
    if (read.wrong.length === 0) void save(project, withSetting(project.settings, 'run', read.run), 'Run commands saved');
  });
  return (
    <TextArea
      mono
      label="Run commands"
      hint="Started by a button in a task’s worktree: a dev server, tests. One per line, as name: command."
      error={wrong.length === 0 ? null : `Write it as name: command. Not understood: ${wrong.join(', ')}`}
      aside={<span className="text-sm text-faint">{originTexts[originOf(project, 'run')]}</span>}
      placeholder={'dev: npm run dev -- --port $SWITCHYARD_PORT'}
      value={text}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
    />
  );
};

const trustTexts = {
  'not-needed': 'The repository brings no commands.',
  asked: 'The repository brings commands. They do not run before you have looked at them.',
  granted: 'You allowed the commands that the repository brings.',
  refused: 'You refused the commands that the repository brings. They do not run.',
} as const;

const Trust = ({ project }: { readonly project: Project }) => {
  if (project.trust === 'not-needed') return null;
  return (
    <div
      className={`flex flex-wrap items-center gap-2 rounded-md border px-3 py-2.5 ${project.trust === 'asked' ? 'border-needs/40 bg-needs-bg' : 'border-line'}`}
    >
      <span className="min-w-0 flex-1">{trustTexts[project.trust]}</span>
      <Button look={project.trust === 'asked' ? 'go' : 'plain'} onClick={() => openDialog({ kind: 'trust-project', project: project.id })}>
        {project.trust === 'asked' ? 'Look at them' : 'Change'}
      </Button>
    </div>
  );
};

const State = ({ project }: { readonly project: Project }) => {
  if (project.state.kind === 'unavailable')
    return (
      <ProblemNote
        problem={project.state.failure}
        onRetry={() => void attempt(call('projects.update', { project: project.id }), 'It is still not there.')}
      />
    );
  if (project.state.kind === 'cloning')
    return (
      <p role="status" className="rounded-md border border-line px-3 py-2.5">
        Cloning: {project.state.step}
        {project.state.percent === null ? '…' : ` · ${Math.round(project.state.percent)}%`}
      </p>
    );
  return null;
};

const Head = ({ project }: { readonly project: Project }) => {
  const canOpen = useAppInfo((state) => state.info?.canOpenPaths === true);
  const terminals = useTerminalDrawer((state) => state.open);
  const { text, setTyped, commit } = useTyped(project.name, (name) => {
    if (name.trim() !== '') void attempt(call('projects.update', { project: project.id, name: name.trim() }), 'The name was not saved.');
  });
  return (
    <header className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h1 dir="auto" className="min-w-0 text-xl font-semibold wrap-anywhere">
          {project.name}
        </h1>
        {project.branch !== null && <Chip title="Branch in the project’s own folder">{project.branch}</Chip>}
      </div>
      <p className="font-mono text-sm wrap-anywhere text-muted">
        <bdi>{project.path}</bdi>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabled={project.state.kind !== 'ready'}
          onClick={() => openDialog({ kind: 'new-task', project: project.id })}
        >
          New task here
        </Button>
        <Button disabled={project.state.kind !== 'ready'} onClick={() => openDialog({ kind: 'import', project: project.id })}>
          Import conversations
        </Button>
        <Button onClick={() => navigate({ screen: 'skills', project: project.id })}>What agents see</Button>
        <Button onClick={() => navigate({ screen: 'board', filter: { ...noFilter, project: project.id } })}>Show on the board</Button>
        <Button aria-pressed={terminals} onClick={() => (terminals ? setTerminalDrawer(false) : wishOfTerminals('focus'))}>
          Terminals
        </Button>
        {canOpen && (
          <Button onClick={() => void attempt(call('app.open-path', { path: project.path }), 'The folder was not opened.')}>
            Open the folder
          </Button>
        )}
        <Button look="danger" onClick={() => openDialog({ kind: 'remove-project', project: project.id })}>
          Remove…
        </Button>
      </div>
      <TextField
        label="Name"
        className="mt-4"
        hint="How it is called here. The folder keeps its own name."
        value={text}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    </header>
  );
};

export const ProjectScreen = ({ projectId }: { readonly projectId: ProjectId }) => {
  const project = useProject(projectId);
  const known = useBoardStore((state) => state.value !== null);
  if (!known)
    return (
      <Loading what="the project">
        <Skeleton className="m-6 h-40 max-w-160" />
      </Loading>
    );
  if (project === undefined)
    return (
      <Empty icon={FolderX} title="This project is not here" action={<Button onClick={openBoard}>Go to the board</Button>}>
        It was removed from Switchyard. Its files are where they were; add the folder to have it back.
      </Empty>
    );
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-170 gap-6 px-4 py-6 tablet:px-6">
        <Head project={project} />
        <State project={project} />
        <Trust project={project} />
        {project.fileFailure !== null && <ProblemNote problem={project.fileFailure} />}
        <ProjectSandbox
          project={project}
          onSave={(sandbox) => void save(project, withSetting(project.settings, 'sandbox', sandbox), 'Sandbox saved')}
        />
        <ProjectServers
          project={project}
          onSave={(servers) => void save(project, withSetting(project.settings, 'mcp', servers), 'MCP servers saved')}
        />
        {(['New tasks', 'Setting up', 'Reviews and checkpoints', 'Names and places'] as const).map((group) => (
          <section key={group} aria-labelledby={`group-${group}`} className="grid gap-4 border-t border-line pt-4">
            <h2 id={`group-${group}`} className="text-lg font-semibold">
              {group}
            </h2>
            {settingFields
              .filter((field) => field.group === group)
              .map((field) => (
                <Setting key={field.key} project={project} field={field} />
              ))}
            {group === 'Setting up' && <RunCommands project={project} />}
          </section>
        ))}
      </div>
    </div>
  );
};
