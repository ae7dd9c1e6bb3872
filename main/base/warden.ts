/**
 * The warden ends what a dead core leaves behind. It is a tiny shell that reads the process groups it must watch from a
 * pipe; the pipe closes when the core dies, however it dies, and then the shell kills every group still on its list and
 * every process that carries the core's mark in its environment (a child that made a session of its own).
 *
 * A zombie group leader counts as alive for `kill -0`; that is harmless here because SIGKILL to it does nothing.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { Disposable } from './disposable.ts';

/** Names the mark. What must outlive the core (a browser, a core of its own) is started without it. */
export const ownerVariableName = 'SWITCHYARD_OWNER';
const mark = randomBytes(8).toString('hex');

/** Put into the environment of every child, so that it is found even when it left its process group. */
export const ownerVariable = (): Readonly<Record<string, string>> => ({ [ownerVariableName]: mark });

const SCRIPT = `
trap '' INT TERM HUP
groups=' '
while read -r sign group; do
  case "$sign" in
    +) groups="$groups$group " ;;
    -) case "$groups" in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
for folder in /proc/[0-9]*; do
  pid=\${folder#/proc/}
  [ "$pid" = "$$" ] && continue
  if grep -qs "${ownerVariableName}=$1" "$folder/environ"; then kill -KILL "$pid" 2>/dev/null; fi
done
`;

export interface Warden {
  /** The shell's own process, and the word on its command line that tells it from others; null where there is none. */
  readonly process: { readonly pid: number; readonly mark: string } | null;
  /** Ends the group with the core. Dispose it when the group has ended by itself. */
  readonly watch: (group: number) => Disposable;
}

const silent: Warden = { process: null, watch: () => ({ dispose: () => undefined }) };

const startWarden = (): Warden => {
  // Windows ends children through job objects, which the host sets up; there is no shell to rely on.
  if (process.platform === 'win32') return silent;
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'switchyard-warden', mark], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: process.env['PATH'] },
  });
  child.on('error', () => undefined);
  child.unref();
  const list: Writable & { unref?: () => void } = child.stdin;
  list.on('error', () => undefined);
  list.unref?.();
  return {
    process: child.pid === undefined ? null : { pid: child.pid, mark },
    watch: (group) => {
      list.write(`+ ${group}\n`);
      return { dispose: () => void list.write(`- ${group}\n`) };
    },
  };
};

let instance: Warden | null = null;

/** The warden of this process, started with the first child. */
export const warden = (): Warden => (instance ??= startWarden());
