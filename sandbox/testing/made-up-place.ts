/** A place made of data, for trying plans on any platform: paths with what is there. */
import { parentOf } from '#sandbox/paths.ts';
import type { FileKind, FileView, Place } from '#sandbox/place.ts';

/** A text is a file; `null` a folder; `{ link }` a symbolic link. Folders around are there by themselves. */
export type Tree = Readonly<Record<string, string | null | { readonly link: string }>>;

const FOLLOWED_MAX = 20;

export const filesOf = (tree: Tree): FileView => {
  const entries = new Map<string, Tree[string]>(Object.entries(tree));
  for (const path of Object.keys(tree)) {
    for (let folder = parentOf(path); !entries.has(folder); folder = parentOf(folder)) entries.set(folder, null);
  }
  entries.set('/', null);
  const real = (path: string, left = FOLLOWED_MAX): string | null => {
    let at = '';
    for (const name of path.split('/').filter(Boolean)) {
      if (name === '.') continue;
      const next = name === '..' ? parentOf(at || '/').replace(/^\/$/, '') : `${at}/${name}`;
      const entry = entries.get(next || '/');
      if (entry === undefined || left === 0) return null;
      at = next;
      if (entry !== null && typeof entry !== 'string') {
        const target = real(entry.link.startsWith('/') ? entry.link : `${parentOf(next)}/${entry.link}`, left - 1);
        if (target === null) return null;
        at = target === '/' ? '' : target;
      }
    }
    return at || '/';
  };
  const kind = (path: string): FileKind => {
    const folder = real(parentOf(path));
    const name = path.split('/').at(-1) ?? '';
    const entry = path === '/' ? null : entries.get(`${folder === '/' ? '' : folder}/${name}`);
    if (folder === null || entry === undefined) return 'missing';
    return entry === null ? 'folder' : typeof entry === 'string' ? 'file' : 'link';
  };
  const prefix = (path: string): string => (path === '/' ? '/' : `${path}/`);
  return {
    kind,
    real: (path) => real(path),
    list: (path) => {
      const folder = prefix(real(path) ?? '/missing');
      return [...entries.keys()].flatMap((entry) =>
        entry.startsWith(folder) && !entry.slice(folder.length).includes('/') ? entry.slice(folder.length) || [] : [],
      );
    },
    text: (path) => {
      const entry = entries.get(real(path) ?? '');
      return typeof entry === 'string' ? entry : null;
    },
  };
};

const usual: Tree = {
  '/etc/passwd': '',
  '/usr/bin/git': '',
  '/tmp': null,
  '/var/tmp': null,
  '/run': null,
  '/home/ann': null,
  '/state/own': null,
};

/** Ann's machine, with more on it. */
export const madeUpPlace = (tree: Tree, change: Partial<Place> = {}): Place => ({
  platform: 'linux',
  architecture: 'x64',
  uid: 1000,
  gid: 1000,
  userName: 'ann',
  homes: ['/home/ann'],
  cwd: '/home/ann/project',
  workspace: change.cwd ?? '/home/ann/project',
  hidden: [],
  added: {},
  network: 'own',
  privateFolder: '/state/own',
  environment: { PATH: '/usr/bin', LANG: 'C.UTF-8', API_KEY: 'secret' },
  terminal: false,
  programs: { bwrap: '/usr/bin/bwrap', nsenter: '/usr/bin/nsenter', bash: '/usr/bin/bash', git: '/usr/bin/git' },
  namespacesRefused: null,
  controlGroups: { processes: null, memory: null },
  hostSockets: [],
  files: filesOf({ ...usual, '/home/ann/project': null, ...tree }),
  ...change,
});
