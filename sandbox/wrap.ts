/**
 * From a command, a policy and a place to a plan. Pure: nothing is read but what the place shows, nothing is started, and
 * nothing is remembered. `launch.ts` carries plans out.
 */
import { bubblewrapOptions, stagedOptions, unsafeMountPoint, type StagedOptions } from './bubblewrap.ts';
import type { ControlGroups } from './control-groups.ts';
import { commandEnvironment, proxyVariables } from './environment.ts';
import type { GitLayout } from './git-layout.ts';
import type { HostRule } from './host-rules.ts';
import { isWithin } from './paths.ts';
import type { Place } from './place.ts';
import type { SandboxPolicy } from './policy.ts';
import type { Preparation } from './preparation.ts';
import type { Note } from './report.ts';
import { ruleAt, type Rule } from './rules.ts';
import { seatbeltProfile } from './seatbelt.ts';
import { assembleFilter } from './seccomp.ts';
import { startScript } from './start-script.ts';
import { filterArchitecture } from './syscalls.ts';
import { workspaceRules } from './workspace-rules.ts';

/** Port of the door to the outside, inside the sandbox's own network. */
export const INNER_PROXY_PORT = 39_128;

interface Runnable {
  readonly policy: SandboxPolicy;
  readonly cwd: string;
  readonly terminal: boolean;
  readonly notes: readonly Note[];
}

/** No sandbox: the user's word. */
export interface DirectPlan extends Runnable {
  readonly kind: 'direct';
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface BubblewrapPlan extends Runnable {
  readonly kind: 'bubblewrap';
  readonly bwrap: string;
  /** Enters the network in which the door is open; null where there is no door. */
  readonly nsenter: string | null;
  /** Closes what would leak. */
  readonly bash: string | null;
  /** For `--args`. */
  readonly options: readonly string[];
  /** The same for commands that share their mounts; null for those that cannot. */
  readonly staged: StagedOptions | null;
  /** The command behind its start script. */
  readonly command: readonly string[];
  /** For `--seccomp`. */
  readonly filter: Uint8Array;
  /** Environment of bubblewrap itself, which the command can read. */
  readonly outerEnvironment: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
  readonly preparations: readonly Preparation[];
  readonly allowedHosts: readonly HostRule[];
  readonly git: GitLayout;
  readonly branches: string | null;
  readonly writableRoots: readonly string[];
  /** The user's own configuration of git, which can name a folder of hooks. */
  readonly gitConfigs: readonly string[];
  readonly gitProgram: string | null;
  readonly controlGroups: ControlGroups;
}

export interface SeatbeltPlan extends Runnable {
  readonly kind: 'seatbelt';
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
  readonly preparations: readonly Preparation[];
}

export interface RefusedPlan {
  readonly kind: 'refused';
  readonly note: Note;
}

export type Plan = DirectPlan | BubblewrapPlan | SeatbeltPlan | RefusedPlan;

const NOT_STARTED = 'The command was not started';
const refused = (why: string, allow: string | null): RefusedPlan => ({ kind: 'refused', note: { what: NOT_STARTED, why, allow } });

const defined = (environment: Place['environment']): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));

const planDirect = (command: readonly string[], policy: SandboxPolicy, place: Place): Plan => {
  const { processes, memoryMegabytes, fileMegabytes } = policy.limits;
  const held =
    policy.forbidden.length > 0 || policy.allowedHosts.length > 0 || [processes, memoryMegabytes, fileMegabytes].some((n) => n !== null);
  if (held)
    return refused('full-access has no sandbox that could hold a forbidden path, a list of hosts or a limit', 'Use workspace-write');
  const [file = '', ...args] = command;
  const { cwd, terminal, environment } = place;
  return { kind: 'direct', file, args, policy, cwd, terminal, environment: { ...defined(environment), ...place.added }, notes: [] };
};

/** Folders that must never be given away whole. */
const tooWide = (policy: SandboxPolicy, place: Place): RefusedPlan | null => {
  if (policy.name !== 'workspace-write') return null;
  for (const path of [place.workspace, ...policy.writable]) {
    const real = place.files.real(path);
    const contained =
      real === null ? undefined : ['/', '/usr', '/etc', ...place.homes, place.privateFolder].find((kept) => isWithin(kept, real));
    if (contained !== undefined) {
      return refused(`writing in ${path} would reach all of ${contained}`, 'Choose a project folder, or full-access if you mean it');
    }
  }
  return null;
};

const INSTALL = 'Install bubblewrap (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap; Arch: pacman -S bubblewrap)';
const OR_FULL = ', or choose full-access to run without a sandbox';

const planLinux = (command: readonly string[], policy: SandboxPolicy, place: Place): Plan => {
  const { bwrap, nsenter, bash } = place.programs;
  if (bwrap === null) return refused('bubblewrap, which makes the sandbox, is not installed', INSTALL + OR_FULL);
  if (place.namespacesRefused !== null) return refused(place.namespacesRefused, `Allow user namespaces for bwrap${OR_FULL}`);
  const architecture = filterArchitecture(place.architecture);
  if (architecture === null) return refused(`there is no system call filter for ${place.architecture}`, `Use x64 or arm64${OR_FULL}`);
  const shared = place.network === 'thread' && nsenter !== null;
  const networked = shared || policy.allowedHosts.length > 0;
  if (networked && nsenter === null) {
    return refused('a list of allowed hosts needs nsenter', 'Install util-linux, or leave out --allow-net');
  }
  const workspace = workspaceRules(policy, place);
  const prepared = new Set(workspace.preparations.map(({ path }) => path));
  const unsafe = unsafeMountPoint(workspace.rules, (path) => prepared.has(path) || place.files.real(path) === path);
  if (unsafe) return refused(`${unsafe.path} would have to be made inside a folder that commands can write`, 'Choose another folder');
  const { uid, gid, cwd, terminal, controlGroups } = place;
  if (uid === 0 && policy.limits.processes !== null && controlGroups.processes === null) {
    return refused(
      'the processes of the superuser can only be limited by control groups, which cannot be written here',
      'Run as an ordinary user',
    );
  }
  const environment = {
    ...commandEnvironment(policy, place, workspace.temporary),
    ...(networked ? proxyVariables(INNER_PROXY_PORT) : {}),
  };
  const { rules, preparations, notes, git, branches, writableRoots } = workspace;
  const gitConfigs = ['/etc/gitconfig', ...place.homes.flatMap((home) => [`${home}/.gitconfig`, `${home}/.config/git/config`])];
  const options = { rules, cwd, uid, gid, network: networked ? 'given' : 'own', terminal, environment } as const;
  // A terminal has a console of its own, and a stage must show what starts the next step.
  const stageable = shared && !terminal && [bwrap, nsenter].every((program) => ruleAt(rules, program)?.access === 'read');
  return {
    kind: 'bubblewrap',
    ...{ policy, cwd, terminal, bwrap, rules, preparations, notes, git, branches, writableRoots, gitConfigs, controlGroups },
    gitProgram: place.programs.git,
    bash,
    nsenter: networked ? nsenter : null,
    allowedHosts: policy.allowedHosts,
    options: bubblewrapOptions(options),
    staged: stageable ? stagedOptions(options) : null,
    command: startScript(command, { limits: policy.limits, terminal, bash }),
    filter: assembleFilter({ architecture, unixSockets: policy.unixSockets === 'private' }),
    outerEnvironment: { PATH: place.environment['PATH'] ?? '/usr/bin:/bin' },
  };
};

const planMac = (command: readonly string[], policy: SandboxPolicy, place: Place): Plan => {
  if (policy.allowedHosts.length > 0)
    return refused('lists of allowed hosts are not available on macOS yet', 'Leave out --allow-net, or choose full-access');
  const { rules, preparations, notes, temporary } = workspaceRules(policy, {
    ...place,
    programs: { ...place.programs, bash: '/bin/bash' },
  });
  // There is nothing to mount over: the private folder is used where it is.
  const own = `${place.privateFolder}/tmp`;
  const environment = commandEnvironment(policy, place, own);
  const profile = seatbeltProfile({ rules, temporary, own, unixSockets: policy.unixSockets === 'private' });
  const inner = startScript(command, { limits: policy.limits, terminal: place.terminal, bash: '/bin/bash' });
  return {
    kind: 'seatbelt',
    ...{ policy, cwd: place.cwd, terminal: place.terminal, rules, preparations, notes },
    file: '/usr/bin/sandbox-exec',
    args: ['-p', profile, ...inner],
    environment: { ...environment, SWITCHYARD_SANDBOX: '1' },
  };
};

/** What to run so that the command can do what its policy says and no more; or why that cannot be had here. */
export const wrap = (command: readonly string[], policy: SandboxPolicy, place: Place): Plan => {
  if (command.length === 0) return refused('there is no command', 'Write it behind --');
  if (policy.name === 'full-access') return planDirect(command, policy, place);
  const gone = [place.cwd, place.workspace].find((path) => place.files.kind(path) !== 'folder');
  if (gone !== undefined) return refused(`${gone} is not a folder`, 'Choose an existing one');
  const wide = tooWide(policy, place);
  if (wide) return wide;
  if (place.platform === 'linux') return planLinux(command, policy, place);
  if (place.platform === 'darwin') return planMac(command, policy, place);
  const why = `there is no sandbox for ${place.platform === 'win32' ? 'Windows' : place.platform} yet, and only full-access runs without one`;
  return refused(why, 'Use WSL 2, where the Linux sandbox works, or choose full-access');
};
