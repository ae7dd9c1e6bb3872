/** What a project's folder says now: state, branches, settings file. Asks git and the disk; changes nothing. */
import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, failure, type Failure } from '#contract/failure.ts';
import type { Project } from '#contract/projects.ts';
import { failureOf } from '#main/base/errors.ts';
import { readBlob } from '#main/git/blob.ts';
import type { Git } from '#main/git/git.ts';
import { ofRepository } from '#main/git/ground.ts';
import { branchOf, readHead } from '#main/git/head.ts';
import { branchExists } from '#main/git/refs.ts';
import { findRepository, type Repository } from '#main/git/repository.ts';
import { FILE_MAX_BYTES, FILE_NAME, parseSettingsFile, type SettingsFile } from './switchyard-file.ts';

export type Seen = Pick<Project, 'state' | 'branch' | 'defaultBranch' | 'file' | 'fileFailure'>;

const usualNames = ['main', 'master', 'trunk', 'develop'];

/** The branch the remote calls its default, else a usual name, else the one checked out. */
const findDefaultBranch = async (git: Git, commonDir: string, current: string | null): Promise<string | null> => {
  const remote = await git.run({
    ground: ofRepository(commonDir),
    args: ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'],
    accept: [0, 1, 128],
  });
  const named =
    remote.code === 0
      ? remote.stdout
          .toString('utf8')
          .trim()
          .replace(/^origin\//, '')
      : null;
  for (const name of named === null ? usualNames : [named, ...usualNames]) if (await branchExists(git, commonDir, name)) return name;
  return current;
};

const readText = async (path: string): Promise<string | null> => {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return null;
      if (stat.size > FILE_MAX_BYTES)
        throw failure('invalid', `${FILE_NAME} is larger than ${FILE_MAX_BYTES / 1000} kB.`, 'It is a settings file: keep it small.');
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
};

const readSettingsFile = async (git: Git, repository: Repository): Promise<SettingsFile> => {
  try {
    const text =
      repository.workTree === null
        ? ((await readBlob(git, repository.commonDir, { commit: 'HEAD', path: FILE_NAME, maxBytes: FILE_MAX_BYTES }))?.content?.toString(
            'utf8',
          ) ?? null)
        : await readText(join(repository.workTree, FILE_NAME));
    return text === null ? { file: null, failure: null } : parseSettingsFile(text);
  } catch (error) {
    return { file: null, failure: failureOf(error) };
  }
};

const mayRead = async (repository: Repository): Promise<Failure | null> => {
  try {
    await access(repository.commonDir, constants.R_OK | constants.X_OK);
    if (repository.workTree !== null) await access(repository.workTree, constants.R_OK | constants.X_OK);
    return null;
  } catch (error) {
    return failureOf(error);
  }
};

export const lookAtProject = async (git: Git, path: string): Promise<Seen> => {
  try {
    const repository = await findRepository(git, path);
    const denied = await mayRead(repository);
    if (denied !== null) throw new AppError(denied);
    const head = await readHead(git, { commonDir: repository.commonDir, adminDir: repository.gitDir });
    const branch = head.commit === null ? null : branchOf(head);
    const { file, failure: fileFailure } = await readSettingsFile(git, repository);
    return {
      state: { kind: 'ready' },
      branch,
      defaultBranch: await findDefaultBranch(git, repository.commonDir, branch),
      file,
      fileFailure,
    };
  } catch (error) {
    return { state: { kind: 'unavailable', failure: failureOf(error) }, branch: null, defaultBranch: null, file: null, fileFailure: null };
  }
};
