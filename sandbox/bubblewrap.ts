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

/** Options in the order bubblewrap takes them; to be handed over through a descriptor, as they can be many. */
export const bubblewrapOptions = (options: BubblewrapOptions): readonly string[] => {
  const { rules, uid, gid } = options;
  const sorted = rules.toSorted((a, b) => depth(a.path) - depth(b.path));
  const [root, ...rest] = sorted;
  /** Those with another one inside. */
  const crowded = new Set(rules.map((rule) => ruleAround(rules, rule)));
  return [
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--disable-userns'],
    ...(options.network === 'own' ? ['--unshare-net'] : ['--uid', String(uid), '--gid', String(gid)]),
    // A name that every machine can resolve: some programs look their own host up.
    ...['--die-with-parent', '--cap-drop', 'ALL', '--hostname', 'localhost'],
    ...(options.terminal ? [] : ['--new-session']),
    ...(root ? mount(root, crowded) : []),
    ...['--dev', '/dev', '--proc', '/proc'],
    // For the superuser /proc/sys and more stay writable otherwise: those files ask for the user id, not for a capability.
    ...(uid === 0 ? ['--remount-ro', '/proc'] : []),
    ...rest.flatMap((rule) => mount(rule, crowded)),
    ...['--chdir', options.cwd, '--clearenv'],
    ...Object.entries(options.environment).flatMap(([name, value]) => ['--setenv', name, value]),
    // Last on purpose: the first line of the start script looks for it, and so knows that it got all that stands above.
    ...['--setenv', 'SWITCHYARD_SANDBOX', '1'],
  ];
};
