/**
 * A thread's branch beyond this machine: pushed with the user's own git, its pull request through their `gh` or on the
 * forge's page. What the forge says of it comes back into the thread's row, and as notices when it is news.
 *
 * Called by: forge-handlers.ts, forge-watch.ts.
 */
import { failure } from '#contract/failure.ts';
import type { ForgeLook, PullRequest } from '#contract/forge.ts';
import type { ThreadId } from '#contract/ids.ts';
import { failureOf } from '#main/base/errors.ts';
import { listUncommitted } from '#main/git/uncommitted.ts';
import { placeOf, type ReviewParts } from '#main/review/compute-changes.ts';
import { readLanding, type LandingState } from '#main/review/landing.ts';
import { forgeAddress, newPullRequestPage, shownAddress, type ForgeAddress } from './forge-address.ts';
import type { Gh } from './gh.ts';
import { proposePullRequest } from './proposed.ts';
import { distance, push, pushRemote, seenThere, type Remote } from './push.ts';

export interface ForgeDeps {
  readonly review: ReviewParts;
  readonly gh: Gh;
  readonly describe: (thread: ThreadId) => { readonly title: string; readonly prompt: string | null } | null;
  /** What the forge says now, whenever it was asked. */
  readonly onPullRequest: (thread: ThreadId, pullRequest: PullRequest) => void;
}

interface Standing {
  readonly state: LandingState;
  readonly base: string;
  readonly remote: Remote | null;
  readonly address: ForgeAddress | null;
}

const stand = async (deps: ForgeDeps, thread: ThreadId): Promise<Standing> => {
  const place = placeOf(deps.review, thread);
  const state = await readLanding(deps.review, place, place.path);
  if (state.ref === null)
    throw failure('invalid', 'The worktree has no branch checked out, so there is nothing to push.', 'Make a branch there first.');
  const remote = await pushRemote(deps.review.git, state.repository.commonDir, state.branch, state.into);
  return { state, base: state.into, remote, address: remote === null ? null : forgeAddress(remote.url) };
};

const needRemote = ({ remote }: Standing): Remote => {
  if (remote !== null) return remote;
  throw failure('unavailable', 'The repository has no remote to push to.', 'Add one with `git remote add origin ADDRESS` in a terminal.');
};

const wayOf = async (deps: ForgeDeps, { address, remote }: Standing, signal: AbortSignal): Promise<ForgeLook['way']> => {
  if (remote === null) return { kind: 'none', why: 'The repository has no remote.' };
  if (address === null || address.kind === 'other') return { kind: 'none', why: 'Switchyard does not know the pages of this forge.' };
  if (address.kind !== 'github') return { kind: 'page', why: 'Opens on the forge’s page.' };
  const trouble = await deps.gh.trouble(address.host, signal);
  return trouble === null ? { kind: 'gh' } : { kind: 'page', why: trouble };
};

const proposalOf = (deps: ForgeDeps, thread: ThreadId, { state }: Standing) => {
  const told = deps.describe(thread);
  return proposePullRequest({ title: told?.title ?? state.branch, prompt: told?.prompt ?? null, commits: state.commits });
};

export const lookAtForge = async (deps: ForgeDeps, thread: ThreadId, signal: AbortSignal): Promise<ForgeLook> => {
  const standing = await stand(deps, thread);
  const { state, base, remote, address } = standing;
  const { git } = deps.review;
  const { commonDir } = state.repository;
  const [seen, uncommitted, way] = await Promise.all([
    remote === null ? null : seenThere(git, commonDir, remote.name, state.branch),
    listUncommitted(git, state.ground, state.head),
    wayOf(deps, standing, signal),
  ]);
  let [pullRequest, trouble]: [PullRequest | null, string | null] = [null, null];
  if (way.kind === 'gh' && address !== null) {
    try {
      pullRequest = await deps.gh.find(address, state.branch, signal);
      if (pullRequest !== null) deps.onPullRequest(thread, pullRequest);
    } catch (error) {
      signal.throwIfAborted();
      trouble = failureOf(error).message;
    }
  }
  return {
    ...{ branch: state.branch, base, uncommitted: uncommitted.length, way, pullRequest, trouble },
    remote: remote === null ? null : { name: remote.name, url: shownAddress(remote.url), kind: address?.kind ?? 'other' },
    pushed: await distance(git, commonDir, state.head, seen),
    proposed: proposalOf(deps, thread, standing),
  };
};

const pushBranch = (deps: ForgeDeps, standing: Standing, force: boolean, signal: AbortSignal): Promise<string | null> => {
  const { state } = standing;
  const request = { remote: needRemote(standing), branch: state.branch, head: state.head, force, signal };
  return push(deps.review.git, state.repository.commonDir, request);
};

export const pushThread = async (deps: ForgeDeps, thread: ThreadId, force: boolean, signal: AbortSignal) => {
  const standing = await stand(deps, thread);
  const page = await pushBranch(deps, standing, force, signal);
  return { remote: needRemote(standing).name, page };
};

export interface OpenRequest {
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
}

export const openPullRequest = async (deps: ForgeDeps, thread: ThreadId, request: OpenRequest, signal: AbortSignal) => {
  const standing = await stand(deps, thread);
  const { state, base, address } = standing;
  if (state.commits.length === 0) throw failure('invalid', `${base} has every commit of this branch already.`, 'Commit the changes first.');
  const answered = await pushBranch(deps, standing, false, signal);
  const way = await wayOf(deps, standing, signal);
  const wanted = { branch: state.branch, base, title: request.title, body: request.body };
  if (way.kind === 'gh' && address !== null) {
    const url = await deps.gh.create(address, { ...wanted, draft: request.draft }, signal);
    const found = await deps.gh.find(address, state.branch, signal).catch(() => null);
    if (found !== null) deps.onPullRequest(thread, found);
    return { url, page: null };
  }
  const page = (address === null ? null : newPullRequestPage(address, wanted)) ?? answered;
  if (page === null)
    throw failure(
      'unavailable',
      'The branch was pushed, but Switchyard does not know where this forge opens pull requests.',
      'Open it in your browser.',
    );
  return { url: null, page };
};

export const readCheckLog = async (deps: ForgeDeps, thread: ThreadId, check: string, signal: AbortSignal): Promise<string> => {
  const { state, address } = await stand(deps, thread);
  if (address === null || address.kind !== 'github') throw failure('unavailable', 'Logs of checks are read from GitHub only.');
  const found = (await deps.gh.checks(address, state.branch, signal)).find(({ id }) => id === check);
  if (found === undefined) throw failure('not-found', 'This check is gone.', 'Look again.');
  return deps.gh.log(address, found.url, signal);
};
