/** First run: what was found on this computer, and the one next step. No account, no tour. */
import { CirclePlay, FolderGit2, GitFork } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Agent } from '#contract/agents.ts';
import { agentStatusText, settingsOf } from '#renderer/state/agent-status.ts';
import { useAgents, useAgentsStore } from '#renderer/state/agents.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { useProjects } from '#renderer/state/board.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { navigate, noFilter } from '#renderer/state/route.ts';
import { changeSettings } from '#renderer/state/settings.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { AgentBadge } from '#renderer/ui/agent-badge.tsx';
import { StatusLine } from '#renderer/ui/agent-status.tsx';
import { Brand } from '#renderer/ui/brand.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Loading, ProblemNote, Skeleton, type Problem } from '#renderer/ui/states.tsx';

/** Leaves the page for good; it can be opened again from the palette. */
const finish = (): void => {
  void changeSettings({ welcomed: true });
  navigate({ screen: 'board', filter: noFilter });
};

const Step = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section aria-label={title} className="grid gap-2.5">
    <h2 className="text-xs font-semibold tracking-wider text-faint uppercase">{title}</h2>
    {children}
  </section>
);

const Agents = () => {
  const agents = useAgents();
  const known = useAgentsStore((state) => state.value !== null);
  const shown = agents.filter(({ hidden }) => hidden !== true);
  const isAbsent = ({ status }: Agent): boolean => status.kind === 'missing';
  // With none at all, how the usual ones are installed is what counts.
  const isBare = shown.every((agent) => isAbsent(agent) || agent.backend === 'native' || agent.backend === 'scripted');
  const there = shown.filter((agent) => !isAbsent(agent) || (isBare && (agent.backend === 'codex' || agent.backend === 'claude')));
  const absent = shown.filter((agent) => !there.includes(agent));
  return (
    <Step title="Agents on this computer">
      {!known && (
        <Loading what="agents">
          <Skeleton className="h-14" />
        </Loading>
      )}
      <ul className="grid gap-2">
        {there.map((agent) => (
          <li
            key={agent.id}
            className="grid gap-1.5 rounded-md border border-line bg-raised px-3.5 py-2.5 tablet:grid-cols-[9rem_minmax(0,1fr)] tablet:gap-3"
          >
            <span className="flex items-center gap-2 self-start font-semibold">
              <AgentBadge label={agent.label} /> {agent.label}
            </span>
            <StatusLine status={agentStatusText(agent.status)} link={settingsOf(agent)} />
          </li>
        ))}
      </ul>
      {absent.length > 0 && (
        <p className="text-sm text-muted">
          Not installed: {absent.map(({ label }) => label).join(', ')}. Settings, Agents says how, and adds others.
        </p>
      )}
      <p className="-ms-2.25 flex flex-wrap gap-1.5">
        <Button look="quiet" onClick={() => void attempt(call('agents.refresh', {}), 'Could not look for agents.')}>
          Look again
        </Button>
        <Button look="quiet" onClick={() => navigate({ screen: 'settings', section: 'agents' })}>
          Set up agents
        </Button>
      </p>
    </Step>
  );
};

const Card = ({
  icon,
  title,
  text,
  action,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: ReactNode;
  readonly action: ReactNode;
}) => (
  <div className="flex flex-col gap-2 rounded-md border border-line bg-raised px-3.5 py-3">
    <p className="flex items-center gap-2 font-semibold">
      <span className="text-accent-text">{icon}</span>
      {title}
    </p>
    <div className="text-muted wrap-anywhere">{text}</div>
    <div className="mt-auto pt-1">{action}</div>
  </div>
);

const useWork = () => {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    setBusy(what);
    setProblem(null);
    try {
      await work();
      finish();
    } catch (error) {
      setProblem(failureOf(error));
    }
    setBusy(null);
  };
  return { problem, busy, run };
};

const Offered = ({ path, busy, onAdd }: { readonly path: string; readonly busy: boolean; readonly onAdd: () => void }) => (
  <div className="flex flex-wrap items-center gap-3 rounded-md border border-accent/60 bg-needs-bg px-3.5 py-3">
    <FolderGit2 size={16} aria-hidden className="text-accent-text" />
    <p className="min-w-0 flex-1">
      You started in a repository: <code className="text-sm wrap-anywhere">{path}</code>
    </p>
    <Button look="primary" size="md" disabled={busy} onClick={onAdd}>
      {busy ? 'Adding…' : 'Add it'}
    </Button>
  </div>
);

const Repositories = () => {
  const offered = useAppInfo((state) => state.info?.offeredFolder ?? null);
  const { problem, busy, run } = useWork();
  const projects = useProjects();
  return (
    <Step title="A repository to work in">
      {offered !== null && (
        <Offered
          path={offered}
          busy={busy === 'offered'}
          onAdd={() => void run('offered', () => call('projects.add', { path: offered }))}
        />
      )}
      <div className="grid gap-2 tablet:grid-cols-3">
        <Card
          icon={<FolderGit2 size={15} aria-hidden />}
          title="From a folder"
          text="A git repository on this computer. Nothing in it is changed until you merge."
          action={<Button onClick={() => openDialog({ kind: 'add-project', how: 'folder' })}>Choose a folder</Button>}
        />
        <Card
          icon={<GitFork size={15} aria-hidden />}
          title="Clone"
          text="From an address, with your own git credentials."
          action={<Button onClick={() => openDialog({ kind: 'add-project', how: 'clone' })}>Clone an address</Button>}
        />
        <Card
          icon={<CirclePlay size={15} aria-hidden />}
          title="Try the demo"
          text="A throw-away repository and an agent that plays a script. Works offline; shows board, diff and approval in a minute."
          action={
            <Button disabled={busy !== null} onClick={() => void run('demo', () => call('app.demo', {}))}>
              {busy === 'demo' ? 'Making it…' : 'Start the demo'}
            </Button>
          }
        />
      </div>
      {problem !== null && <ProblemNote problem={problem} />}
      {projects.size > 0 && (
        <p className="text-muted">{projects.size === 1 ? '1 project is' : `${projects.size} projects are`} here already.</p>
      )}
    </Step>
  );
};

export const WelcomeScreen = () => {
  const projects = useProjects();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-190 gap-8 px-4 py-10 tablet:px-6 tablet:py-16">
        <header className="grid gap-2">
          <h1 className="flex items-center gap-2.5 text-xl font-semibold">
            <Brand size={24} /> Switchyard
          </h1>
          <p className="max-w-130 text-lg text-muted">
            Many coding agents at once, each in a worktree of its own. One board says what needs you.
          </p>
        </header>
        <Repositories />
        <Agents />
        <div className={projects.size > 0 ? '' : '-ms-3'}>
          <Button look={projects.size > 0 ? 'primary' : 'quiet'} size="md" onClick={finish}>
            {projects.size > 0 ? 'Go to the board' : 'Skip to the board'}
          </Button>
        </div>
      </div>
    </div>
  );
};
