/** What an agent sees beside the code: in a thread's folder, or in a project's before there is a thread. */
import { useMemo } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { AgentId, ProjectId, ThreadId } from '#contract/ids.ts';
import { effectiveSettings, type Project } from '#contract/projects.ts';
import type { WhoseSurroundings } from '#contract/surroundings.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { useBoardStore, useProjects } from '#renderer/state/board.ts';
import { hashOf, navigate } from '#renderer/state/route.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useSurroundings } from '#renderer/state/surroundings.ts';
import { Button } from '#renderer/ui/button.tsx';
import { SelectField } from '#renderer/ui/field.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { OwnSkills } from './own-skills.tsx';
import { SeenView } from './seen-view.tsx';

interface ScreenProps {
  readonly project: ProjectId | null;
  readonly agent: AgentId | null;
  readonly thread: ThreadId | null;
}

/** The one that a new task would be given, unless another was chosen. */
const agentFor = (chosen: AgentId | null, project: Project | undefined, wish: AgentId | null, agents: readonly Agent[]): AgentId | null => {
  if (chosen !== null && agents.some(({ id }) => id === chosen)) return chosen;
  const named = (project === undefined ? undefined : effectiveSettings(project).agent) ?? wish;
  const ready = agents
    .filter(({ status }) => status.kind === 'ready')
    .toSorted((a, b) => Number(a.backend === 'scripted') - Number(b.backend === 'scripted'));
  return named ?? ready[0]?.id ?? agents[0]?.id ?? null;
};

const ProjectChoice = ({ project, agent }: { readonly project: ProjectId | null; readonly agent: AgentId | null }) => {
  const projects = useProjects();
  const agents = useAgents();
  const options = [...projects.values()]
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ id, name }) => ({ value: id, label: name }));
  const go = (next: ProjectId | null, who: AgentId | null): void =>
    navigate({ screen: 'skills', project: next, ...(who === null || next === null ? {} : { agent: who }) }, 'replace');
  return (
    <div className="grid gap-3 tablet:grid-cols-2">
      <SelectField
        label="Project"
        value={project ?? ''}
        options={[{ value: '', label: 'None: only your own skills' }, ...options]}
        onChange={(id) => go(id === '' ? null : (id as ProjectId), agent)}
      />
      {project !== null && (
        <SelectField
          label="Agent"
          value={agent ?? ''}
          options={agents.map(({ id, label }) => ({ value: id, label }))}
          onChange={(id) => go(project, id as AgentId)}
        />
      )}
    </div>
  );
};

const Waiting = () => (
  <Loading what="what the agent sees">
    <div className="grid gap-3">
      <Skeleton className="h-5 w-40" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-5 w-32" />
      <Skeleton className="h-24 w-full" />
    </div>
  </Loading>
);

const Seen = ({ of, agents }: { readonly of: WhoseSurroundings; readonly agents: readonly Agent[] }) => {
  const { state, reload } = useSurroundings(of);
  if (state.kind === 'failed') return <ProblemNote problem={state.failure} onRetry={reload} />;
  if (state.kind === 'loading') return <Waiting />;
  const label = agents.find(({ id }) => id === state.seen.agent)?.label ?? state.seen.agent;
  return <SeenView of={of} seen={state.seen} agent={label} />;
};

export const SurroundingsScreen = ({ project, agent, thread: threadId }: ScreenProps) => {
  const agents = useAgents();
  const projects = useProjects();
  const wish = useSettings((settings) => settings.agent);
  const thread = useBoardStore((state) => (threadId === null ? undefined : state.value?.threads.get(threadId)));
  const known = project === null ? undefined : projects.get(project);
  const loaded = useBoardStore((state) => state.value !== null);
  const who = agents.length === 0 ? null : agentFor(agent, known, wish, agents);
  const of = useMemo((): WhoseSurroundings | null => {
    if (threadId !== null) return { thread: threadId };
    return known === undefined || who === null ? null : { project: known.id, agent: who };
  }, [threadId, known, who]);
  const label = agents.find(({ id }) => id === thread?.agent)?.label ?? 'its agent';
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-195 grid-cols-1 gap-6 px-4 py-6 tablet:px-6">
        <div className="grid gap-1">
          <h1 className="text-xl font-semibold">What the agent sees</h1>
          {thread === undefined ? (
            <p className="text-muted">Beside the code: what it is told, what it can use, and what its program runs by itself.</p>
          ) : (
            <p className="text-muted wrap-anywhere">
              {label}, in the folder of{' '}
              <a href={hashOf({ screen: 'thread', thread: thread.id })} className="text-fg underline">
                {thread.title}
              </a>
            </p>
          )}
        </div>
        {threadId === null && <ProjectChoice project={known?.id ?? null} agent={who} />}
        {of === null && project !== null && (!loaded || known !== undefined) ? (
          <Waiting />
        ) : of === null ? (
          <OwnSkills />
        ) : (
          <Seen key={'thread' in of ? of.thread : `${of.project} ${of.agent}`} of={of} agents={agents} />
        )}
        {of !== null && threadId !== null && thread !== undefined && (
          <div>
            <Button onClick={() => navigate({ screen: 'skills', project: thread.project, agent: thread.agent })}>
              The same in the project’s own folder
            </Button>
          </div>
        )}
      </div>
    </div>
  );
};
