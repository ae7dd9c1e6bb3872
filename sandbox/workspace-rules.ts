/** The decision table of one command: policy and place in, rules, preparations and notes out. */
import { findGit, type GitLayout } from './git-layout.ts';
import { gitReadRules, gitWriteAccess } from './git-rules.ts';
import { homeParents, looksSecret, protectedNames, secretNames, settingsWithSecrets, systemSecrets, toolNames } from './known-paths.ts';
import { isBelow, isWithin } from './paths.ts';
import type { Place } from './place.ts';
import type { SandboxPolicy } from './policy.ts';
import type { Preparation } from './preparation.ts';
import { PLACE_FILE } from './private-folders.ts';
import type { Note } from './report.ts';
import { makeRuleTable, type Access, type Rule, type RuleTable, type Voice } from './rules.ts';

export interface WorkspaceRules {
  readonly rules: readonly Rule[];
  readonly preparations: readonly Preparation[];
  readonly notes: readonly Note[];
  readonly git: GitLayout;
  /** Branches the command may move; null when it has none of its own. */
  readonly branches: string | null;
  /** Folders the command can write, the workspace first. */
  readonly writableRoots: readonly string[];
  /** Where temporary files go, as the command sees it. */
  readonly temporary: string;
}

/** Under a private /tmp in which something else has to be shown, the sandbox's own files go here. */
const INNER_TEMPORARY = '/tmp/switchyard';

const addPath = (table: RuleTable, place: Place, voice: Voice, path: string, access: Access): boolean => {
  const real = place.files.real(path);
  if (real === null) return false;
  table.add(voice, { path: real, kind: place.files.kind(real) === 'folder' ? 'folder' : 'file', access });
  return true;
};

const addHomes = (table: RuleTable, place: Place): void => {
  const others = place.uid === 0 ? homeParents.filter((path) => place.files.kind(path) === 'folder') : [];
  for (const path of others) table.add('base', { path, kind: 'folder', access: 'hidden' });
  for (const home of place.homes) {
    table.add('base', { path: home, kind: 'folder', access: 'fresh' });
    // One look at the folder spares a hundred at names that are not in it.
    const there = new Set(place.files.list(home));
    const isThere = (name: string): boolean => there.has(name.split('/')[0] ?? '');
    for (const name of secretNames.filter(isThere)) addPath(table, place, 'secret', `${home}/${name}`, 'hidden');
    for (const name of toolNames.filter(isThere)) {
      const path = `${home}/${name}`;
      if (settingsWithSecrets.includes(name) && looksSecret(place.files.text(path) ?? '')) continue;
      const real = place.files.real(path);
      // A link shows what it leads to at that place; only what lies in the home is hidden to begin with.
      if (real !== null && place.homes.some((folder) => isBelow(real, folder))) addPath(table, place, 'tool', real, 'read');
    }
  }
  for (const folder of (place.environment['PATH'] ?? '').split(':')) {
    if (place.homes.some((home) => isBelow(folder, home))) addPath(table, place, 'tool', folder, 'read');
  }
};

const addBase = (table: RuleTable, place: Place): void => {
  table.add('base', { path: '/', kind: 'folder', access: 'read' });
  table.add('base', { path: '/run', kind: 'folder', access: 'fresh' });
  addHomes(table, place);
  for (const path of place.hidden) table.add('secret', { path, kind: 'folder', access: 'hidden' });
  if (place.uid !== 0) return;
  for (const path of systemSecrets) addPath(table, place, 'secret', path, 'hidden');
  for (const name of place.files.list('/etc/ssh')) {
    if (/^ssh_host_.*_key$/.test(name)) addPath(table, place, 'secret', `/etc/ssh/${name}`, 'hidden');
  }
};

/** The private temporary folders, in such a way that nothing has to be mounted inside what a command could have filled. */
const addTemporary = (table: RuleTable, place: Place): string => {
  const rules = table.rules();
  const shownIn = (folder: string): boolean => rules.some((rule) => isBelow(rule.path, folder) && rule.access !== 'hidden');
  const own = (name: string): string => `${place.privateFolder}/${name}`;
  const crowded = shownIn('/tmp');
  if (place.files.real('/var/tmp') === '/var/tmp') {
    const inner: Rule = { path: '/var/tmp', kind: 'folder', access: 'write', source: own('var-tmp') };
    table.add('base', shownIn('/var/tmp') ? { path: '/var/tmp', kind: 'folder', access: 'fresh' } : inner);
  }
  if (!crowded) {
    table.add('base', { path: '/tmp', kind: 'folder', access: 'write', source: own('tmp') });
    return '/tmp';
  }
  table.add('base', { path: '/tmp', kind: 'folder', access: 'fresh' });
  table.add('base', { path: INNER_TEMPORARY, kind: 'folder', access: 'write', source: own('tmp') });
  return INNER_TEMPORARY;
};

const missing = (path: string, option: string): Note => ({
  what: `${path} is not available to the command`,
  why: `${option} names something that does not exist`,
  allow: 'Create it first',
});

/** Names in the workspace that programs outside of it obey. */
const protect = (table: RuleTable, place: Place, root: string): readonly Note[] =>
  protectedNames.flatMap((name) => {
    const path = `${root}/${name}`;
    const kind = place.files.kind(path);
    if (kind === 'file' || kind === 'folder') table.add('protection', { path, kind, access: 'read' });
    if (kind !== 'link') return [];
    const why = 'it is a symbolic link, and nothing is mounted through links';
    return [{ what: `${path} is not protected against changes`, why, allow: 'Replace the link by what it leads to' }];
  });

const addGrants = (table: RuleTable, place: Place, policy: SandboxPolicy): readonly Note[] => {
  const notes: Note[] = [];
  for (const path of policy.readable) if (!addPath(table, place, 'grant', path, 'read')) notes.push(missing(path, '--allow-read'));
  const writable = policy.name === 'read-only' ? [] : policy.writable;
  for (const path of writable) if (!addPath(table, place, 'grant', path, 'write')) notes.push(missing(path, '--allow-write'));
  // What is forbidden and not there needs no hiding: it could only appear where the command cannot look.
  for (const path of policy.forbidden) addPath(table, place, 'forbidden', path, 'hidden');
  return notes;
};

/** What is forbidden stays so: the user's word comes later. */
const addBeside = (table: RuleTable, place: Place, { beside }: SandboxPolicy): void => {
  for (const path of beside?.readable ?? []) addPath(table, place, 'grant', path, 'read');
  for (const path of beside?.writable ?? []) addPath(table, place, 'grant', path, 'write');
  for (const path of beside?.kept ?? []) addPath(table, place, 'protection', path, 'read');
};

/** Sockets on which the host listens, where the command would see their names. */
const addSockets = (table: RuleTable, place: Place, { beside }: SandboxPolicy): void => {
  const shown = table.rules();
  // One that is named itself is meant: a server that was handed over is spoken to through it.
  for (const path of place.hostSockets.filter((socket) => beside?.readable.includes(socket) !== true)) {
    if (/^\/(proc|dev|sys)\//.test(path) || place.files.real(path) !== path) continue;
    const around = shown.findLast((rule) => isWithin(path, rule.path));
    if (around?.access === 'read' || (around?.access === 'write' && around.source === undefined)) {
      table.add('protection', { path, kind: 'file', access: 'hidden' });
    }
  }
};

/** Pure: the same policy and place give the same table. */
export const workspaceRules = (policy: SandboxPolicy, place: Place): WorkspaceRules => {
  const { files, workspace } = place;
  const table = makeRuleTable();
  addBase(table, place);
  const writes = policy.name === 'workspace-write';
  const git = findGit(workspace, files, place.homes);
  const notes: Note[] = [];
  const preparations: Preparation[] = ['', '/tmp', '/var-tmp'].map((name) => ({
    kind: 'folder',
    path: place.privateFolder + name,
    mode: 0o700,
  }));
  preparations.push({ kind: 'file', path: `${place.privateFolder}/${PLACE_FILE}`, text: workspace, overwrite: false });
  let branches: string | null = null;
  if (git.kind !== 'none') table.add('tool', { path: git.top, kind: 'folder', access: 'read' });
  if (git.kind === 'foreign' && git.folder !== null) table.add('git', { path: git.folder, kind: 'folder', access: 'read' });
  if (git.kind === 'worktree') {
    for (const rule of gitReadRules(git, files)) table.add(rule.path === git.top ? 'tool' : 'git', rule);
    if (writes) {
      const access = gitWriteAccess(git, files);
      for (const rule of access.rules) table.add('git', rule);
      preparations.push(...access.preparations);
      notes.push(...access.notes);
      branches = access.branches;
    }
  }
  table.add('grant', { path: workspace, kind: 'folder', access: writes ? 'write' : 'read' });
  addBeside(table, place, policy);
  notes.push(...addGrants(table, place, policy));
  const roots = writes ? [workspace, ...policy.writable.flatMap((path) => files.real(path) ?? [])] : [];
  for (const root of roots) if (files.kind(root) === 'folder') notes.push(...protect(table, place, root));
  const temporary = addTemporary(table, place);
  if (policy.unixSockets === 'private') addSockets(table, place, policy);
  return { rules: table.rules(), preparations, notes, git, branches, writableRoots: roots, temporary };
};
