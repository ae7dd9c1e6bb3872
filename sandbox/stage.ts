/**
 * The mounts of a thread, made once: most of what a sandbox costs is making them, and they are the same for one command as
 * for the next. Each command takes a copy with namespaces of its own. The copy is as tight as mounts made for it alone, as
 * the stage is made from the same rules; it is made anew as soon as a rule, or what stands at the place of one, has changed.
 *
 * What the commands of a thread share by it: `/dev/shm`, their pseudo terminals, and what they leave in an empty home.
 */
import { spawn } from 'node:child_process';
import { closeSync, lstatSync, openSync } from 'node:fs';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { SandboxNetwork } from './network.ts';
import type { BubblewrapPlan } from './wrap.ts';

export interface Stage {
  /** A path for nsenter, good until it is let go. */
  readonly mountNamespace: string;
  /** Call when the command has ended. */
  readonly release: () => void;
}

export interface Stages {
  /** Null where there can be none: the command then gets mounts of its own. Call when everything is prepared. */
  readonly enter: (plan: BubblewrapPlan, network: SandboxNetwork) => Promise<Stage | null>;
  readonly close: () => void;
}

interface Made {
  readonly key: string;
  readonly descriptor: number;
  users: number;
  isRetired: boolean;
}

/** A stage holds memory for what was left in it; a thread that rests gives it back. */
const IDLE_MS = 10 * 60_000;
const OPTIONS = 3;

const identity = (path: string): string => {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.dev}:${stat.ino}`;
};

/** Another file in the place of a rule, or of what it shows, needs another mount. */
const keyOf = ({ staged, rules }: BubblewrapPlan): string =>
  [
    ...(staged?.stage ?? []),
    ...rules.map(({ path, source }) => identity(path) + (source === undefined ? '' : `=${identity(source)}`)),
  ].join('\0');

/** Says its own number once it stands, and goes with its standard input. */
const STANDING = 'echo $$; read -r end';

const make = async (plan: BubblewrapPlan, { userNamespace, netNamespace }: SandboxNetwork, key: string): Promise<Made | null> => {
  const { staged, nsenter, bwrap, outerEnvironment } = plan;
  if (staged === null || nsenter === null) return null;
  const inNetwork = [`--user=${userNamespace}`, `--net=${netNamespace}`, '--preserve-credentials', '--'];
  const child = spawn(nsenter, [...inNetwork, bwrap, '--args', String(OPTIONS), '--', '/bin/sh', '-c', STANDING], {
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    env: outerEnvironment,
  });
  const ended = once(child, 'exit').catch(() => null);
  const [input, output, , options] = child.stdio as unknown as readonly [Writable, Readable, null, Writable];
  for (const stream of [input, options]) stream.on('error', () => undefined);
  options.end([...staged.stage, ''].join('\0'));
  try {
    const said = await Promise.race([once(output, 'data'), ended.then(() => null)]);
    const inside = Number(String(said?.[0] ?? ''));
    if (!Number.isInteger(inside) || inside <= 1) return null;
    return { key, descriptor: openSync(`/proc/${inside}/ns/mnt`, 'r'), users: 0, isRetired: false };
  } finally {
    input.end();
    child.kill('SIGKILL');
  }
};

/** For one thread. Its commands have to enter one at a time. */
export const openStages = (): Stages => {
  let current: Made | null = null;
  let idle: NodeJS.Timeout | null = null;
  const retire = (): void => {
    if (current === null) return;
    current.isRetired = true;
    if (current.users === 0) closeSync(current.descriptor);
    current = null;
  };
  const release = (made: Made): void => {
    made.users -= 1;
    if (made.users > 0) return;
    if (made.isRetired) return closeSync(made.descriptor);
    idle = setTimeout(retire, IDLE_MS).unref();
  };
  return {
    enter: async (plan, network) => {
      if (plan.staged === null) return null;
      if (idle) clearTimeout(idle);
      const key = keyOf(plan);
      if (current?.key !== key) {
        retire();
        current = await make(plan, network, key);
      }
      const made = current;
      if (made === null) return null;
      made.users += 1;
      return { mountNamespace: `/proc/${process.pid}/fd/${made.descriptor}`, release: () => release(made) };
    },
    close: () => {
      if (idle) clearTimeout(idle);
      retire();
    },
  };
};
