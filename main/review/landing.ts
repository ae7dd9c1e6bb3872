/** What landing a thread's branch would do, found out without touching anything. */
import { failure } from '#contract/failure.ts';
import type { LandingMethod, LandingPreview } from '#contract/landing.ts';
import { nulFields, type Git } from '#main/git/git.ts';
import { ofRepository } from '#main/git/ground.ts';
import { branchOf, readHead } from '#main/git/head.ts';
import { tryMerge } from '#main/git/merge-tree.ts';
import { countCommits, listCommits, type Commit } from '#main/git/refs.ts';
import { knownRepository, type Repository } from '#main/git/repository.ts';
import { groundAt, listAdminDirs, type ThreadGround } from '#main/git/thread-ground.ts';
import { listUncommitted } from '#main/git/uncommitted.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';
import type { ReviewParts } from './compute-changes.ts';
import { landingMessage } from './message.ts';
import { replay, type Replayed } from './replay.ts';
import { landingBranch } from './scope.ts';

const COMMITS_MAX = 1_000;

/** Everything a landing is decided by, read at one moment. */
export interface LandingState {
  readonly repository: Repository;
  readonly ground: ThreadGround;
  readonly into: string;
  readonly base: string;
  /** For people: a short commit when no branch is checked out. */
  readonly branch: string;
  /** Full name of the branch; null when detached. */
  readonly ref: string | null;
  readonly head: string;
  readonly commits: readonly Commit[];
  readonly behind: number;
  /** Where the base is checked out, if anywhere. */
  readonly checkout: { readonly adminDir: string; readonly path: string; readonly isMain: boolean } | null;
}

const assertLandingBranch = async (
  git: Git,
  commonDir: string,
  base: string | null,
): Promise<{ readonly name: string; readonly tip: string }> => {
  const found = base === null ? null : await landingBranch(git, commonDir, base);
  if (found !== null) return found;
  throw failure(
    'invalid',
    base === null ? 'This thread has no base to land in.' : `${base} is no local branch, so nothing can land in it.`,
    'Push the thread’s branch and merge it where the base lives, or make a local branch of that name.',
  );
};

const findCheckout = async (git: Git, repository: Repository, branch: string): Promise<LandingState['checkout']> => {
  const main = repository.workTree === null ? [] : [{ adminDir: repository.gitDir, workTree: repository.workTree }];
  const linked = await listAdminDirs(repository.commonDir);
  for (const { adminDir, workTree } of [...main, ...linked]) {
    const head = await readHead(git, { commonDir: repository.commonDir, adminDir }).catch(() => null);
    if (head?.ref === `refs/heads/${branch}`) return { adminDir, path: workTree, isMain: workTree === repository.workTree };
  }
  return null;
};

export const readLanding = async (parts: ReviewParts, place: ThreadPlace, path: string): Promise<LandingState> => {
  const { git, shadows } = parts;
  const repository = await knownRepository(git, place.project.path);
  const { commonDir } = repository;
  const ground = await groundAt(shadows, repository, path);
  const head = await readHead(git, ground);
  if (head.commit === null) throw failure('invalid', 'The thread’s branch has no commits yet.', 'Commit first.');
  const { name: into, tip: base } = await assertLandingBranch(git, commonDir, place.worktree.base);
  if (into === branchOf(head)) throw failure('invalid', `This thread works on ${into} itself: its commits are there already.`);
  const [commits, behind, checkout] = await Promise.all([
    listCommits(git, commonDir, { include: [head.commit], exclude: [base], limit: COMMITS_MAX }),
    countCommits(git, commonDir, base, head.commit),
    findCheckout(git, repository, into),
  ]);
  return {
    repository,
    ground,
    into,
    base,
    branch: branchOf(head) ?? head.commit.slice(0, 10),
    ref: head.ref,
    head: head.commit,
    commits,
    behind,
    checkout,
  };
};

/** The tree or commit the base would get. */
export type Outcome =
  | { readonly kind: 'tree'; readonly tree: string }
  | { readonly kind: 'commit'; readonly commit: string }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

const ofReplay = (replayed: Replayed): Outcome => (replayed.kind === 'done' ? { kind: 'commit', commit: replayed.commit } : replayed);

export const tryLanding = async (parts: ReviewParts, state: LandingState, how: LandingMethod, signal?: AbortSignal): Promise<Outcome> => {
  const { git, shadows } = parts;
  const { commonDir } = state.repository;
  if (how === 'rebase') return ofReplay(await replay(git, shadows, { commonDir, onto: state.base, head: state.head, signal }));
  const merged = await tryMerge(git, shadows, commonDir, state.base, state.head, { signal });
  return merged.kind === 'clean' ? { kind: 'tree', tree: merged.tree } : merged;
};

/** Paths that differ between two commits or trees. */
export const changedPaths = async (git: Git, commonDir: string, from: string, to: string): Promise<readonly string[]> =>
  nulFields(
    (await git.run({ ground: ofRepository(commonDir), args: ['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to, '--'] }))
      .stdout,
  );

/** Uncommitted paths of the checkout that moving it along would overwrite. */
export const blockers = async (parts: ReviewParts, state: LandingState, to: string): Promise<readonly string[]> => {
  const { checkout, repository } = state;
  if (checkout === null) return [];
  const ground = await groundAt(parts.shadows, repository, checkout.path);
  const [dirty, touched] = await Promise.all([
    listUncommitted(parts.git, ground, state.base),
    changedPaths(parts.git, repository.commonDir, state.base, to),
  ]);
  const wanted = new Set(touched);
  const folders = new Set(
    touched.flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, depth, parents) => parents.slice(0, depth + 1).join('/')),
    ),
  );
  const hits = (path: string): boolean => {
    const plain = path.replace(/\/$/, '');
    return (
      wanted.has(plain) ||
      folders.has(plain) ||
      plain.split('/').some((_, depth, all) => depth > 0 && wanted.has(all.slice(0, depth).join('/')))
    );
  };
  return dirty.filter(hits);
};

export const previewLanding = async (
  parts: ReviewParts,
  place: ThreadPlace & { readonly path: string },
  how: LandingMethod,
  title: string,
  signal?: AbortSignal,
): Promise<LandingPreview> => {
  const state = await readLanding(parts, place, place.path);
  const outcome = await tryLanding(parts, state, how, signal);
  const uncommitted = await listUncommitted(parts.git, state.ground, state.head);
  const to = outcome.kind === 'tree' ? outcome.tree : outcome.kind === 'commit' ? outcome.commit : null;
  return {
    into: state.into,
    branch: state.branch,
    commits: state.commits,
    behind: state.behind,
    uncommitted,
    conflicts: outcome.kind === 'conflict' ? outcome.paths : [],
    checkout:
      state.checkout === null ? null : { path: state.checkout.path, blockedBy: to === null ? [] : await blockers(parts, state, to) },
    message: landingMessage(how, title, state.branch, state.commits),
  };
};
