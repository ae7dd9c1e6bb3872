/** What is said of a branch on its forge, and what the agent is told of it. Pure. */
import type { Check, ForgeComment, ForgeLook, PullRequest } from '#contract/forge.ts';

const commits = (number: number): string => `${number} ${number === 1 ? 'commit' : 'commits'}`;

/** How the branch and its remote stand to each other. */
export const pushedSentence = ({ remote, pushed, branch }: Pick<ForgeLook, 'remote' | 'pushed' | 'branch'>): string => {
  if (remote === null) return 'The repository has no remote. Add one with “git remote add origin ADDRESS” in a terminal.';
  if (pushed === null) return `${branch} was not pushed to ${remote.name} yet.`;
  const { ahead, behind } = pushed;
  if (ahead === 0 && behind === 0) return `${remote.name} has everything of ${branch}.`;
  if (behind === 0) return `${commits(ahead)} to push to ${remote.name}.`;
  if (ahead === 0) return `${remote.name} has ${commits(behind)} that ${behind === 1 ? 'is' : 'are'} not here.`;
  return `${commits(ahead)} to push, and ${remote.name} has ${commits(behind)} that ${behind === 1 ? 'is' : 'are'} not here.`;
};

export const stateWords: Readonly<Record<PullRequest['state'], string>> = {
  open: 'Open',
  draft: 'Draft',
  merged: 'Merged',
  closed: 'Closed',
};
export const reviewWords: Readonly<Record<PullRequest['review'], string | null>> = {
  none: null,
  required: 'review required',
  approved: 'approved',
  'changes-requested': 'changes requested',
};

export const checksSentence = ({ passed, failed, pending }: PullRequest['checks']): string | null => {
  const parts = [
    failed > 0 ? `${failed} failed` : null,
    pending > 0 ? `${pending} running` : null,
    passed > 0 ? `${passed} passed` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
};

/** A log may hold fences of its own: ours is longer than any of them. */
const fence = (text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
};

export const failedCheckMessage = (check: Check, log: string | null): string => {
  const head = `The check “${check.name}” of the pull request failed${check.url === null ? '' : ` (${check.url})`}.`;
  const mark = log === null ? '' : fence(log);
  const printed = log === null ? [] : ['', 'What it printed last:', mark, log.trimEnd(), mark];
  return [head, ...printed, '', 'Find out why, mend it, run what you can of it here, and commit.'].join('\n');
};

export const commentsMessage = (comments: readonly ForgeComment[]): string =>
  [
    comments.length === 1 ? 'A comment on the pull request:' : 'Comments on the pull request:',
    ...comments.map(({ author, path, line, body }) => {
      const where = path === null ? '' : ` on ${path}${line === null ? '' : `:${line}`}`;
      return `\n${author}${where}:\n${body.replaceAll(/^/gm, '> ')}`;
    }),
    '',
    'Go through them: mend what is right, and say where you disagree and why. Commit what you change.',
  ].join('\n');
