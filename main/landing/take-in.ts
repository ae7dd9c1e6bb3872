/**
 * Takes the base into a thread's branch: a merge of it, or a rebase onto it. Everything is computed in the object store;
 * only when all is resolved do branch and worktree move, together with a backup of where the branch was.
 */
import { failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { ConflictFile, TakeInLook, TakeInMethod, TakenIn } from '#contract/landing.ts';
import { log } from '#main/base/log.ts';
import { commitTree, readIdentity } from '#main/git/commit-tree.ts';
import { countCommits, resolveCommit } from '#main/git/refs.ts';
import { findRepository } from '#main/git/repository.ts';
import { tryMerge } from '#main/git/merge-tree.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import { finishFollow, follow, planToFollow, type Follow } from '#main/review/follow-landing.ts';
import { readLanding, type LandingState } from '#main/review/landing.ts';
import { replay, type ReplayStep } from '#main/review/replay.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';
import { conflictFiles, mergeSides, rebaseSides, resolvedTree, type Conflict, type ResolutionOf, type Sides } from './conflicts.ts';

export interface TakeInParts {
  readonly review: ReviewParts;
  readonly intents: Intents;
  readonly resolutionOf: (thread: ThreadId) => ResolutionOf;
}

type Place = ThreadPlace & { readonly path: string };

/** The commit the branch would move to, or what stands in the way. */
type Result =
  | { readonly kind: 'commit'; readonly commit: string; readonly resolved: number }
  | { readonly kind: 'conflict'; readonly conflict: Conflict; readonly sides: Sides; readonly step: ReplayStep | null };

const byMerge = async (parts: TakeInParts, thread: ThreadId, state: LandingState, signal: AbortSignal): Promise<Result> => {
  const { git, shadows } = parts.review;
  const { commonDir } = state.repository;
  const trial = await tryMerge(git, shadows, commonDir, state.head, state.base, { signal });
  const tree =
    trial.kind === 'clean' ? trial.tree : await resolvedTree(git, shadows, commonDir, trial, mergeSides, parts.resolutionOf(thread));
  if (trial.kind === 'conflict' && tree === null) return { kind: 'conflict', conflict: trial, sides: mergeSides, step: null };
  const author = await readIdentity(git, commonDir);
  const message = `Merge ${state.into} into ${state.branch}`;
  const commit = { tree: tree ?? '', parents: [state.head, state.base], message, author, committer: author };
  return {
    kind: 'commit',
    commit: await commitTree(git, commonDir, commit, { signal }),
    resolved: trial.kind === 'clean' ? 0 : trial.paths.length,
  };
};

const byRebase = async (parts: TakeInParts, thread: ThreadId, state: LandingState, signal: AbortSignal): Promise<Result> => {
  const { git, shadows } = parts.review;
  const { commonDir } = state.repository;
  let resolved = 0;
  const replayed = await replay(git, shadows, {
    ...{ commonDir, onto: state.base, head: state.head, signal },
    settle: async (trial) => {
      const tree = await resolvedTree(git, shadows, commonDir, trial, rebaseSides, parts.resolutionOf(thread));
      if (tree !== null) resolved += trial.paths.length;
      return tree;
    },
  });
  return replayed.kind === 'done'
    ? { kind: 'commit', commit: replayed.commit, resolved }
    : { kind: 'conflict', conflict: replayed.trial, sides: rebaseSides, step: replayed.step };
};

const compute = (parts: TakeInParts, thread: ThreadId, state: LandingState, how: TakeInMethod, signal: AbortSignal): Promise<Result> =>
  how === 'merge' ? byMerge(parts, thread, state, signal) : byRebase(parts, thread, state, signal);

const filesOf = (parts: TakeInParts, thread: ThreadId, state: LandingState, result: Extract<Result, { kind: 'conflict' }>) =>
  conflictFiles(
    parts.review.git,
    state.repository.commonDir,
    result.conflict,
    { sides: result.sides, into: state.into },
    parts.resolutionOf(thread),
  );

/** Touches nothing but the object store. */
export const lookAtTakeIn = async (parts: TakeInParts, place: Place, how: TakeInMethod, signal: AbortSignal): Promise<TakeInLook> => {
  const state = await readLanding(parts.review, place, place.path);
  const { into, behind } = state;
  if (behind === 0) return { kind: 'current', into };
  const result = await compute(parts, place.thread, state, how, signal);
  if (result.kind === 'commit') return { kind: 'clean', into, behind, resolved: result.resolved };
  return { kind: 'conflict', into, behind, step: result.step, files: await filesOf(parts, place.thread, state, result) };
};

const KIND = 'landing.take-in';

const unresolved = (into: string, files: readonly ConflictFile[]) => {
  const paths = files.filter(({ resolution }) => resolution === null).map(({ path }) => path);
  return failure('conflict', `Some files conflict with ${into}.`, 'Resolve them first. Nothing was changed.', { paths });
};

const moveTo = async (parts: TakeInParts, place: Place, state: LandingState, to: string, isRunning: boolean): Promise<void> => {
  const plan = await planToFollow(place, state, to, isRunning);
  if (plan.follow === null) {
    if (plan.stays === null) return;
    throw failure(isRunning ? 'busy' : 'conflict', plan.stays, isRunning ? 'Stop the agent or wait for it, then try again.' : undefined);
  }
  const intent = parts.intents.begin({ kind: KIND, thread: place.thread, data: { project: place.project.path, follow: plan.follow } });
  try {
    const stays = await follow(parts.review, state.repository, place.thread, plan.follow);
    if (stays !== null) throw failure('conflict', stays, 'Commit the changes first, or set them aside. Nothing was changed.');
  } finally {
    parts.intents.end(intent);
  }
};

export interface TakeInRequest {
  readonly how: TakeInMethod;
  /** The agent is at work: its branch and its files are left alone. */
  readonly isRunning: boolean;
  readonly signal: AbortSignal;
}

export const takeIn = async (parts: TakeInParts, place: Place, request: TakeInRequest): Promise<TakenIn> => {
  const state = await readLanding(parts.review, place, place.path);
  const { into, head } = state;
  if (state.behind === 0) throw failure('invalid', `The branch has everything of ${into} already.`);
  const result = await compute(parts, place.thread, state, request.how, request.signal);
  if (result.kind === 'conflict') throw unresolved(into, await filesOf(parts, place.thread, state, result));
  await moveTo(parts, place, state, result.commit, request.isRunning);
  return { into, from: head, to: result.commit };
};

/** Back to where the branch was before, as long as nothing was built on what was taken in. */
export const undoTakeIn = async (
  parts: TakeInParts,
  place: Place,
  taken: Pick<TakenIn, 'from' | 'to'>,
  isRunning: boolean,
): Promise<void> => {
  const { git } = parts.review;
  const state = await readLanding(parts.review, place, place.path);
  if (state.head !== taken.to)
    throw failure(
      'conflict',
      'The branch has moved on since.',
      'Look at its commits in a terminal; the former one is kept under refs/switchyard/before.',
    );
  const { commonDir } = state.repository;
  const kept = await git.text({
    ground: { kind: 'own', folder: commonDir, gitDir: commonDir },
    args: ['for-each-ref', '--format=%(objectname)', `refs/switchyard/before/${place.thread}`],
  });
  const former = await resolveCommit(git, commonDir, taken.from);
  if (former === null || !kept.split('\n').includes(former))
    throw failure('not-found', 'There is no record of where the branch was before.');
  // What was before the base was taken in lacks what came from the base, and nothing of the thread's own.
  if ((await countCommits(git, commonDir, taken.to, former)) === 0) throw failure('invalid', 'There is nothing to undo.');
  await moveTo(parts, place, state, former, isRunning);
};

/** On boot: finishes what a crash cut. */
export const finishTakeIns = async (parts: Pick<TakeInParts, 'review' | 'intents'>): Promise<void> => {
  for (const intent of parts.intents.open(KIND)) {
    const { project, follow: cut } = intent.data as { readonly project: string; readonly follow: Follow };
    try {
      if (intent.thread !== null) await finishFollow(parts.review, await findRepository(parts.review.git, project), intent.thread, cut);
    } catch (error) {
      log.warning('landing.take-in-not-finished', { thread: intent.thread, error });
    }
    parts.intents.end(intent.id);
  }
};
