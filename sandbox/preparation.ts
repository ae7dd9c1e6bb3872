/**
 * What has to exist before a command can start, as data in a plan. All of it lies where commands cannot write, or is put
 * right without following what they left there.
 */
import {
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { parentOf } from './paths.ts';

export type Preparation =
  | { readonly kind: 'folder'; readonly path: string; /** Given for folders nobody else may get into. */ readonly mode?: number }
  | { readonly kind: 'file'; readonly path: string; readonly text: string; readonly overwrite: boolean }
  /** Nothing where there is no source. */
  | { readonly kind: 'copy'; readonly path: string; readonly source: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

const statOf = (path: string): Stats | null => lstatSync(path, { throwIfNoEntry: false }) ?? null;

/** Below a folder that only this program fills. */
const isOurs = (path: string): boolean => path.includes('/switchyard/') || path.endsWith('/switchyard');

/** In a folder that others can write, one of them may have made ours before us. */
const checkOwner = (path: string): void => {
  const stat = statOf(path);
  const self = process.getuid?.() ?? stat?.uid;
  const kept = stat !== null && (stat.uid === self || stat.uid === 0) && ((stat.mode & 0o022) === 0 || (stat.mode & 0o1000) !== 0);
  if (!kept) throw new Error(`${path} could be changed by other users; remove it`);
};

const makeFolder = (path: string, mode: number | undefined): void => {
  const stat = statOf(path);
  if (stat?.isDirectory()) return;
  // In the repository itself nothing is ever taken away; mkdir then says what stands in the way.
  if (stat && isOurs(path)) rmSync(path, { recursive: true, force: true });
  if (!statOf(parentOf(path))) makeFolder(parentOf(path), mode);
  mkdirSync(path, mode);
};

const makeFile = (path: string, text: string, overwrite: boolean): void => {
  const stat = statOf(path);
  if (stat?.isFile() && (!overwrite || readFileSync(path, 'utf8') === text)) return;
  if (stat && !isOurs(path)) throw new Error(`${path} is not a file`);
  if (stat) rmSync(path, { recursive: true, force: true });
  writeFileSync(path, text, { flag: 'wx' });
};

const makeLink = (path: string, target: string): void => {
  const stat = statOf(path);
  if (stat?.isSymbolicLink() && readlinkSync(path) === target) return;
  if (stat && isOurs(path)) rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
};

/** A copy carries the time of its source, so that it need not be made again, and one that was changed is. */
const makeCopy = (path: string, source: string): void => {
  const [stat, wanted] = [statOf(path), statOf(source)];
  const fresh = stat?.isFile() && wanted?.isFile() && stat.size === wanted.size && Math.abs(stat.mtimeMs - wanted.mtimeMs) < 1;
  if (fresh) return;
  if (stat) rmSync(path, { recursive: true, force: true });
  if (!wanted?.isFile()) return;
  copyFileSync(source, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  utimesSync(path, wanted.mtimeMs / 1_000, wanted.mtimeMs / 1_000);
};

/** Throws what the filesystem throws: a command whose place cannot be prepared must not start. */
export const prepare = (preparations: readonly Preparation[]): void => {
  for (const step of preparations) {
    if (step.kind === 'folder') {
      makeFolder(step.path, step.mode);
      if (step.mode !== undefined) [parentOf(step.path), step.path].forEach(checkOwner);
    } else if (step.kind === 'file') makeFile(step.path, step.text, step.overwrite);
    else if (step.kind === 'copy') makeCopy(step.path, step.source);
    else makeLink(step.path, step.target);
  }
};
