/**
 * Carries plans out: starts the sandbox, and git to take packs apart. It keeps nothing between two calls.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createReadStream, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { joinControlGroups, type Membership } from './control-groups.ts';
import { refusedText, serveDoor, type DoorOptions } from './door.ts';
import { makeForwards } from './forwards.ts';
import { hostRuleText } from './host-rules.ts';
import { openNetwork, type SandboxNetwork } from './network.ts';
import { prepare } from './preparation.ts';
import type { Note } from './report.ts';
import type { Stage, Stages } from './stage.ts';
import { lookBefore, newMemory, settleGit, sweep, type ThreadMemory, type UnpackObjects } from './sweep.ts';
import type { BubblewrapPlan, DirectPlan, Plan, SeatbeltPlan } from './wrap.ts';

export const TIMED_OUT = 124;
/** The sandbox could not be made, so nothing ran. */
export const NOT_STARTED = 125;

const GRACE_MS = 1_500;
const TIMEOUT_GRACE_MS = 500;

type Stream = 'inherit' | 'pipe' | 'ignore' | number;

export interface LaunchOptions {
  /** Standard input, output and error of the command. */
  readonly stdio: readonly [Stream, Stream, Stream];
  /** Everything the user should hear about, as it happens. */
  readonly onNote: (note: Note) => void;
  /** A network opened before, shared by the commands of a thread; one is made for this command alone without it. */
  readonly network?: SandboxNetwork;
  /** Of the thread, shared by its commands. */
  readonly memory?: ThreadMemory;
  readonly stages?: Stages;
  /** Keeps the starts and sweeps of a thread's commands from running at the same time. */
  readonly exclusive?: Exclusive;
}

export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;
const atOnce: Exclusive = (work) => work();

export interface Ended {
  /** As a shell would say it: 128 and the signal when a signal ended it. */
  readonly code: number;
  readonly timedOut: boolean;
}

export interface RunningSandbox {
  /** Null where nothing was started. */
  readonly child: ChildProcess | null;
  /** Settles when every process has ended and the sweep is done. Never rejects. */
  readonly ended: Promise<Ended>;
  /** Passes a signal on to the command, and kills everything when it is still there after the grace. */
  readonly interrupt: (signal: NodeJS.Signals) => void;
  /** Ends everything at once. */
  readonly kill: () => void;
}

/** Lets the allowed hosts through, and reports each refused one once. */
export const openDoor = async (
  network: SandboxNetwork,
  plan: Pick<BubblewrapPlan, 'allowedHosts'>,
  onNote: (note: Note) => void,
): Promise<void> => {
  const told = new Set<string>();
  const options: DoorOptions = {
    rules: () => plan.allowedHosts,
    onRefused: (refused) => {
      const target = hostRuleText(refused);
      if (told.has(target + refused.why)) return;
      told.add(target + refused.why);
      const allow = {
        'not-listed': `Allow it with --allow-net ${target}`,
        'leads-inside': 'Allow that address itself if you mean it',
        unreachable: null,
      };
      onNote({ what: `A connection to ${target} was refused`, why: refusedText(refused), allow: allow[refused.why] });
    },
  };
  serveDoor(network.server, options);
  await makeForwards(network, options).open();
};

/** What is known to close in a child, by its number: asking again takes longer than looking whether it is still the same. */
const closing = new Map<number, string>();

/** Descriptors beyond the first three that a child would inherit without anybody having asked for it. */
const leakingDescriptors = (): readonly number[] => {
  const open = readdirSync('/proc/self/fd').map(Number);
  return open.filter((descriptor) => {
    if (descriptor < 3) return false;
    try {
      const what = readlinkSync(`/proc/self/fd/${descriptor}`);
      if (closing.get(descriptor) === what) return false;
      const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1] ?? '0';
      const leaks = (Number.parseInt(flags, 8) & 0o2000000) === 0;
      if (!leaks) closing.set(descriptor, what);
      return leaks;
    } catch {
      return false;
    }
  });
};

const FILTER = 3;
const OPTIONS = 4;
const STATUS = 5;

/** What would leak is closed by a shell first: neither this program nor bubblewrap can do it. */
const withoutLeaks = (bash: string | null): readonly string[] => {
  const leaking = leakingDescriptors().filter((descriptor) => descriptor > STATUS);
  if (leaking.length === 0) return [];
  if (bash === null) throw new Error('open files would leak into it, and bash, which closes them, is not installed');
  // Without the options bash reads the user's .bashrc when its input is a socket, as Node's pipes are: it takes it for a login.
  return [bash, '--noprofile', '--norc', '-c', `exec ${leaking.map((descriptor) => `${descriptor}<&-`).join(' ')}; exec "$@"`, 'sandbox'];
};

const exitCode = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0));

const killed = (pid: number | undefined, signal: NodeJS.Signals): void => {
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {
    // Gone already.
  }
};

const unpackWith =
  (git: string | null): UnpackObjects =>
  (pack, common) =>
    new Promise((resolve) => {
      if (git === null) return resolve(false);
      const args = [`--git-dir=${common}`, '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', 'unpack-objects', '-q'];
      const child = spawn(git, args, {
        stdio: ['pipe', 'ignore', 'ignore'],
        env: { PATH: '/usr/bin:/bin', GIT_CONFIG_NOSYSTEM: '1', HOME: '/' },
      });
      child.on('error', () => resolve(false));
      child.stdin.on('error', () => undefined);
      child.on('close', (code) => resolve(code === 0));
      createReadStream(pack)
        .on('error', () => child.kill())
        .pipe(child.stdin);
    });

interface Watched {
  readonly child: ChildProcess;
  readonly seconds: number | null;
  readonly interrupt: (signal: NodeJS.Signals) => void;
}

/** The end of a child, with its time limit. */
const watch = ({ child, seconds, interrupt }: Watched): Promise<Ended & { readonly failed: boolean }> =>
  new Promise((resolve) => {
    let timedOut = false;
    const timer = seconds === null ? null : setTimeout(() => expire(), seconds * 1_000);
    const expire = (): void => {
      timedOut = true;
      interrupt('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), TIMEOUT_GRACE_MS).unref();
    };
    const end = (code: number, failed: boolean): void => {
      if (timer) clearTimeout(timer);
      resolve({ code: timedOut ? TIMED_OUT : code, timedOut, failed });
    };
    child.once('error', () => end(NOT_STARTED, true));
    child.once('exit', (code, signal) => end(exitCode(code, signal), false));
  });

const timeoutNote = (seconds: number | null): Note => ({
  what: 'The command was ended',
  why: `it ran longer than ${seconds} seconds`,
  allow: 'Give it more time with --timeout',
});

/** What stands before bubblewrap so that it starts in that network. */
export const enterNetwork = (
  { nsenter }: Pick<BubblewrapPlan, 'nsenter'>,
  network: SandboxNetwork | null,
  stage: Stage | null = null,
): readonly string[] => {
  if (network === null || nsenter === null) return [];
  const mounts = stage === null ? [] : [`--mount=${stage.mountNamespace}`];
  return [nsenter, `--user=${network.userNamespace}`, `--net=${network.netNamespace}`, ...mounts, '--preserve-credentials', '--'];
};

interface Ground {
  readonly network: SandboxNetwork | null;
  readonly stage: Stage | null;
  readonly groups: Membership;
}

const startBubblewrap = (plan: BubblewrapPlan, options: LaunchOptions, { network, stage, groups }: Ground) => {
  const inner = ['--args', String(OPTIONS), '--seccomp', String(FILTER), '--json-status-fd', String(STATUS), '--', ...plan.command];
  const [file = '', ...args] = [...withoutLeaks(plan.bash), ...enterNetwork(plan, network, stage), plan.bwrap, ...inner];
  const child = spawn(file, args, {
    stdio: [...options.stdio, 'pipe', 'pipe', 'pipe'],
    env: plan.outerEnvironment,
    // A session of its own keeps the terminal's interrupt from hitting bubblewrap before the command had its chance.
    detached: !plan.terminal,
  });
  let inside = 0;
  child.on('error', () => undefined);
  const [filter, given, status] = (child.stdio as readonly unknown[]).slice(FILTER) as [Writable, Writable, Readable];
  for (const stream of [filter, given, status]) stream.on('error', () => undefined);
  status.on('data', (chunk: Buffer) => (inside = Number(/"child-pid": (\d+)/.exec(chunk.toString())?.[1] ?? inside)));
  if (child.pid !== undefined) {
    // Bubblewrap waits for its options, so all of this is settled before it does anything.
    groups.add(child.pid);
    writeFileSync(`/proc/${child.pid}/oom_score_adj`, '500');
    filter.end(plan.filter);
    given.end([...((stage && plan.staged?.command) ?? plan.options), ''].join('\0'));
  }
  const kill = (): void => void child.kill('SIGKILL');
  const interrupt = (signal: NodeJS.Signals): void => {
    if (inside === 0) return kill();
    killed(plan.terminal ? inside : -inside, signal);
    setTimeout(kill, GRACE_MS).unref();
  };
  return { child, kill, interrupt, started: () => inside !== 0 };
};

const notSwept = (error: unknown): readonly Note[] => [
  {
    what: 'Looking through what the command left was cut short',
    why: error instanceof Error ? error.message : String(error),
    allow: 'Do not run git in that folder before you have looked at it',
  },
];

const notMade = (error: unknown): Note => ({
  what: 'The command was not started',
  why: `the sandbox could not be made${error instanceof Error ? ` (${error.message})` : ''}`,
  allow:
    'bubblewrap needs user namespaces: on Ubuntu an AppArmor profile for bwrap must allow them, in a container they must be switched on; or choose full-access',
});

const nothing = (code: number): RunningSandbox => ({
  ...{ child: null, interrupt: () => undefined, kill: () => undefined },
  ended: Promise.resolve({ code, timedOut: false }),
});

/** What has to be done before a command starts, and after it has ended. */
export const attend = async (
  plan: BubblewrapPlan,
  { onNote, exclusive = atOnce, memory = newMemory() }: Pick<LaunchOptions, 'onNote' | 'exclusive' | 'memory'>,
) => {
  const unpack = unpackWith(plan.gitProgram);
  prepare(plan.preparations);
  if (!memory.isSettled) (await settleGit(plan, unpack)).forEach(onNote);
  memory.isSettled = true;
  const before = await lookBefore(plan, memory);
  return {
    settle: (): Promise<void> => exclusive(async () => (await sweep(plan, before, unpack, memory).catch(notSwept)).forEach(onNote)),
  };
};

const launchBubblewrap = async (plan: BubblewrapPlan, options: LaunchOptions): Promise<RunningSandbox> => {
  const { onNote, exclusive = atOnce } = options;
  const network = plan.nsenter === null ? null : (options.network ?? (await openNetwork(plan)));
  if (network && network !== options.network) await openDoor(network, plan, onNote);
  const groups = joinControlGroups(plan.controlGroups, plan.policy.limits);
  const { child, kill, interrupt, started, settle, stage } = await exclusive(async () => {
    const attended = await attend(plan, options);
    const stage = network === null ? null : ((await options.stages?.enter(plan, network)) ?? null);
    return { ...attended, stage, ...startBubblewrap(plan, options, { network, stage, groups }) };
  });
  const finish = async (): Promise<Ended> => {
    const { seconds } = plan.policy.limits;
    const { code, timedOut, failed } = await watch({ child, seconds, interrupt });
    groups.remove();
    stage?.release();
    await settle();
    if (network && network !== options.network) network.close();
    if (timedOut) onNote(timeoutNote(seconds));
    if (!failed && (started() || code > 1)) return { code, timedOut };
    onNote(notMade(null));
    return { code: NOT_STARTED, timedOut };
  };
  return { child, kill, interrupt, ended: finish() };
};

const launchPlain = (plan: DirectPlan | SeatbeltPlan, options: LaunchOptions): RunningSandbox => {
  if (plan.kind === 'seatbelt') prepare(plan.preparations);
  const alone = !plan.terminal;
  const child = spawn(plan.file, plan.args, { cwd: plan.cwd, env: plan.environment, stdio: [...options.stdio], detached: alone });
  const send = (signal: NodeJS.Signals): void => killed(child.pid === undefined ? undefined : alone ? -child.pid : child.pid, signal);
  const interrupt = (signal: NodeJS.Signals): void => {
    send(signal);
    setTimeout(() => send('SIGKILL'), GRACE_MS).unref();
  };
  const finish = async (): Promise<Ended> => {
    const { seconds } = plan.policy.limits;
    const { code, timedOut, failed } = await watch({ child, seconds, interrupt });
    if (alone && !failed) send('SIGKILL');
    if (timedOut) options.onNote(timeoutNote(seconds));
    return { code: failed ? 127 : code, timedOut };
  };
  return { child, kill: () => send('SIGKILL'), interrupt, ended: finish() };
};

/** Starts what was planned. Rejects never: what cannot be started is a note and the code 125. */
export const launch = async (plan: Plan, options: LaunchOptions): Promise<RunningSandbox> => {
  if (plan.kind === 'refused') {
    options.onNote(plan.note);
    return nothing(NOT_STARTED);
  }
  plan.notes.forEach(options.onNote);
  try {
    return plan.kind === 'bubblewrap' ? await launchBubblewrap(plan, options) : launchPlain(plan, options);
  } catch (error) {
    options.onNote(notMade(error));
    return nothing(NOT_STARTED);
  }
};
