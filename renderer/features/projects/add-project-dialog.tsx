/** Adds a repository: from a folder of this computer, or cloned from an address. */
import { useState, type FormEvent } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { Project } from '#contract/projects.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { useProject } from '#renderer/state/board.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { say } from '#renderer/state/notices.ts';
import { navigate, noFilter } from '#renderer/state/route.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { FolderBrowser, SystemPicker } from './folder-browser.tsx';

/** Shows the new project, and asks at once about commands that came with it. */
const opened = (project: Project): void => {
  navigate({ screen: 'board', filter: { ...noFilter, project: project.id } });
  if (project.trust === 'asked') openDialog({ kind: 'trust-project', project: project.id });
  else
    say({ text: `Added ${project.name}`, action: { label: 'Settings', run: () => navigate({ screen: 'project', project: project.id }) } });
};

const useAdd = (onClose: () => void) => {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<Project>, done: (project: Project) => void): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      done(await work());
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  const add = (path: string): Promise<void> =>
    run(
      () => call('projects.add', { path }),
      (project) => {
        onClose();
        opened(project);
      },
    );
  return { failure, busy, run, add };
};

const FromFolder = ({ onClose }: { readonly onClose: () => void }) => {
  const [path, setPath] = useState('');
  const { failure, busy, add } = useAdd(onClose);
  const canPick = useAppInfo((state) => state.info?.canPickFolder === true);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (path.trim() !== '') void add(path.trim());
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <TextField
        mono
        label="Folder"
        hint="A git repository on the computer that runs Switchyard. It is not copied, moved or changed."
        placeholder="/home/me/projects/shop"
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      {canPick ? (
        <div>{<SystemPicker onPath={(picked) => void add(picked)} />}</div>
      ) : (
        <FolderBrowser path={path.startsWith('/') || /^[A-Za-z]:/.test(path) ? path : ''} onPath={setPath} />
      )}
      {failure !== null && <ProblemNote problem={failure} />}
      <div className="flex justify-end">
        <Button type="submit" size="md" look="primary" disabled={busy || path.trim() === ''}>
          {busy ? 'Adding…' : 'Add project'}
        </Button>
      </div>
    </form>
  );
};

/** The clone goes on by itself when the dialog is closed; the sidebar shows how far it is. */
const Cloning = ({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) => {
  const now = useProject(project.id) ?? project;
  if (now.state.kind === 'unavailable') return <ProblemNote problem={now.state.failure} />;
  const percent = now.state.kind === 'cloning' ? now.state.percent : 100;
  return (
    <div className="grid gap-3">
      <p role="status">
        {now.state.kind === 'cloning'
          ? `${now.state.step}${percent === null ? '…' : ` · ${Math.round(percent)}%`}`
          : `${now.name} is ready.`}
      </p>
      <div
        role="progressbar"
        aria-label="Clone"
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent === null ? {} : { 'aria-valuenow': Math.round(percent) })}
        className="h-1 overflow-hidden rounded-full bg-line"
      >
        <div className="h-full origin-left bg-run transition-transform" style={{ transform: `scaleX(${(percent ?? 0) / 100})` }} />
      </div>
      <div className="flex justify-end gap-2">
        <Button
          size="md"
          look={now.state.kind === 'ready' ? 'primary' : 'plain'}
          onClick={() => {
            onClose();
            if (now.state.kind === 'ready') opened(now);
          }}
        >
          {now.state.kind === 'ready' ? 'Open' : 'Go on in the background'}
        </Button>
      </div>
    </div>
  );
};

const FromAddress = ({ onClose }: { readonly onClose: () => void }) => {
  const [url, setUrl] = useState('');
  const [into, setInto] = useState('');
  const [project, setProject] = useState<Project | null>(null);
  const { failure, busy, run } = useAdd(onClose);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (url.trim() !== '') void run(() => call('projects.clone', { url: url.trim(), into: into.trim() }), setProject);
  };
  if (project !== null) return <Cloning project={project} onClose={onClose} />;
  return (
    <form onSubmit={submit} className="grid gap-3">
      <TextField
        mono
        label="Address"
        placeholder="git@host:team/shop.git"
        hint="Anything git can clone. Your own git credentials are used."
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <TextField
        mono
        label="Into"
        placeholder="~/projects"
        hint="The folder that will hold the clone. Empty: a projects folder in your home."
        value={into}
        onChange={(event) => setInto(event.currentTarget.value)}
      />
      {failure !== null && <ProblemNote problem={failure} />}
      <div className="flex justify-end">
        <Button type="submit" size="md" look="primary" disabled={busy || url.trim() === ''}>
          {busy ? 'Starting…' : 'Clone'}
        </Button>
      </div>
    </form>
  );
};

export const AddProjectDialog = ({ how: first, onClose }: { readonly how: 'folder' | 'clone'; readonly onClose: () => void }) => {
  const [how, setHow] = useState(first);
  return (
    <Dialog open onClose={onClose} title="Add a project">
      <div className="grid gap-3.5">
        <Segmented
          label="Where from"
          value={how}
          onChange={setHow}
          options={[
            { value: 'folder', label: 'Folder' },
            { value: 'clone', label: 'Clone an address' },
          ]}
        />
        {how === 'folder' ? <FromFolder onClose={onClose} /> : <FromAddress onClose={onClose} />}
      </div>
    </Dialog>
  );
};
