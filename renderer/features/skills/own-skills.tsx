/** The user's own skills: what agents are told of everywhere, switched on and off, and read as plain text. */
import { BookOpenText } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { Skill } from '#contract/skills.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { Switch } from '#renderer/ui/switch.tsx';
import { SkillTextDialog } from './skill-text-dialog.tsx';

type Listed =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'listed'; readonly skills: readonly Skill[] };

const useOwnSkills = () => {
  const [listed, setListed] = useState<Listed>({ kind: 'loading' });
  const load = useCallback((signal?: AbortSignal) => {
    call('skills.list', {}, signal).then(
      (skills) => setListed({ kind: 'listed', skills }),
      (error: unknown) => signal?.aborted !== true && setListed({ kind: 'failed', failure: failureOf(error) }),
    );
  }, []);
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

export const OwnSkills = () => {
  const { listed, load } = useOwnSkills();
  const [reading, setReading] = useState<Skill | null>(null);
  const toggle = async ({ scope, name }: Skill, enabled: boolean): Promise<void> => {
    await attempt(call('skills.enable', { project: null, scope, name, enabled }), 'The skill was not switched.');
    load();
  };
  if (listed.kind === 'loading')
    return (
      <Loading what="skills">
        <Skeleton className="h-20 w-full" />
      </Loading>
    );
  if (listed.kind === 'failed') return <ProblemNote problem={listed.failure} onRetry={() => load()} />;
  return (
    <section aria-label="Your own skills" className="grid gap-2.5">
      <div>
        <h2 className="text-lg font-semibold">Your own skills, for all projects</h2>
        <p className="text-sm text-faint">In ~/.agents/skills on this machine.</p>
      </div>
      {listed.skills.length === 0 ? (
        <Empty icon={BookOpenText} title="None yet">
          A folder with a SKILL.md in it, that starts with its name and description.
        </Empty>
      ) : (
        <ul className="grid gap-2">
          {listed.skills.map((skill) => (
            <SkillRow key={skill.name} skill={skill} onSwitch={(on) => void toggle(skill, on)} onRead={() => setReading(skill)} />
          ))}
        </ul>
      )}
      {reading !== null && <SkillTextDialog project={null} skill={reading} onClose={() => setReading(null)} />}
    </section>
  );
};
