/** Stands where changes will be, when there are none of the kind that is shown. */
import { FileDiff } from 'lucide-react';
import { isActive } from '#contract/column.ts';
import type { ChangeScope } from '#contract/review.ts';
import type { Thread } from '#contract/threads.ts';
import { Empty } from '#renderer/ui/states.tsx';

const words = (thread: Thread, scope: ChangeScope): { readonly title: string; readonly more: string } => {
  if (thread.worktree.status === 'planned' || thread.worktree.status === 'creating')
    return { title: 'Nothing changed yet', more: 'The worktree is not there yet.' };
  if (scope === 'staged') return { title: 'Nothing staged', more: 'Press S on a hunk to stage it, or stage files from their menu.' };
  if (scope === 'since-look') return { title: 'Nothing new', more: 'Nothing changed since you last looked.' };
  if (scope === 'uncommitted' || scope === 'unstaged')
    return { title: `Nothing ${scope}`, more: 'All changes of this thread are committed or staged.' };
  if (scope !== 'base') return { title: 'Nothing changed here', more: 'Choose other changes above.' };
  if (thread.landed !== null && !isActive(thread.state))
    return { title: `All of it is in ${thread.landed.into}`, more: 'What the agent changes from here on will stand here.' };
  return isActive(thread.state)
    ? { title: 'Nothing changed yet', more: 'What the agent changes shows here while it works.' }
    : { title: 'Nothing changed yet', more: 'What the agent changes in the worktree will stand here, to be read, committed and landed.' };
};

export const NothingChanged = ({ thread, scope }: { readonly thread: Thread; readonly scope: ChangeScope }) => {
  const { title, more } = words(thread, scope);
  return (
    <Empty icon={FileDiff} title={title}>
      {more}
    </Empty>
  );
};
