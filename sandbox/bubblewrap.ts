/** The decision table as arguments for bubblewrap. */
import { ruleAround, type Rule } from './rules.ts';
import { depth } from './paths.ts';

export interface BubblewrapOptions {
  readonly rules: readonly Rule[];
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  /** 'own': a network with nothing but loopback. 'given': the one it is started in. */
  readonly network: 'own' | 'given';
  readonly terminal: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

const FRESH_BYTES = 512 * 1024 * 1024;

/**
 * A mount point has to exist already wherever a command could have left a symbolic link: bubblewrap follows those while it
 * makes a missing one, onto the host. So around every place there must be a folder that commands cannot write, or an empty
 * one of the sandbox's own, or the place must be there, without a link on the way (`exists`).
 */
export const unsafeMountPoint = (rules: readonly Rule[], exists: (path: string) => boolean): Rule | null =>
  rules.find((rule) => {
    const around = ruleAround(rules, rule);
    return around?.access === 'write' && !exists((around.source ?? around.path) + rule.path.slice(around.path.length));
  }) ?? null;

const mount = (rule: Rule, crowded: ReadonlySet<Rule | null>): readonly string[] => {
  const { path, access, source = path } = rule;
  if (access === 'read') return ['--ro-bind', source, path];
  if (access === 'write') return ['--bind', source, path];
  if (access === 'fresh') return ['--perms', '0700', '--size', String(FRESH_BYTES), '--tmpfs', path];
  if (rule.kind === 'file') return ['--ro-bind', '/dev/null', path];
  return ['--perms', crowded.has(rule) ? '0555' : '0000', '--tmpfs', path];
};

const mountsOf = (rules: readonly Rule[]): { readonly root: readonly string[]; readonly rest: readonly string[] } => {
  const [root, ...rest] = rules.toSorted((a, b) => depth(a.path) - depth(b.path));
  /** Those with another one inside. */
  const crowded = new Set(rules.map((rule) => ruleAround(rules, rule)));
  return { root: root ? mount(root, crowded) : [], rest: rest.flatMap((rule) => mount(rule, crowded)) };
};

const isolation = ({ uid, gid, network, terminal }: BubblewrapOptions): readonly string[] => [
  ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--disable-userns'],
  ...(network === 'own' ? ['--unshare-net'] : ['--uid', String(uid), '--gid', String(gid)]),
  // A name that every machine can resolve: some programs look their own host up.
  ...['--die-with-parent', '--cap-drop', 'ALL', '--hostname', 'localhost'],
  ...(terminal ? [] : ['--new-session']),
];

// For the superuser /proc/sys and more stay writable otherwise: those files ask for the user id, not for a capability.
const ownProcesses = ({ uid }: BubblewrapOptions): readonly string[] => [
  '--proc',
  '/proc',
  ...(uid === 0 ? ['--remount-ro', '/proc'] : []),
];

const surroundings = ({ cwd, environment }: BubblewrapOptions): readonly string[] => [
  ...['--chdir', cwd, '--clearenv'],
  ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
  // Last on purpose: the first line of the start script looks for it, and so knows that it got all that stands above.
  ...['--setenv', 'SWITCHYARD_SANDBOX', '1'],
];

/** Options in the order bubblewrap takes them; to be handed over through a descriptor, as they can be many. */
export const bubblewrapOptions = (options: BubblewrapOptions): readonly string[] => {
  const { root, rest } = mountsOf(options.rules);
  return [...isolation(options), ...root, '--dev', '/dev', ...ownProcesses(options), ...rest, ...surroundings(options)];
};

/** The same in two steps: mounts that the commands of a thread share, and what each of them gets for itself. */
export interface StagedOptions {
  /** For a bubblewrap that only mounts. It keeps the processes of the host, which the next one needs to start and then covers. */
  readonly stage: readonly string[];
  /** For a bubblewrap started on that stage. */
  readonly command: readonly string[];
}

export const stagedOptions = (options: BubblewrapOptions): StagedOptions => {
  const { root, rest } = mountsOf(options.rules);
  return {
    stage: ['--die-with-parent', ...root, '--dev', '/dev', '--dev-bind', '/proc', '/proc', ...rest],
    // What the stage shows read-only stays so: a mount is copied with its flags, and none can be taken off inside.
    command: [...isolation(options), '--dev-bind', '/', '/', ...ownProcesses(options), ...surroundings(options)],
  };
};
