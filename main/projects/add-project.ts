/** Adds a folder as a project. */
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { Project } from '#contract/projects.ts';
import { newId } from '#main/base/new-id.ts';
import { findRepositoryIfAny } from '#main/git/repository.ts';
import type { Projects } from './projects.ts';

/** `~` is the home folder; what is relative is refused, as nobody knows to what. */
export const absolutePath = (path: string, home: string): string => {
  const expanded = path === '~' || /^~[\\/]/.test(path) ? join(home, path.slice(1)) : path;
  if (!isAbsolute(expanded))
    throw failure('invalid', `${path} is not a full path.`, 'Give the whole path, beginning at the root or with ~.');
  return resolve(expanded);
};

const assertReadableFolder = async (path: string): Promise<void> => {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))
      throw failure('denied', `You may not read ${path}.`, 'Check who owns the folder.');
    return null;
  });
  if (found === null) throw failure('not-found', `There is no folder ${path}.`, 'Check the path.');
  if (!found.isDirectory()) throw failure('invalid', `${path} is a file.`, 'Choose a folder.');
  await access(path, constants.R_OK | constants.X_OK).catch(() => {
    throw failure('denied', `You may not read ${path}.`, 'Check who owns the folder.');
  });
};

/** The checkout's root, for any folder inside it; the folder itself for a bare repository. */
const rootOf = async (projects: Projects, path: string): Promise<string> => {
  const repository = await findRepositoryIfAny(projects.options.git, path);
  if (repository === null) {
    throw failure(
      'not-found',
      `${path} is not a git repository.`,
      'Choose another folder, or make it one: run `git init` there and commit once.',
      { paths: [path] },
    );
  }
  if (repository.workTree !== null) return realpath(repository.workTree);
  // A folder inside `.git` means the checkout around it.
  return basename(repository.commonDir) === '.git' ? dirname(repository.commonDir) : repository.commonDir;
};

export const newProject = (path: string, name: string, state: Project['state']): Project => ({
  id: newId('p'),
  name,
  path,
  state,
  branch: null,
  defaultBranch: null,
  settings: {},
  file: null,
  fileFailure: null,
  trust: 'not-needed',
  createdAt: Date.now(),
});

/** Adding a folder again gives the project that is there; one that was removed comes back with its settings. */
export const addProject = async (projects: Projects, given: string): Promise<Project> => {
  const path = absolutePath(given, projects.options.home);
  await assertReadableFolder(path);
  const root = await rootOf(projects, path);
  const known = projects.options.rows.findByPath(root);
  const project = projects.put({
    ...(known ?? newProject(root, basename(root).replace(/\.git$/, '') || root, { kind: 'ready' })),
    state: { kind: 'ready' },
  });
  await projects.refresh(project.id);
  return projects.get(project.id);
};
