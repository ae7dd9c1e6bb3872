/** A skill from a thread: drafted from what it did, edited here, written into its worktree; or asked of the thread's agent. */
import { useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import { SkillName, type SkillDraft } from '#contract/skills.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { openChanges } from '#renderer/state/route.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextArea, TextField } from '#renderer/ui/field.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';

/** What the agent is asked when it shall write the skill itself. */
const askAgentText = ({ name, description }: SkillDraft): string =>
  `Make a skill from what we did in this task, so that an agent can do the same kind of task again without our conversation. Write it to .agents/skills/${name}/SKILL.md. It begins with front matter (name: ${name}, and a description of one sentence that says what it does and when to use it; now it would be: ${description}), then short steps with the exact commands and paths, what to check at the end, and what did not work. Leave out what was particular to this one time. Change nothing else. If you may not write there, answer with the whole file instead.`;

interface DraftFieldsProps {
  readonly draft: SkillDraft;
  readonly failure: Failure | null;
  readonly onChange: (draft: SkillDraft) => void;
}

const DraftFields = ({ draft, failure, onChange }: DraftFieldsProps) => {
  const name = SkillName.safeParse(draft.name);
  return (
    <div className="grid gap-3">
      <TextField
        label="Name"
        mono
        value={draft.name}
        maxLength={64}
        hint={`Written to .agents/skills/${draft.name}/SKILL.md in the thread’s worktree; commit it to share it.`}
        error={name.success ? null : 'Small letters, digits and dashes, 64 at most.'}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <TextArea
        label="Description"
        hint="What it does and when to use it, in a sentence: all that agents see before they need it."
        value={draft.description}
        maxLength={1_000}
        onChange={(event) => onChange({ ...draft, description: event.currentTarget.value })}
      />
      <TextArea
        label="Text"
        mono
        rows={12}
        className="max-h-[40vh]"
        value={draft.body}
        onChange={(event) => onChange({ ...draft, body: event.currentTarget.value })}
      />
      {failure !== null && <ProblemNote problem={failure} />}
    </div>
  );
};

export const MakeSkillDialog = ({ thread, onClose }: { readonly thread: ThreadId; readonly onClose: () => void }) => {
  const [draft, setDraft] = useState<SkillDraft | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    call('skills.draft', { thread }, controller.signal).then(
      setDraft,
      (error: unknown) => !controller.signal.aborted && setFailure(failureOf(error)),
    );
    return () => controller.abort();
  }, [thread]);
  const ready = draft !== null && SkillName.safeParse(draft.name).success && draft.description.trim() !== '' && draft.body.trim() !== '';
  const save = async (): Promise<void> => {
    if (draft === null) return;
    try {
      const { path } = await call('skills.save', { thread, ...draft });
      say({ text: 'Skill written', more: path, action: { label: 'Review', run: () => openChanges(thread) } });
      onClose();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const askAgent = async (): Promise<void> => {
    if (draft === null) return;
    if (await attempt(call('threads.send', { thread, text: askAgentText(draft) }), 'The agent was not asked.')) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title="Make a skill from this thread"
      footer={
        <>
          <Button size="md" disabled={!ready} onClick={() => void askAgent()}>
            Let the agent write it
          </Button>
          <Button size="md" look="primary" disabled={!ready} onClick={() => void save()}>
            Write it
          </Button>
        </>
      }
    >
      {draft !== null ? (
        <DraftFields
          draft={draft}
          failure={failure}
          onChange={(next) => {
            setFailure(null);
            setDraft(next);
          }}
        />
      ) : failure !== null ? (
        <ProblemNote problem={failure} />
      ) : (
        <Loading what="the draft">
          <Skeleton className="h-40 w-full" />
        </Loading>
      )}
    </Dialog>
  );
};
