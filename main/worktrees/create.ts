/** Makes what was planned: branch and folder at once, then the files, then what git ignores. */
import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, failure } from '#contract/failure.ts';
import { effectiveSettings } from '#contract/projects.ts';
import { failureOf } from '#main/base/errors.ts';
import { checkoutFiles } from '#main/git/checkout-files.ts';
import { commitTree, OUR_IDENTITY, treeOf } from '#main/git/commit-tree.ts';
import { readBlob } from '#main/git/blob.ts';
import { listFilters, silencedFilters } from '#main/git/quiet-filters.ts';
import { moveRefs, resolveCommit } from '#main/git/refs.ts';
import { knownRepository, type Repository } from '#main/git/repository.ts';
import { stageWorkTree } from '#main/git/stage.ts';
import { findAdminDir, groundAt, type ThreadGround } from '#main/git/thread-ground.ts';
import { withCopiedIndex } from '#main/git/work-index.ts';
import { addWorktree, unregisterWorktree } from '#main/git/worktree-add.ts';
import { isFolder, isThere, pathOf, startRef, type Parts } from './parts.ts';
import { prepareFiles } from './prepare-files.ts';
import type { Created, CreateRequest } from './worktrees.ts';

interface Target {
  readonly path: string;
  readonly branch: string | null;
  readonly commit: string;
}

const makeParent = async (path: string): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    const { message, ...why } = failureOf(error);
    throw new AppError({
      ...why,
      message: `The folder ${dirname(path)} cannot be made: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    });
  }
};

/** Registers folder and branch, or finds them as an earlier try left them. Gives git's folder for the worktree. */
export const placeWorktree = async (parts: Parts, repository: Repository, target: Target, signal: AbortSignal): Promise<string> => {
  const { git } = parts;
  const { commonDir } = repository;
  const { path, branch, commit } = target;
  const [known, at] = await Promise.all([
    findAdminDir(commonDir, path),
    branch === null ? null : resolveCommit(git, commonDir, `refs/heads/${branch}`),
  ]);
  if (known !== null && (await isFolder(path))) return known;
  if (await isThere(path)) throw failure('exists', `The folder ${path} is taken.`, 'Move it away, then start the task again.');
  if (at !== null && at !== commit)
    throw failure('exists', `The branch ${branch} was made by somebody else in the meantime.`, 'Give the task another branch.');
  await makeParent(path);
  await addWorktree(git, commonDir, { path, branch, commit, branchExists: at !== null }, { signal });
  const adminDir = await findAdminDir(commonDir, path);
  if (adminDir === null)
    throw failure('git', `git made the worktree ${path} but does not list it.`, 'Run `git worktree list` in the project’s folder.');
  return adminDir;
};

/** Takes back what `placeWorktree` made. The branch goes only while nothing was committed to it. */
export const unplaceWorktree = async (parts: Parts, commonDir: string, target: Target): Promise<void> => {
  const adminDir = await findAdminDir(commonDir, target.path);
  if (adminDir === null) return;
  await parts.trash.throwAway(target.path);
  await unregisterWorktree(commonDir, adminDir);
  if (target.branch === null) return;
  const ref = `refs/heads/${target.branch}`;
  if ((await resolveCommit(parts.git, commonDir, ref)) === target.commit)
    await moveRefs(parts.git, commonDir, [{ ref, to: null, from: target.commit }], 'switchyard: undo');
};

/** The tree of the user's checkout as it lies there, kept by a ref so that a second try finds the same. Their index, stash and HEAD stay. */
const captureCheckout = async (parts: Parts, request: CreateRequest, repository: Repository, parent: string): Promise<string> => {
  const { git, shadows } = parts;
  const ref = startRef(request.thread);
  const earlier = await resolveCommit(git, repository.commonDir, ref);
  if (earlier !== null) return treeOf(git, repository.commonDir, earlier);
  const checkout = await groundAt(shadows, repository, repository.workTree ?? request.project.path);
  const { tree } = await withCopiedIndex(checkout, (copy) =>
    stageWorkTree(git, shadows, copy, { refuseFilters: false, signal: request.signal }),
  );
  const message = `Start of ${request.thread}`;
  const commit = await commitTree(git, repository.commonDir, {
    tree,
    parents: [parent],
    message,
    author: OUR_IDENTITY,
    committer: OUR_IDENTITY,
  });
  await moveRefs(git, repository.commonDir, [{ ref, to: commit }], 'switchyard: start');
  return tree;
};

const isLfsMissing = (error: unknown): boolean => error instanceof AppError && error.failure.message.includes('Git LFS');

/** Files come with the user's own filters, as `git worktree add` would write them; without LFS they come as pointers, and we say so. */
const fillFolder = async (
  parts: Parts,
  request: CreateRequest,
  place: Pick<ThreadGround, 'adminDir' | 'workTree'>,
  files: string,
  index: string | null,
): Promise<readonly string[]> => {
  const onProgress = (done: number, total: number): void => request.onProgress({ step: 'files', done, total });
  const ground = { kind: 'own', folder: place.workTree, gitDir: place.adminDir, workTree: place.workTree } as const;
  const wanted = { files, ...(index === null ? {} : { index }), adminDir: place.adminDir, onProgress };
  const pace = { signal: request.signal };
  try {
    await checkoutFiles(parts.git, { ...wanted, ground }, pace);
    return [];
  } catch (error) {
    if (!isLfsMissing(error)) throw error;
    const plain = { 'filter.lfs.smudge': '', 'filter.lfs.process': '', 'filter.lfs.required': 'false' };
    await checkoutFiles(
      { ...parts.git, run: (git) => parts.git.run({ ...git, config: { ...git.config, ...plain } }) },
      { ...wanted, ground },
      pace,
    );
    return ['Git LFS is not installed: large files are there as pointers only.'];
  }
};

/** Those of the repository's own configuration; see quiet-filters.ts. */
const filterNote = async (parts: Parts, commonDir: string): Promise<readonly string[]> => {
  const request = { ground: { kind: 'own', folder: commonDir, gitDir: commonDir }, args: listFilters, accept: [0, 1] } as const;
  const names = silencedFilters((await parts.git.run(request)).stdout);
  if (names.length === 0) return [];
  const [one = ''] = names;
  const which = names.length === 1 ? `The filter “${one}” is` : `The filters ${names.map((name) => `“${name}”`).join(', ')} are`;
  return [
    `${which} set in the repository’s own configuration and not run: files that want one are there as they are stored. If you trust it, set it for yourself: \`git config --global filter.${one}.smudge COMMAND\`, and clean alike.`,
  ];
};

const submoduleNote = async (parts: Parts, commonDir: string, commit: string): Promise<readonly string[]> =>
  (await readBlob(parts.git, commonDir, { commit, path: '.gitmodules', maxBytes: 0 })) === null
    ? []
    : [
        'The repository has submodules; they are empty in the new worktree. Put `git submodule update --init` into the project’s setup command to fill them.',
      ];

const prepare = async (parts: Parts, request: CreateRequest, repository: Repository, to: string): Promise<readonly string[]> => {
  const { copy = [], seed = [], seedByCopy = false } = effectiveSettings(request.project);
  if (repository.workTree === null || (copy.length === 0 && seed.length === 0)) return [];
  const from = await groundAt(parts.shadows, repository, repository.workTree);
  return prepareFiles({ git: parts.git, from, to, copy, seed, seedByCopy, signal: request.signal });
};

const build = async (parts: Parts, request: CreateRequest, repository: Repository, target: Target): Promise<Created> => {
  const { worktree, onPlaced, placement } = request;
  const { commonDir } = repository;
  const files =
    placement.kind === 'from-checkout'
      ? await captureCheckout(parts, request, repository, target.commit)
      : placement.kind === 'worktree' && placement.start !== undefined
        ? await treeOf(parts.git, commonDir, placement.start.files)
        : target.commit;
  const adminDir = await placeWorktree(parts, repository, target, request.signal);
  onPlaced({ ...worktree, status: 'creating' });
  request.onProgress({ step: 'files', done: null, total: null });
  const place = { adminDir, workTree: await realpath(target.path) };
  const [filled, filters, submodules] = await Promise.all([
    fillFolder(parts, request, place, files, files === target.commit ? null : target.commit),
    filterNote(parts, commonDir),
    submoduleNote(parts, commonDir, target.commit),
    // Not needed here, but by everybody who looks at the thread next.
    parts.shadows.of(commonDir),
  ]);
  const notes = [...filled, ...filters, ...submodules, ...(await prepare(parts, request, repository, place.workTree))];
  if (files !== target.commit) await moveRefs(parts.git, commonDir, [{ ref: startRef(request.thread), to: null }], 'switchyard: start');
  return { worktree: { ...worktree, status: 'ready' }, notes };
};

const cancelled = (signal: AbortSignal, error: unknown): unknown => (signal.aborted ? failure('cancelled', 'Stopped.') : error);

export const create = async (parts: Parts, request: CreateRequest): Promise<Created> => {
  const { worktree } = request;
  const path = pathOf(worktree);
  if (worktree.place !== 'worktree') {
    if (!(await isFolder(path))) throw failure('unavailable', `The folder ${path} is not there.`, 'Bring it back, or remove the thread.');
    return { worktree: { ...worktree, status: 'ready' }, notes: [] };
  }
  const repository = await knownRepository(parts.git, request.project.path);
  const commit = worktree.baseCommit;
  if (commit === null) throw failure('invalid', 'This worktree has no commit to start from.', 'Choose a base.');
  const target = { path, branch: worktree.branch, commit };
  request.onProgress({ step: 'worktree', done: null, total: null });
  const intent = parts.intents.begin({
    kind: 'worktree.create',
    thread: request.thread,
    data: { ...target, commonDir: repository.commonDir },
  });
  try {
    return await build(parts, request, repository, target);
  } catch (error) {
    // Only an abort undoes: after a failure the next try goes on from what is there.
    if (request.signal.aborted) {
      await unplaceWorktree(parts, repository.commonDir, target);
      await moveRefs(parts.git, repository.commonDir, [{ ref: startRef(request.thread), to: null }], 'switchyard: start').catch(
        () => undefined,
      );
    }
    throw cancelled(request.signal, error);
  } finally {
    parts.intents.end(intent);
  }
};
