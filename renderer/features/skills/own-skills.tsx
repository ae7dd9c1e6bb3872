/** Skills of a project and of the user: what agents are told of, switched on and off, and read as plain text. */
import { BookOpenText } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Skill, SkillScope } from '#contract/skills.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { useProjects } from '#renderer/state/board.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { navigate } from '#renderer/state/route.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { SelectField } from '#renderer/ui/field.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { SkillTextDialog } from './skill-text-dialog.tsx';

type Listed =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'listed'; readonly skills: readonly Skill[] };

const useSkills = (project: ProjectId | null) => {
  const [listed, setListed] = useState<Listed>({ kind: 'loading' });
  const load = useCallback(
    (signal?: AbortSignal) => {
      call('skills.list', { project }, signal).then(
        (skills) => setListed({ kind: 'listed', skills }),
        (error: unknown) => signal?.aborted !== true && setListed({ kind: 'failed', failure: failureOf(error) }),
      );
    },
    [project],
  );
  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal);
    // Skills are files: an editor or an agent may have changed them meanwhile.
    const again = (): void => load();
    window.addEventListener('focus', again);
    return () => {
      controller.abort();
      window.removeEventListener('focus', again);
    };
  }, [load]);
  return { listed, load };
};

interface SkillRowProps {
  readonly skill: Skill;
  readonly onSwitch: (on: boolean) => void;
  readonly onRead: () => void;
}

const SkillRow = ({ skill, onSwitch, onRead }: SkillRowProps) => {
  const canOpen = useAppInfo((state) => state.info?.canOpenPaths ?? false);
  return (
    <li className="grid gap-2 rounded-md border border-line bg-raised px-3.5 py-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <Switch
            label={skill.name}
            hint={skill.description === '' ? 'It says nothing about itself.' : skill.description}
            checked={skill.enabled && skill.problem === null}
            disabled={skill.problem !== null}
            onChange={onSwitch}
          />
        </div>
        <span className="flex gap-1.5">
          <Button onClick={onRead}>Read</Button>
          {canOpen && (
            <Button onClick={() => void attempt(call('app.open-path', { path: skill.path }), 'It could not be opened.')}>Open</Button>
          )}
        </span>
      </div>
      {skill.problem !== null && <p className="text-sm text-needs">Not used: {skill.problem}</p>}
      <p dir="auto" className="truncate font-mono text-xs text-faint" title={skill.path}>
        {skill.path}
      </p>
    </li>
  );
};

const headings: Readonly<Record<SkillScope, string>> = { project: 'Of the project', user: 'Your own, for all projects' };
const wheres: Readonly<Record<SkillScope, string>> = {
  project: 'In .agents/skills of the repository; shared with whoever has it.',
  user: 'In ~/.agents/skills on this machine.',
};

export const SkillsScreen = ({ projectId }: { readonly projectId: ProjectId | null }) => {
  const projects = useProjects();
  const { listed, load } = useSkills(projectId);
  const [reading, setReading] = useState<Skill | null>(null);
  const known = projectId !== null && projects.has(projectId) ? projectId : null;
  const toggle = async (skill: Skill, enabled: boolean): Promise<void> => {
    const { scope, name } = skill;
    await attempt(call('skills.enable', { project: projectId, scope, name, enabled }), 'The skill was not switched.');
    load();
  };
  const scopes: readonly SkillScope[] = known === null ? ['user'] : ['project', 'user'];
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid max-w-195 gap-5 px-4 py-6 tablet:px-6">
        <div className="grid gap-1">
          <h1 className="text-xl font-semibold">Skills</h1>
          <p className="text-muted">
            A skill tells agents how something is done here. They see its name and description, and read the rest only when they need it;
            type $ in a message to name one.
          </p>
        </div>
        <SelectField
          label="Project"
          value={known ?? ''}
          options={[
            { value: '', label: 'None: only your own' },
            ...[...projects.values()]
              .toSorted((a, b) => a.name.localeCompare(b.name))
              .map((project) => ({ value: project.id, label: project.name })),
          ]}
          onChange={(id) => navigate({ screen: 'skills', project: id === '' ? null : (id as ProjectId) }, 'replace')}
        />
        {listed.kind === 'loading' && (
          <Loading what="skills">
            <Skeleton className="h-20 w-full" />
          </Loading>
        )}
        {listed.kind === 'failed' && <ProblemNote problem={listed.failure} onRetry={() => load()} />}
        {listed.kind === 'listed' &&
          scopes.map((scope) => {
            const skills = listed.skills.filter((skill) => skill.scope === scope);
            return (
              <section key={scope} aria-label={headings[scope]} className="grid gap-2.5">
                <div>
                  <h2 className="text-lg font-semibold">{headings[scope]}</h2>
                  <p className="text-sm text-faint">{wheres[scope]}</p>
                </div>
                {skills.length === 0 ? (
                  <Empty icon={BookOpenText} title="None yet">
                    {scope === 'project'
                      ? 'Make one from a thread that went well: its menu has “Make a skill”.'
                      : 'A folder with a SKILL.md in it, that starts with its name and description.'}
                  </Empty>
                ) : (
                  <ul className="grid gap-2">
                    {skills.map((skill) => (
                      <SkillRow key={skill.name} skill={skill} onSwitch={(on) => void toggle(skill, on)} onRead={() => setReading(skill)} />
                    ))}
                  </ul>
                )}
              </section>
            );
          })}
      </div>
      {reading !== null && <SkillTextDialog project={projectId} skill={reading} onClose={() => setReading(null)} />}
    </div>
  );
};
