/**
 * AGENTS.md: what a project tells every agent. From the worktree's root to the folder worked in, and on to the files that are
 * touched; where two differ the nearer one wins. Read with bounds and never through a link that leaves the worktree.
 *
 * Called by: skills/guidance.ts, and by the handlers that list what an agent sees.
 */
import { dirname, join, relative, sep } from 'node:path';
import type { InstructionFile } from '#contract/context.ts';
import { isInside, readInside } from '#main/base/read-inside.ts';

export const INSTRUCTIONS_NAME = 'AGENTS.md';
/** Of one file, and of all together: the nearest keep theirs. About 16,000 tokens. */
export const FILE_MAX_BYTES = 32_768;
export const WHOLE_MAX_BYTES = 65_536;
/** Folders looked into at once. */
const FOLDERS_MAX = 64;

/** The folders whose instructions hold for `cwd` and `files` (absolute), relative to the root, the outermost first. */
export const instructionFolders = (root: string, cwd: string, files: readonly string[] = []): readonly string[] => {
  const folders = new Set<string>();
  for (const place of [cwd, ...files.map((file) => dirname(file))]) {
    if (!isInside(root, place)) continue;
    const parts = relative(root, place).split(sep).filter(Boolean);
    for (let depth = 0; depth <= parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
  }
  const depthOf = (folder: string): number => (folder === '' ? 0 : folder.split('/').length);
  return [...folders].sort((one, other) => depthOf(one) - depthOf(other) || one.localeCompare(other)).slice(0, FOLDERS_MAX);
};

export interface LoadedInstructions extends InstructionFile {
  readonly text: string;
}

const pathIn = (folder: string): string => (folder === '' ? INSTRUCTIONS_NAME : `${folder}/${INSTRUCTIONS_NAME}`);

const loadOne = async (root: string, path: string): Promise<LoadedInstructions | null> => {
  const found = await readInside(root, join(...path.split('/')), FILE_MAX_BYTES);
  if (found === null) return null;
  if (found === 'outside')
    return { path, bytes: 0, usedBytes: 0, note: 'Not read: it leads out of the worktree, or is no plain file.', text: '' };
  const { text, bytes, usedBytes } = found;
  return { path, bytes, usedBytes, note: usedBytes < bytes ? `Only the first ${usedBytes} bytes are used.` : null, text };
};

/** Keeps what fits into the bound, the nearest first. Pure. */
export const withinBound = (files: readonly LoadedInstructions[], bytesMax: number): readonly LoadedInstructions[] => {
  let room = bytesMax;
  return files
    .toReversed()
    .map((file) => {
      if (file.usedBytes <= room) {
        room -= file.usedBytes;
        return file;
      }
      const text = Buffer.from(file.text).subarray(0, room).toString('utf8');
      const usedBytes = room;
      room = 0;
      return {
        ...file,
        text,
        usedBytes,
        note: usedBytes === 0 ? 'Left out: nearer files fill the bound.' : `Only the first ${usedBytes} bytes are used.`,
      };
    })
    .toReversed();
};

/** The outermost first. Never throws: what cannot be read says so in its note. */
export const loadInstructions = async (
  root: string,
  cwd: string,
  files: readonly string[] = [],
): Promise<readonly LoadedInstructions[]> => {
  const found = await Promise.all(instructionFolders(root, cwd, files).map((folder) => loadOne(root, pathIn(folder))));
  return withinBound(
    found.filter((file) => file !== null),
    WHOLE_MAX_BYTES,
  );
};

/** A text in a tag that it cannot end by itself. */
export const inTag = (tag: string, attributes: string, text: string): string =>
  `<${tag} ${attributes}>\n${text.replaceAll(`</${tag}`, `<\\/${tag}`).trim()}\n</${tag}>`;

/** For the prompt; empty when there are none. */
export const instructionsText = (files: readonly LoadedInstructions[]): string => {
  const used = files.filter((file) => file.text.trim() !== '');
  return used.map((file) => inTag('instructions', `path="${file.path}"`, file.text)).join('\n');
};

export const shownInstructions = (files: readonly LoadedInstructions[]): readonly InstructionFile[] =>
  files.map(({ path, bytes, usedBytes, note }) => ({ path, bytes, usedBytes, note }));
