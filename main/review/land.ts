/**
 * Lands a thread's branch in its base: compute the commit, write the backup, move the base, and its checkout when asked.
 * Then the thread goes on from there (follow-landing.ts).
 */
import { AppError, failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Landed, LandingMethod } from '#contract/landing.ts';
import { log } from '#main/base/log.ts';
import { commitTree, readIdentity, treeOf } from '#main/git/commit-tree.ts';
import { moveRefs, resolveCommit } from '#main/git/refs.ts';
import { totalsBetween } from '#main/git/totals-between.ts';
import { findRepository } from '#main/git/repository.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';
import { backupOf } from './backup.ts';
import type { ReviewParts } from './compute-changes.ts';
import { finishFollow, follow, planToFollow, type Follow } from './follow-landing.ts';
import { blockers, readLanding, tryLanding, type LandingState } from './landing.ts';
import { landingMessage } from './message.ts';
import { finishMove, moveFiles, type MovableCheckout } from './move-checkout.ts';

export interface LandRequest {
  readonly how: LandingMethod;
  readonly message?: string | undefined;
  readonly moveCheckout: boolean;
  readonly title: string;
  /** The agent is at work: its branch and its files are left alone. */
  readonly isRunning: boolean;
  readonly signal?: AbortSignal | undefined;
}

const KIND = 'review.land';

const conflicts = (paths: readonly string[], into: string): AppError =>
  failure(
    'conflict',
    `The change does not merge into ${into}.`,
    `Ask the agent to merge ${into} into its branch and resolve the conflicts, then try again. Nothing was changed.`,
    { paths },
  );

/** Makes the commit that the base will point to. Nothing points to it yet: giving up here leaves no trace. */
const makeCommit = async (parts: ReviewParts, state: LandingState, request: LandRequest): Promise<string> => {
  const { git } = parts;
  const { commonDir } = state.repository;
  const outcome = await tryLanding(parts, state, request.how, request.signal);
  if (outcome.kind === 'conflict') throw conflicts(outcome.paths, state.into);
  if (outcome.kind === 'commit') return outcome.commit;
  if (outcome.tree === (await treeOf(git, commonDir, state.base)))
    throw failure('invalid', `The branch changes nothing that ${state.into} does not have already.`);
  const author = await readIdentity(git, commonDir);
  const proposed = landingMessage(request.how, request.title, state.branch, state.commits);
  const message = request.message === undefined || request.message.trim() === '' ? proposed : request.message;
  const parents = request.how === 'merge' ? [state.base, state.head] : [state.base];
  return commitTree(git, commonDir, { tree: outcome.tree, parents, message, author, committer: author }, { signal: request.signal });
};

const assertMovable = async (parts: ReviewParts, state: LandingState, commit: string, moveCheckout: boolean): Promise<void> => {
  const { checkout, into } = state;
  if (checkout === null) return;
  if (!moveCheckout) {
    throw failure(
      'conflict',
      `${into} is checked out in ${checkout.path}, which would fall behind.`,
      'Allow Switchyard to move that checkout along, or check out another branch there.',
    );
  }
  const paths = await blockers(parts, state, commit);
  if (paths.length > 0)
    throw failure(
      'conflict',
      `Uncommitted changes in ${checkout.path} stand in the way.`,
      'Commit or stash them there, then try again. Nothing was changed.',
      { paths },
    );
};

/** The base and its backup move together or not at all; only from where the base was when everything was computed. */
const moveBase = (
  parts: ReviewParts,
  commonDir: string,
  thread: ThreadId,
  { into, from, to }: { readonly into: string; readonly from: string; readonly to: string },
): Promise<void> => moveRefs(parts.git, commonDir, [backupOf(thread, from), { ref: `refs/heads/${into}`, to, from }], 'switchyard: land');

export const land = async (
  parts: ReviewParts,
  intents: Intents,
  place: ThreadPlace & { readonly path: string },
  request: LandRequest,
): Promise<Landed> => {
  const { git, shadows } = parts;
  const state = await readLanding(parts, place, place.path);
  const { repository, into, base, checkout } = state;
  if (state.commits.length === 0)
    throw failure('invalid', `Nothing to land: ${into} has every commit of this thread.`, 'Commit the changes first.');
  const to = await makeCommit(parts, state, request);
  if (to === base) throw failure('invalid', `The branch changes nothing that ${into} does not have already.`);
  await assertMovable(parts, state, to, request.moveCheckout);
  const plan = await planToFollow(place, state, to, request.isRunning);
  const changes = await totalsBetween(git, repository.commonDir, base, to);
  request.signal?.throwIfAborted();
  const data = { into, from: base, to, how: request.how, project: place.project.path, checkout, follow: plan.follow };
  const intent = intents.begin({ kind: KIND, thread: place.thread, data });
  try {
    if (checkout !== null) await moveFiles(git, shadows, repository, checkout, base, to);
    try {
      await moveBase(parts, repository.commonDir, place.thread, { into, from: base, to });
    } catch (error) {
      // The base moved in this very moment: the checkout goes back to where its branch was.
      if (checkout !== null) await moveFiles(git, shadows, repository, checkout, to, base);
      throw error;
    }
    const stays = plan.follow === null ? plan.stays : await follow(parts, repository, place.thread, plan.follow);
    return { into, commit: to, how: request.how, changes, stays };
  } finally {
    intents.end(intent);
  }
};

interface Cut {
  readonly into: string;
  readonly from: string;
  readonly to: string;
  readonly how: LandingMethod;
  readonly project: string;
  readonly checkout: MovableCheckout | null;
  /** Absent in intents of earlier versions. */
  readonly follow?: Follow | null;
}

const finishOne = async (parts: ReviewParts, thread: ThreadId, cut: Cut): Promise<Landed | null> => {
  const repository = await findRepository(parts.git, cut.project);
  const at = await resolveCommit(parts.git, repository.commonDir, `refs/heads/${cut.into}`);
  // Somebody moved the base since: leave it to them.
  if (at !== cut.to && at !== cut.from) return null;
  if (at === cut.from) {
    if (cut.checkout !== null) await finishMove(parts.git, parts.shadows, repository, cut.checkout, cut.from, cut.to);
    await moveBase(parts, repository.commonDir, thread, cut);
  }
  const stays = cut.follow == null ? null : await finishFollow(parts, repository, thread, cut.follow);
  const changes = await totalsBetween(parts.git, repository.commonDir, cut.from, cut.to);
  return { into: cut.into, commit: cut.to, how: cut.how, changes, stays };
};

/** On boot: finishes landings that a crash cut, so that base and checkout agree again. Gives what landed. */
export const finishLandings = async (
  parts: ReviewParts,
  intents: Intents,
): Promise<readonly { readonly thread: ThreadId; readonly landed: Landed }[]> => {
  const finished: { thread: ThreadId; landed: Landed }[] = [];
  for (const intent of intents.open(KIND)) {
    try {
      const landed = intent.thread === null ? null : await finishOne(parts, intent.thread, intent.data as unknown as Cut);
      if (intent.thread !== null && landed !== null) finished.push({ thread: intent.thread, landed });
      intents.end(intent.id);
    } catch (error) {
      log.warning('review.landing-not-finished', { thread: intent.thread, error });
      // What stands in the way now may be gone at the next boot; a repository that is gone never comes back by waiting.
      if (error instanceof AppError && error.failure.kind !== 'busy') intents.end(intent.id);
    }
  }
  return finished;
};
