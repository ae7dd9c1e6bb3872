/**
 * The least a command needs so that git works in a linked worktree:
 *  - its own admin folder, but not the pointers and configuration in it;
 *  - its own folder of branches;
 *  - in the place of the repository a private stand-in, which leads to the real one by links. New objects, the stash and
 *    git's many locks land there. Objects move to the repository afterwards, each one checked (`git-objects.ts`), so nothing
 *    that is there can be destroyed or replaced; the stash stays the worktree's own.
 * Everything else of the repository is seen read-only: hooks, configuration, other branches, other worktrees.
 */
import type { LinkedWorktree } from './git-layout.ts';
import type { FileView } from './place.ts';
import type { Preparation } from './preparation.ts';
import type { Note } from './report.ts';
import type { Rule } from './rules.ts';

/** Where the real repository is seen, read-only but for what is the worktree's own. */
export const REPOSITORY_VIEW = '/run/switchyard/git';

/** Our folder inside the worktree's admin folder; it goes when the worktree goes. */
export const ownFolder = (worktree: LinkedWorktree): string => `${worktree.admin}/switchyard`;

/** What commands see in the place of the repository. They can do with it what they like. */
export const standIn = (worktree: LinkedWorktree): string => `${ownFolder(worktree)}/common`;

export interface GitAccess {
  readonly rules: readonly Rule[];
  readonly preparations: readonly Preparation[];
  readonly notes: readonly Note[];
  /** `refs/heads/…`: the branches below are the command's own; null when it has none. */
  readonly branches: string | null;
}

const loose = (files: FileView, folder: string): readonly string[] =>
  files.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return files.kind(path) === 'folder' ? loose(files, path) : [path];
  });

/** Whether some other branch than `own` lies in the folder, loose or packed. */
const isShared = (worktree: LinkedWorktree, files: FileView, folder: string, own: string): boolean => {
  const packed = (files.text(`${worktree.common}/packed-refs`) ?? '').split('\n').map((entry) => entry.split(' ')[1] ?? '');
  const there = loose(files, `${worktree.common}/${folder}`).map((path) => path.slice(worktree.common.length + 1));
  return [...packed, ...there].some((name) => name.startsWith(`${folder}/`) && name !== own && !name.endsWith('.lock'));
};

const notShared = (folder: string): Note => ({
  what: `Commits on this branch are refused`,
  why: `other branches live under ${folder}/ too, and a command may only change branches of its own`,
  allow: 'Give the task a branch in a folder of its own, such as switchyard/NAME/work, or work on a detached HEAD',
});

/**
 * The folder of branches that are the worktree's own. It is settled at the first command and then kept, as a command can
 * point HEAD to the branch of another one.
 */
const ownBranches = (worktree: LinkedWorktree, files: FileView): Pick<GitAccess, 'branches' | 'notes'> => {
  if (files.kind(`${worktree.common}/refs/heads`) !== 'folder') {
    const what = 'Commits on a branch are refused';
    return { branches: null, notes: [{ what, why: 'the repository keeps its references in one file (reftable)', allow: null }] };
  }
  const settled = files.text(`${ownFolder(worktree)}/branches`)?.trim();
  if (settled) return { branches: settled, notes: [] };
  const head = /^ref: (refs\/heads\/[^\s]+)$/.exec((files.text(`${worktree.admin}/HEAD`) ?? '').trim())?.[1];
  if (head === undefined || head.includes('..')) return { branches: null, notes: [] };
  const folder = head.slice(0, head.lastIndexOf('/'));
  if (folder === 'refs/heads') return { branches: null, notes: [notShared('refs/heads')] };
  return isShared(worktree, files, folder, head) ? { branches: null, notes: [notShared(folder)] } : { branches: folder, notes: [] };
};

const alternates = (worktree: LinkedWorktree, files: FileView): readonly string[] =>
  (files.text(`${worktree.common}/objects/info/alternates`) ?? '')
    .split('\n')
    .filter((entry) => entry !== '' && !entry.startsWith('#'))
    .flatMap((entry) => files.real(entry.startsWith('/') ? entry : `${worktree.common}/objects/${entry}`) ?? []);

const folder = (path: string, access: Rule['access'], source?: string): Rule =>
  source === undefined ? { path, kind: 'folder', access } : { path, kind: 'folder', access, source };

/** Read access to all of the repository, for every policy. */
export const gitReadRules = (worktree: LinkedWorktree, files: FileView): readonly Rule[] => [
  folder(worktree.top, 'read'),
  folder(worktree.common, 'read'),
  ...alternates(worktree, files).map((path) => folder(path, 'read')),
];

/** Made anew in the stand-in, or copied; everything else in it is a link. */
const copied: readonly string[] = ['HEAD', 'config', 'packed-refs'];
const ownParts: readonly string[] = ['objects', 'refs', 'logs', ...copied];

const linkTo = (own: string, name: string): Preparation => ({ kind: 'link', path: `${own}/${name}`, target: `${REPOSITORY_VIEW}/${name}` });

const standInPreparations = (worktree: LinkedWorktree, files: FileView): readonly Preparation[] => {
  const { common } = worktree;
  const own = standIn(worktree);
  const foldersIn = (name: string): readonly string[] =>
    files.list(`${common}/${name}`).flatMap((entry) => (files.kind(`${common}/${name}/${entry}`) === 'folder' ? [`${name}/${entry}`] : []));
  const ordinary = files.list(common).filter((name) => !ownParts.includes(name) && !name.endsWith('.lock'));
  const linked = [...ordinary, ...new Set([...foldersIn('refs'), ...foldersIn('logs/refs'), 'logs/refs/heads'])];
  return [
    ...['', '/objects', '/objects/info', '/refs', '/logs', '/logs/refs'].map((name): Preparation => ({ kind: 'folder', path: own + name })),
    ...linked.map((name) => linkTo(own, name)),
    ...copied.map((name): Preparation => ({ kind: 'copy', path: `${own}/${name}`, source: `${common}/${name}` })),
    {
      kind: 'file',
      path: `${own}/objects/info/alternates`,
      text: [`${REPOSITORY_VIEW}/objects`, ...alternates(worktree, files), ''].join('\n'),
      overwrite: true,
    },
  ];
};

/** Write access for workspace-write. */
export const gitWriteAccess = (worktree: LinkedWorktree, files: FileView): GitAccess => {
  const { admin, common } = worktree;
  const own = ownFolder(worktree);
  const { branches, notes } = ownBranches(worktree, files);
  const branchFolders = branches === null ? [] : [branches, `logs/${branches}`];
  const preparations: Preparation[] = [
    { kind: 'folder', path: own },
    { kind: 'folder', path: `${common}/logs/refs/heads` },
    ...branchFolders.map((name): Preparation => ({ kind: 'folder', path: `${common}/${name}` })),
    { kind: 'file', path: `${admin}/config.worktree`, text: '', overwrite: false },
    // As git writes it, this pointer is relative, and would lead past the stand-in.
    { kind: 'file', path: `${own}/commondir`, text: `${common}\n`, overwrite: true },
    ...standInPreparations(worktree, files),
    ...(branches === null ? [] : [{ kind: 'file', path: `${own}/branches`, text: `${branches}\n`, overwrite: false } as const]),
  ];
  const view = `${REPOSITORY_VIEW}${admin.slice(common.length)}`;
  const readOnly = (name: string, kind: Rule['kind'], source = `${admin}/${name}`): Rule => ({
    path: `${view}/${name}`,
    kind,
    access: 'read',
    source,
  });
  const rules: Rule[] = [
    folder(common, 'write', standIn(worktree)),
    folder(REPOSITORY_VIEW, 'read', common),
    ...branchFolders.map((name) => folder(`${REPOSITORY_VIEW}/${name}`, 'write', `${common}/${name}`)),
    folder(view, 'write', admin),
    readOnly('commondir', 'file', `${own}/commondir`),
    readOnly('gitdir', 'file'),
    readOnly('config.worktree', 'file'),
    readOnly('switchyard', 'folder'),
    ...(files.kind(`${admin}/modules`) === 'folder' ? [readOnly('modules', 'folder')] : []),
  ];
  return { rules, preparations, notes, branches };
};
