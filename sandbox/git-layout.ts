/** How the folder a command runs in belongs to a git repository. Reads pointers itself; never runs git. */
import { isWithin, parentOf } from './paths.ts';
import type { FileView } from './place.ts';

export interface LinkedWorktree {
  readonly kind: 'worktree';
  /** Root of the checkout. */
  readonly top: string;
  /** `worktrees/NAME` in the repository. */
  readonly admin: string;
  /** The repository itself. */
  readonly common: string;
}

export type GitLayout =
  | { readonly kind: 'none' }
  /** An ordinary clone: its `.git` is a folder inside the checkout. */
  | { readonly kind: 'plain'; readonly top: string }
  | LinkedWorktree
  /** A submodule, or pointers that do not agree: what can be shown is shown, nothing is writable. */
  | { readonly kind: 'foreign'; readonly top: string; readonly folder: string | null };

/** A path as written in one of git's pointer files, seen from `base`. */
const resolved = (base: string, written: string): string => (written.startsWith('/') ? written : `${base}/${written}`);

const line = (text: string | null): string => text?.replace(/\r?\n$/, '') ?? '';

const readPointer = (top: string, files: FileView): GitLayout => {
  const pointer = `${top}/.git`;
  const target = /^gitdir: (.+)$/.exec(line(files.text(pointer)))?.[1];
  const admin = target === undefined ? null : files.real(resolved(top, target));
  if (admin === null) return { kind: 'foreign', top, folder: null };
  const commonText = line(files.text(`${admin}/commondir`));
  const common = commonText === '' ? null : files.real(resolved(admin, commonText));
  const back = files.real(resolved(admin, line(files.text(`${admin}/gitdir`))));
  // Both directions must agree, and the repository must lie where the command cannot have made it.
  const agrees = common !== null && parentOf(admin) === `${common}/worktrees` && back === pointer && !isWithin(common, top);
  return agrees ? { kind: 'worktree', top, admin, common } : { kind: 'foreign', top, folder: admin };
};

/** Looks upwards from `cwd` as git does, but not up to `stopAt` (the user's homes). */
export const findGit = (cwd: string, files: FileView, stopAt: readonly string[]): GitLayout => {
  for (let folder = cwd; ; folder = parentOf(folder)) {
    // Homes under version control exist; a project in one does not belong to it, and it must not be shown for it.
    if (folder !== cwd && stopAt.includes(folder)) return { kind: 'none' };
    const kind = files.kind(`${folder}/.git`.replace('//', '/'));
    // Above, an empty folder of that name is none of git's: other sandboxes leave such behind, in /tmp for one. Here it is guarded
    // as if it were, as the command could make one of it.
    const isRepository = folder === cwd || files.kind(`${folder}/.git/HEAD`.replace('//', '/')) === 'file';
    if (kind === 'folder' && isRepository) return { kind: 'plain', top: folder };
    if (kind === 'file') return readPointer(folder, files);
    if (kind === 'link') return { kind: 'foreign', top: folder, folder: null };
    if (folder === '/') return { kind: 'none' };
  }
};
