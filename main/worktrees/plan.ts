/** Chooses where a thread will work: folder, branch, base and ports. Touches nothing. */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { failure } from '#contract/failure.ts';
import { effectiveSettings } from '#contract/projects.ts';
import type { Placement, Worktree } from '#contract/threads.ts';
import { branchOf, readHead, type Head } from '#main/git/head.ts';
import { branchExists, isBranchName, listBranches, mergeBase, resolveCommit } from '#main/git/refs.ts';
import { knownRepository, type Repository } from '#main/git/repository.ts';
import { listAdminDirs } from '#main/git/thread-ground.ts';
import type { Parts } from './parts.ts';
import { branchTemplate, isFolder, isThere } from './parts.ts';
import {
  branchFromTemplate,
  folderFromTemplate,
  freeBranch,
  freePath,
  hasOwnFolder,
  isBranchFree,
  type NameFields,
} from './place-names.ts';
import { choosePorts } from './ports.ts';
import type { PlanRequest } from './worktrees.ts';

const empty = failure.bind(
  null,
  'invalid',
  'This repository has no commits yet, so nothing can start from it.',
  'Make a first commit, or let the task work in the project’s own folder.',
);

const headOf = (parts: Parts, repository: Repository): Promise<Head> =>
  readHead(parts.git, { commonDir: repository.commonDir, adminDir: repository.gitDir });

interface Base {
  readonly name: string | null;
  readonly commit: string;
}

const atHead = async (parts: Parts, repository: Repository): Promise<Base> => {
  const head = await headOf(parts, repository);
  if (head.commit === null) throw empty();
  return { name: branchOf(head) ?? head.commit, commit: head.commit };
};

/** Base of a new worktree: the one named, else the project's, else what is checked out. */
const chooseBase = async (parts: Parts, request: PlanRequest, repository: Repository, named: string | null): Promise<Base> => {
  const { project } = request;
  const { commonDir } = repository;
  const wanted = named ?? effectiveSettings(project).base ?? null;
  if (wanted !== null && wanted !== '') {
    const commit = await resolveCommit(parts.git, commonDir, wanted);
    if (commit !== null) return { name: wanted, commit };
    if ((await resolveCommit(parts.git, commonDir, 'HEAD')) === null && (await listBranches(parts.git, commonDir)).length === 0)
      throw empty();
    throw failure('not-found', `There is no branch, tag or commit named ${wanted}.`, 'Choose another base.');
  }
  for (const name of [project.defaultBranch, project.branch]) {
    const commit = name === null ? null : await resolveCommit(parts.git, commonDir, `refs/heads/${name}`);
    if (name !== null && commit !== null) return { name, commit };
  }
  return atHead(parts, repository);
};

/** Base of a worktree that takes over what lies in the project's own checkout. */
const checkedOut = async (parts: Parts, repository: Repository): Promise<Base> => {
  if (repository.workTree === null) throw failure('invalid', 'This project has no checkout to start from.', 'Start from a branch.');
  return atHead(parts, repository);
};

const chooseBranch = async (
  parts: Parts,
  request: PlanRequest,
  commonDir: string,
  named: string | null,
  fields: NameFields,
): Promise<string> => {
  const reserved = request.reserved.flatMap(({ branch }) => (branch === null ? [] : [branch]));
  const taken = [...(await listBranches(parts.git, commonDir)), ...reserved];
  if (named === null || named.trim() === '') {
    const template = branchTemplate(parts, request.project);
    return freeBranch(branchFromTemplate(template, fields), taken, hasOwnFolder(template));
  }
  const branch = named.trim();
  if (!(await isBranchName(parts.git, commonDir, branch)))
    throw failure('invalid', `git does not take “${branch}” as the name of a branch.`, 'Choose another name.');
  if (!isBranchFree(branch, taken) || (await branchExists(parts.git, commonDir, branch))) {
    throw failure(
      'exists',
      `The branch ${branch} exists already, or lies above or below one that does.`,
      'Choose another name, or leave it empty.',
    );
  }
  return branch;
};

const planNew = async (
  parts: Parts,
  request: PlanRequest,
  repository: Repository,
  placement: Extract<Placement, { kind: 'worktree' | 'from-checkout' }>,
): Promise<Worktree> => {
  const { project } = request;
  const fields: NameFields = {
    title: request.title,
    thread: request.thread,
    agent: request.agent,
    project: project.name,
    date: new Date(),
  };
  const [base, branch] = await Promise.all([
    placement.kind === 'worktree' ? chooseBase(parts, request, repository, placement.base) : checkedOut(parts, repository),
    chooseBranch(parts, request, repository.commonDir, placement.branch, fields),
  ]);
  const template = effectiveSettings(project).worktrees ?? parts.settings().worktrees;
  const reserved = new Set(request.reserved.map(({ path }) => path));
  const registered = new Set((await listAdminDirs(repository.commonDir)).map(({ workTree }) => workTree));
  const isTaken = async (path: string): Promise<boolean> => reserved.has(path) || registered.has(path) || (await isThere(path));
  const path = await freePath(folderFromTemplate(template, fields, project.path, parts.paths.worktrees), isTaken);
  return { ...nowhere, place: 'worktree', status: 'planned', path, branch, base: base.name, baseCommit: startOf(placement) ?? base.commit };
};

const startOf = (placement: Placement): string | undefined => (placement.kind === 'worktree' ? placement.start?.commit : undefined);

const nowhere: Worktree = {
  place: 'worktree',
  status: 'planned',
  path: null,
  branch: null,
  base: null,
  baseCommit: null,
  firstPort: null,
  bytes: null,
  snapshot: null,
};

const planCheckout = async (parts: Parts, repository: Repository): Promise<Worktree> => {
  if (repository.workTree === null)
    throw failure('invalid', 'This project is a bare repository: it has no checkout to work in.', 'Give the task a worktree of its own.');
  const head = await headOf(parts, repository);
  const branch = branchOf(head);
  return { ...nowhere, place: 'checkout', status: 'ready', path: repository.workTree, branch, base: branch, baseCommit: head.commit };
};

const planAdopted = async (parts: Parts, request: PlanRequest, repository: Repository, wanted: string): Promise<Worktree> => {
  const path = await realpath(resolve(request.project.path, wanted)).catch(() => null);
  if (path === null || !(await isFolder(path)))
    throw failure('not-found', `The folder ${wanted} is not there.`, 'Choose another worktree.');
  const known = await Promise.all(
    (await listAdminDirs(repository.commonDir)).map(async (entry) => ({
      ...entry,
      real: await realpath(entry.workTree).catch(() => null),
    })),
  );
  const entry = known.find(({ real }) => real === path);
  if (entry === undefined)
    throw failure('invalid', `${wanted} is no worktree of this project.`, 'Choose one that `git worktree list` shows.');
  const head = await readHead(parts.git, { commonDir: repository.commonDir, adminDir: entry.adminDir });
  const base = await chooseBase(parts, request, repository, null).catch(() => null);
  const from = base === null || head.commit === null ? null : await mergeBase(parts.git, repository.commonDir, base.commit, head.commit);
  return {
    ...nowhere,
    place: 'adopted',
    status: 'ready',
    path,
    branch: branchOf(head),
    base: base?.name ?? null,
    baseCommit: from ?? head.commit,
  };
};

export const plan = async (parts: Parts, request: PlanRequest): Promise<Worktree> => {
  const { placement, project } = request;
  const repository = await knownRepository(parts.git, project.path);
  const planned = async (): Promise<Worktree> => {
    switch (placement.kind) {
      case 'worktree':
      case 'from-checkout':
        return planNew(parts, request, repository, placement);
      case 'checkout':
        return planCheckout(parts, repository);
      case 'adopt':
        return planAdopted(parts, request, repository, placement.path);
    }
  };
  const [worktree, firstPort] = await Promise.all([planned(), choosePorts(request.portsTaken, parts.paths.folder)]);
  return { ...worktree, firstPort };
};
