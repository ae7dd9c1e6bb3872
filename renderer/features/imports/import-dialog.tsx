/** Conversations that were begun outside, in the agents' own programs: found, and taken in as threads. */
import { Command as Cmdk } from 'cmdk';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { ProjectId } from '#contract/ids.ts';
import type { ImportableSession } from '#contract/imports.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { useProjects } from '#renderer/state/board.ts';
import { useNow } from '#renderer/state/clock.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { openThread } from '#renderer/state/route.ts';
import { AgentBadge } from '#renderer/ui/agent-badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { SelectField } from '#renderer/ui/field.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { Loading, ProblemNote, Skeleton, type Problem } from '#renderer/ui/states.tsx';
import { folderName, nothingText, placeTexts } from './import-texts.ts';
import { useImportable } from './use-importable.ts';

interface RowProps {
  readonly session: ImportableSession;
  readonly agent: string;
  readonly now: number;
  readonly onPick: () => void;
}

const Row = ({ session, agent, now, onPick }: RowProps) => (
  <Cmdk.Item
    value={`${session.agent} ${session.id}`}
    onSelect={onPick}
    className="grid cursor-pointer gap-0.5 rounded-sm px-2.5 py-2 data-[selected=true]:bg-active coarse:min-h-11"
  >
    <span className="flex min-w-0 items-center gap-2">
      <AgentBadge label={agent} />
      <span dir="auto" className="min-w-0 flex-1 truncate font-medium">
        {session.title === '' ? 'Without a title' : session.title}
      </span>
      {session.inUse && <Chip tone="needs">in use</Chip>}
      <RelativeTime at={session.updatedAt} now={now} className="text-sm text-faint" />
    </span>
    {session.words !== '' && (
      <span dir="auto" className="line-clamp-1 text-sm wrap-anywhere text-muted">
        {session.words}
      </span>
    )}
    <span className="truncate text-sm text-faint" title={session.folder}>
      {agent} · {folderName(session.folder)} · goes on {placeTexts[session.place]}
    </span>
  </Cmdk.Item>
);

interface InUseProps {
  readonly session: ImportableSession;
  readonly agent: string;
  readonly onFork: () => void;
  readonly onBack: () => void;
}

const InUse = ({ session, agent, onFork, onBack }: InUseProps) => (
  <div role="alert" className="grid gap-2 border-t border-line bg-needs-bg px-4 py-3">
    <p className="wrap-anywhere">
      Another program seems to be at work on “{session.title}”. Two that write to one conversation would lose what the other says.
    </p>
    <p className="text-muted">A branch of it begins where it stands now; {agent} goes on there as before.</p>
    <div className="flex flex-wrap gap-1.5">
      <Button look="go" onClick={onFork}>
        Take a branch of it
      </Button>
      <Button onClick={onBack}>Not now</Button>
    </div>
  </div>
);

const useOpening = (project: ProjectId | null, onClose: () => void) => {
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asking, setAsking] = useState<ImportableSession | null>(null);
  const open = async (session: ImportableSession, fork: boolean): Promise<void> => {
    if (project === null || busy !== null) return;
    setBusy(session.title);
    setProblem(null);
    try {
      const { thread, isNew } = await call('imports.open', { project, agent: session.agent, id: session.id, fork });
      if (!isNew) say({ text: 'It was here already' });
      onClose();
      openThread(thread);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'busy' && !fork) setAsking(session);
      else setProblem(failure);
    } finally {
      setBusy(null);
    }
  };
  const pick = (session: ImportableSession): void => {
    if (session.inUse) setAsking(session);
    else void open(session, false);
  };
  return { busy, problem, asking, setAsking, open, pick };
};

export const ImportDialog = ({ project: first, onClose }: { readonly project: ProjectId | null; readonly onClose: () => void }) => {
  const projects = useProjects();
  const agents = useAgents();
  const now = useNow();
  const [chosen, setChosen] = useState(first);
  const [query, setQuery] = useState('');
  const [round, setRound] = useState(0);
  const project = chosen ?? [...projects.keys()][0] ?? null;
  const found = useImportable(project, query, round);
  const { busy, problem, asking, setAsking, open, pick } = useOpening(project, onClose);
  const labelOf = (session: ImportableSession): string => agents.find(({ id }) => id === session.agent)?.label ?? session.agent;
  const options = [...projects.values()].map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Dialog
      open
      onClose={onClose}
      title="Import conversations"
      description="What you began with an agent outside of Switchyard becomes a task that goes on from there. Sign-ins and settings stay where they are."
      width="wide"
      place="top"
    >
      <div className="grid grid-cols-1 gap-3">
        {first === null && options.length > 1 && (
          <SelectField label="Project" value={project ?? ''} options={options} onChange={(id) => setChosen(id as ProjectId)} />
        )}
        {problem !== null && <ProblemNote problem={problem} />}
        <Cmdk
          label="Conversations"
          shouldFilter={false}
          loop
          className="-mx-4 -mb-2.5 flex max-h-[min(30rem,64vh)] flex-col overflow-hidden border-t border-line"
        >
          <div className="flex items-center gap-2.5 border-b border-line px-4">
            <Search size={15} aria-hidden className="shrink-0 text-faint" />
            <Cmdk.Input
              autoFocus
              dir="auto"
              value={query}
              onValueChange={setQuery}
              placeholder="Search titles, first words, folders"
              className="min-h-11 min-w-0 flex-1 bg-transparent outline-none coarse:text-[1rem]"
            />
          </div>
          <Cmdk.List aria-busy={busy !== null} className="min-h-24 flex-1 overflow-y-auto p-1.5">
            {found.kind === 'loading' && (
              <Loading what="conversations">
                <div className="grid gap-2 p-2">
                  <Skeleton className="h-12 w-full" />
                  <Skeleton className="h-12 w-full" />
                </div>
              </Loading>
            )}
            {found.kind === 'failed' && <ProblemNote problem={found.failure} onRetry={() => setRound((before) => before + 1)} />}
            {found.kind === 'listed' && (
              <>
                {found.list.problems.map(({ agent, failure }) => (
                  <div key={agent} className="p-1.5">
                    <ProblemNote problem={failure} onRetry={() => setRound((before) => before + 1)} />
                  </div>
                ))}
                {found.list.sessions.length === 0 && (
                  <p className="px-4 py-8 text-center text-muted">{found.isOld ? 'Searching…' : nothingText(found.list.asked, query)}</p>
                )}
                {found.list.sessions.map((session) => (
                  <Row
                    key={`${session.agent} ${session.id}`}
                    session={session}
                    agent={labelOf(session)}
                    now={now}
                    onPick={() => pick(session)}
                  />
                ))}
                {found.list.more > 0 && <p className="px-2.5 py-2 text-sm text-faint">{found.list.more} older ones: search for them.</p>}
              </>
            )}
          </Cmdk.List>
          {busy !== null && (
            <p role="status" className="border-t border-line px-4 py-2.5 text-muted">
              Reading “{busy}”…
            </p>
          )}
          {asking !== null && busy === null && (
            <InUse session={asking} agent={labelOf(asking)} onFork={() => void open(asking, true)} onBack={() => setAsking(null)} />
          )}
        </Cmdk>
      </div>
    </Dialog>
  );
};
