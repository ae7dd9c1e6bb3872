/** Changes files of a worktree for real. Nothing outside it is ever touched, symbolic links and git's own files included. */
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ChangedFile } from '#contract/items.ts';
import { hunkBetween, unifiedDiff, withDiff } from '#main/agents/file-diff.ts';
import type { FileEdit } from './script.ts';
import { ScriptedFailure } from './stage.ts';

/** A change that is worked out but not yet made. `content` null removes the file. */
export interface PlannedEdit {
  readonly path: string;
  readonly content: string | null;
  readonly change: ChangedFile;
}

const nearestRealFolder = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await nearestRealFolder(parent), relative(parent, path));
  }
};

/** The absolute path inside the worktree; throws for a path that leads out of it or into `.git`. */
const placeInside = async (cwd: string, path: string): Promise<string> => {
  const root = await realpath(cwd);
  const real = await nearestRealFolder(resolve(root, path));
  const inside = relative(root, real);
  const leadsOut = isAbsolute(path) || inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  if (leadsOut || inside.split(sep)[0] === '.git') {
    throw new ScriptedFailure(
      `The script wants to change “${path}”, which is not a file of the worktree.`,
      false,
      'Correct the path in the script.',
    );
  }
  return real;
};

const readText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
};

const newContent = (edit: FileEdit, before: string | null): string | null => {
  if ('remove' in edit) return null;
  if ('content' in edit) return edit.content;
  if (before?.includes(edit.find) === true) return before.replace(edit.find, () => edit.replace);
  // The turn is played again after an interruption: the change was made the first time.
  if (before?.includes(edit.replace) === true) return before;
  throw new ScriptedFailure(
    `The script wants to change a part of “${edit.path}” that is not there.`,
    false,
    'Correct `find` in the script.',
  );
};

const changeOf = (path: string, before: string | null, after: string | null): ChangedFile => {
  const kind = before === null ? 'add' : after === null ? 'delete' : 'update';
  return withDiff({ path, kind }, unifiedDiff(kind, path, undefined, hunkBetween(before ?? '', after ?? '')));
};

/** Works out what the edits would do, several of the same file one after the other. */
export const planEdits = async (cwd: string, edits: readonly FileEdit[]): Promise<readonly PlannedEdit[]> => {
  const planned = new Map<string, { edit: FileEdit; before: string | null; content: string | null }>();
  for (const edit of edits) {
    const path = await placeInside(cwd, edit.path);
    const earlier = planned.get(path);
    const before = earlier === undefined ? await readText(path) : earlier.before;
    planned.set(path, { edit, before, content: newContent(edit, earlier === undefined ? before : earlier.content) });
  }
  return [...planned].map(([path, { edit, before, content }]) => ({
    path,
    content,
    change: changeOf(edit.path, before, content),
  }));
};

export const applyEdits = async (edits: readonly PlannedEdit[]): Promise<void> => {
  for (const { path, content } of edits) {
    if (content === null) await rm(path, { force: true });
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }
};
