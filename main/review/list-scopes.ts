/** What there is to choose from as the scope of a change. */
import type { ThreadId } from '#contract/ids.ts';
import type { ScopeList } from '#contract/review.ts';
import type { Turn } from '#contract/threads.ts';
import type { Checkpoint } from '#contract/checkpoints.ts';
import { treeOf } from '#main/git/commit-tree.ts';
import { nulFields } from '#main/git/git.ts';
import { ofRepository } from '#main/git/ground.ts';
import { readHead } from '#main/git/head.ts';
import { groundOf, type ReviewParts } from './compute-changes.ts';
import { indexTree, originOf } from './scope.ts';

const LISTED_MAX = 200;
const PROMPT_MAX_CHARS = 200;

export interface ScopeSources {
  readonly checkpoints: (thread: ThreadId) => readonly Checkpoint[];
  /** The turns of a thread with what was asked in each. */
  readonly turns: (thread: ThreadId) => readonly (Turn & { readonly prompt: string })[];
}

const listCommits = async (parts: ReviewParts, commonDir: string, from: string | null, head: string): Promise<ScopeList['commits']> => {
  const range = from === null ? [head] : [head, `^${from}`];
  const args = ['log', '-z', '--topo-order', '--format=%H%x01%an%x01%ct%x01%s', `--max-count=${LISTED_MAX}`, ...range, '--'];
  const { stdout } = await parts.git.run({ ground: ofRepository(commonDir), args });
  return nulFields(stdout).map((line) => {
    const [commit = '', author = '', at = '', ...subject] = line.split('\x01');
    return { commit, author, subject: subject.join(' '), at: Number(at) * 1_000 };
  });
};

const turnsWith = (checkpoints: readonly Checkpoint[], turns: ReturnType<ScopeSources['turns']>): ScopeList['turns'] => {
  const byTurn = (why: Checkpoint['why']) => new Map(checkpoints.filter((one) => one.why === why).map(({ turn, id }) => [turn, id]));
  const [starts, ends] = [byTurn('turn-start'), byTurn('turn-end')];
  return turns
    .flatMap(({ id, number, prompt, startedAt, endedAt }) => {
      const before = starts.get(id);
      const first = prompt.trimStart().split('\n')[0]?.slice(0, PROMPT_MAX_CHARS) ?? '';
      return before === undefined ? [] : [{ turn: id, number, prompt: first, startedAt, endedAt, before, after: ends.get(id) ?? null }];
    })
    .toSorted((a, b) => b.number - a.number)
    .slice(0, LISTED_MAX);
};

export const listScopes = async (parts: ReviewParts, sources: ScopeSources, thread: ThreadId): Promise<ScopeList> => {
  const { place, ground } = await groundOf(parts, thread);
  const [head, base] = await Promise.all([readHead(parts.git, ground), originOf(parts.git, ground, place, 'base')]);
  const checkpoints = sources.checkpoints(thread);
  const [commits, index, committed] = await Promise.all([
    head.commit === null ? [] : listCommits(parts, ground.commonDir, base.commit, head.commit),
    indexTree(parts.git, ground, head.commit),
    head.commit === null ? null : treeOf(parts.git, ground.commonDir, head.commit),
  ]);
  return {
    commits,
    turns: turnsWith(checkpoints, sources.turns(thread)),
    lookedAt: checkpoints.find(({ why }) => why === 'look')?.at ?? null,
    staged: committed === null ? commits.length > 0 : index !== committed && index !== head.commit,
  };
};
