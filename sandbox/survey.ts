/** Looks at this machine and says what planning needs to know. The reading half of `place.ts`. */
import { accessSync, constants, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { controlGroups as findControlGroups } from './control-groups.ts';
import { isWithin } from './paths.ts';
import { privateName } from './private-folders.ts';
import type { FileKind, FileView, Place } from './place.ts';

const TEXT_BYTES_MAX = 1024 * 1024;

const kindOf = (path: string): FileKind => {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return 'missing';
    if (stat.isSymbolicLink()) return 'link';
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  } catch {
    return 'missing';
  }
};

const realOf = (path: string): string | null => {
  if (kindOf(path) === 'missing') return null;
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
};

/** The filesystem of this machine. */
export const machineFiles: FileView = {
  kind: kindOf,
  real: realOf,
  list: (path) => {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  },
  text: (path) => {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat?.isFile() && stat.size <= TEXT_BYTES_MAX ? readFileSync(path, 'utf8') : null;
    } catch {
      return null;
    }
  },
};

/** Programs that make the sandbox are never taken from where a command could have put them. */
const findProgram = (name: string, folders: readonly string[], not: readonly string[]): string | null => {
  for (const folder of folders) {
    if (!folder.startsWith('/') || not.some((writable) => isWithin(folder, writable))) continue;
    const path = `${folder}/${name}`;
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here.
    }
  }
  return null;
};

const readAccount = (): { readonly name: string; readonly home: string } => {
  try {
    const { username, homedir } = userInfo();
    return { name: username, home: homedir };
  } catch {
    return { name: 'user', home: '' };
  }
};

const findHomes = (written: readonly (string | undefined)[]): readonly string[] => {
  const real = written.flatMap((path) => (path?.startsWith('/') ? (realOf(path) ?? []) : []));
  // Some accounts have the root or a system folder as their home: nothing can be hidden there.
  const usable = real.filter((path) => kindOf(path) === 'folder' && !['/usr', '/etc', '/bin'].some((system) => isWithin(system, path)));
  return [...new Set(usable)];
};

const firstLine = (path: string): string => machineFiles.text(path)?.trim() ?? '';

const refusalOfNamespaces = (uid: number): string | null => {
  if (firstLine('/proc/sys/user/max_user_namespaces') === '0')
    return 'this machine allows no user namespaces (user.max_user_namespaces is 0)';
  if (uid !== 0 && firstLine('/proc/sys/kernel/unprivileged_userns_clone') === '0') {
    return 'this machine allows user namespaces to the superuser only (kernel.unprivileged_userns_clone is 0)';
  }
  return null;
};

/** Sockets with a name on which something listens or receives. */
const hostSockets = (): readonly string[] => {
  try {
    const lines = readFileSync('/proc/net/unix', 'latin1').split('\n').slice(1);
    return [...new Set(lines.flatMap((line) => /^\S+ \S+ \S+ \S+ \S+ \S+ +\d+ (\/.+)$/.exec(line)?.[1] ?? []))];
  } catch {
    return [];
  }
};

/** The folder of a workspace's temporary files when nobody names one: the same for every command in the same place. */
const defaultPrivateFolder = (cwd: string, uid: number): string => {
  const temporary = realOf(tmpdir()) ?? '/tmp';
  const base = isWithin(temporary, cwd) ? '/tmp' : temporary;
  return `${base}/switchyard-${uid}/${privateName(cwd)}`;
};

const FACTS_KEPT_MS = 30_000;

const readFacts = () => {
  const [uid, linux] = [process.getuid?.() ?? -1, process.platform === 'linux'];
  return {
    readMs: performance.now(),
    account: readAccount(),
    namespacesRefused: linux ? refusalOfNamespaces(uid) : null,
    controlGroups: linux ? findControlGroups() : { processes: null, memory: null },
  };
};

let facts: ReturnType<typeof readFacts> | null = null;

/** Of the machine alone, the same for every command: looked up now and then. A stale one can only end in a start that fails. */
const machineFacts = (): ReturnType<typeof readFacts> => {
  if (facts === null || performance.now() - facts.readMs > FACTS_KEPT_MS) facts = readFacts();
  return facts;
};

export interface SurveyOptions {
  readonly cwd: string;
  readonly terminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders a command can write beside `cwd`. */
  readonly writable?: readonly string[];
  /** Given by a core that keeps one for each thread. */
  readonly privateFolder?: string;
  /** The folder that can be written, where that is not `cwd`. */
  readonly workspace?: string;
  readonly hidden?: readonly string[];
  readonly added?: Readonly<Record<string, string>>;
  readonly network?: 'own' | 'thread';
}

/** Reads the facts of this machine. A `cwd` that does not exist stays as written, and planning refuses it. */
export const surveyPlace = (options: SurveyOptions): Place => {
  const { environment } = options;
  const uid = process.getuid?.() ?? -1;
  const { account, namespacesRefused, controlGroups } = machineFacts();
  const { name, home } = account;
  const cwd = realOf(options.cwd) ?? options.cwd;
  const workspace = options.workspace === undefined ? cwd : (realOf(options.workspace) ?? options.workspace);
  const writable = [workspace, ...(options.writable ?? []).flatMap((path) => realOf(path) ?? [])];
  const folders = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin', ...(environment['PATH'] ?? '').split(':')];
  const program = (file: string): string | null => findProgram(file, folders, writable);
  const linux = process.platform === 'linux';
  return {
    platform: process.platform,
    architecture: process.arch,
    uid,
    gid: process.getgid?.() ?? -1,
    userName: name,
    homes: findHomes([environment['HOME'], home]),
    cwd,
    workspace,
    hidden: (options.hidden ?? []).flatMap((path) => realOf(path) ?? []),
    added: options.added ?? {},
    network: options.network ?? 'own',
    privateFolder: options.privateFolder ?? defaultPrivateFolder(cwd, uid),
    environment,
    terminal: options.terminal,
    programs: { bwrap: program('bwrap'), nsenter: program('nsenter'), bash: program('bash'), git: program('git') },
    namespacesRefused,
    controlGroups,
    hostSockets: linux ? hostSockets() : [],
    files: machineFiles,
  };
};
