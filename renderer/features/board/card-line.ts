/** What a card says below its title. One thing: what is most worth knowing of the thread now. */
import type { Approval } from '#contract/approvals.ts';
import type { Failure } from '#contract/failure.ts';
import { changesOf, type Thread, type ThreadState } from '#contract/threads.ts';
import { stageLine } from '#renderer/state/workflows.ts';
import { plural } from '#renderer/ui/units.ts';

export type CardLine =
  | { readonly kind: 'ask'; readonly approval: Approval; readonly more: number }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly during: 'prepare' | 'turn' }
  | { readonly kind: 'interrupted' }
  /** `share` is files done of files known, 0 to 1; null when git does not tell. */
  | { readonly kind: 'preparing'; readonly text: string; readonly share: number | null }
  | { readonly kind: 'live'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing' };

const steps = { worktree: 'Making the worktree', files: 'Copying files', setup: 'Running setup' } as const;

const preparing = (state: Extract<ThreadState, { kind: 'preparing' }>): CardLine => {
  const known = state.done !== null && state.total !== null && state.total > 0;
  const share = known ? Math.min(1, (state.done ?? 0) / (state.total ?? 1)) : null;
  const progress = known ? ` · ${plural(state.done ?? 0, 'file')} of ${(state.total ?? 0).toLocaleString()}` : '…';
  return { kind: 'preparing', text: steps[state.step] + progress, share };
};

const landedText = ({ landed }: Thread): string | null => {
  if (landed === null) return null;
  const verb = { merge: 'merged', squash: 'squashed', rebase: 'rebased' }[landed.how];
  return `${verb} into ${landed.into}`;
};

const atRest = (thread: Thread, outcome: string): string => {
  const { files } = changesOf(thread);
  // What came after the landing is what there is to look at.
  const isNew = thread.landed !== null && thread.changes.files > 0 && thread.doneAt === null;
  const parts = [
    isNew ? null : landedText(thread),
    files > 0 ? plural(files, 'file') : thread.landed === null && outcome === 'completed' ? 'no changes' : null,
    outcome === 'stopped' ? 'stopped by you' : null,
    thread.plan !== null && thread.plan.done < thread.plan.total ? `${thread.plan.done} of ${thread.plan.total} steps` : null,
    thread.archivedAt === null ? null : 'archived',
  ];
  return parts.filter((part) => part !== null).join(' · ');
};

/** `asked`: the thread's open approvals, oldest first. */
export const cardLine = (thread: Thread, asked: readonly Approval[]): CardLine => {
  const [approval] = asked;
  if (approval !== undefined) return { kind: 'ask', approval, more: asked.length - 1 };
  const { state } = thread;
  const stage = stageLine(thread);
  if (stage !== null) return { kind: 'text', text: stage };
  switch (state.kind) {
    case 'backlog':
      return { kind: 'nothing' };
    case 'preparing':
      return preparing(state);
    case 'running':
      return { kind: 'live', text: thread.live ?? 'Thinking…' };
    case 'waiting':
      return { kind: 'text', text: state.reason === 'question' ? 'Asks a question' : 'Waits for an approval' };
    case 'failed':
      return { kind: 'failed', failure: state.failure, during: state.during };
    case 'idle': {
      if (state.outcome === 'interrupted') return { kind: 'interrupted' };
      const text = atRest(thread, state.outcome);
      return text === '' ? { kind: 'nothing' } : { kind: 'text', text };
    }
  }
};

/** Steps of the plan that are done, 0 to 1; null when there is no plan, or it says nothing any more. */
export const planShare = (thread: Pick<Thread, 'plan' | 'state'>): number | null => {
  if (thread.plan === null || thread.plan.total === 0) return null;
  const working = thread.state.kind === 'running' || thread.state.kind === 'waiting';
  return working ? thread.plan.done / thread.plan.total : null;
};

/** What tells the branch from others: its last name, and of a folder of the task's own the name of that. */
const branchWord = (branch: string): string =>
  branch
    .replace(/\/work$/, '')
    .split('/')
    .at(-1) ?? branch;

/** “atlas-api · rate-limit”, or what stands in for a branch. */
export const placeText = (thread: Pick<Thread, 'worktree'>, projectName: string): string => {
  const { place, branch } = thread.worktree;
  const where = place === 'checkout' ? `${branch ?? 'detached'} (plain checkout)` : branch === null ? null : branchWord(branch);
  return [projectName, where].filter((part) => part !== null && part !== '').join(' · ');
};
