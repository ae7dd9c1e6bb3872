/** The text of a skill, as it is: nothing in it is a link or markup here, whoever wrote it. */
import { useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Skill } from '#contract/skills.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';

interface SkillTextProps {
  readonly project: ProjectId | null;
  readonly skill: Skill;
  readonly onClose: () => void;
}

export const SkillTextDialog = ({ project, skill, onClose }: SkillTextProps) => {
  const [text, setText] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { scope, name } = skill;
  useEffect(() => {
    const controller = new AbortController();
    call('skills.read', { project, scope, name }, controller.signal).then(
      (read) => setText(read.text),
      (error: unknown) => !controller.signal.aborted && setFailure(failureOf(error)),
    );
    return () => controller.abort();
  }, [project, scope, name]);
  return (
    <Dialog open onClose={onClose} width="wide" title={name} description={skill.description}>
      {failure !== null && <ProblemNote problem={failure} />}
      {failure === null && text === null && (
        <Loading what="the skill">
          <Skeleton className="h-40 w-full" />
        </Loading>
      )}
      {text !== null && (
        <pre dir="auto" className="max-h-[60vh] overflow-auto rounded-md bg-sunken p-3 font-mono text-sm whitespace-pre-wrap wrap-anywhere">
          {text === '' ? 'It has no text.' : text}
        </pre>
      )}
    </Dialog>
  );
};
