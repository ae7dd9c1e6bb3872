/** Writes a new skill into a worktree, whatever an agent may have put in the way. */
import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '#contract/failure.ts';
import { isInside } from '#main/base/read-inside.ts';
import { SKILL_FILE, SKILLS_FOLDER } from './find-skills.ts';

const refused = (path: string) =>
  failure(
    'denied',
    `${path} leads out of the worktree, so nothing was written.`,
    'Something replaced it by a link. Look at the folder in a terminal.',
  );

/** Makes the folders one by one: none may be a link. */
const makeFolders = async (root: string, parts: readonly string[]): Promise<string> => {
  let folder = root;
  for (const part of parts) {
    folder = join(folder, part);
    await mkdir(folder).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
    if (!(await lstat(folder)).isDirectory()) throw refused(folder);
  }
  return folder;
};

/** Gives the path in the worktree. Throws AppError `exists`, `denied`. */
export const saveSkill = async (root: string, name: string, text: string): Promise<string> => {
  const realRoot = await realpath(root);
  const folder = await makeFolders(realRoot, [...SKILLS_FOLDER.split('/'), name]);
  const path = join(folder, SKILL_FILE);
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o644).catch(
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
        throw failure('exists', `There is a skill named “${name}” in this worktree already.`, 'Choose another name.');
      throw error;
    },
  );
  try {
    // A folder on the way may have become a link meanwhile: nothing is written outside.
    if (!isInside(realRoot, await realpath(path))) {
      await rm(path, { force: true });
      throw refused(path);
    }
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  return `${SKILLS_FOLDER}/${name}/${SKILL_FILE}`;
};
