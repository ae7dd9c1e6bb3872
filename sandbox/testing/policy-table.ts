/** What each policy lets a command do: a line of shell per action, tried for real by `run-cases.ts`. */
import type { PolicyName } from '#sandbox/policy.ts';
import type { World } from './cases.ts';

export interface TableRow {
  readonly action: string;
  /** Ends with 0 when it could be done. */
  readonly line: (world: World) => string;
  /** What is there on the host when it was done: what is written into a folder of the sandbox's own is not. */
  readonly made?: (world: World) => string;
  readonly allowedBy: readonly PolicyName[];
  /** Options as on the command line, for the two policies that have a sandbox. */
  readonly options?: (world: World) => readonly string[];
}

const all: readonly PolicyName[] = ['read-only', 'workspace-write', 'full-access'];
const writing: readonly PolicyName[] = ['workspace-write', 'full-access'];
const full: readonly PolicyName[] = ['full-access'];
const door = (target: string): string =>
  `exec 3<>/dev/tcp/127.0.0.1/39128 && printf 'CONNECT ${target} HTTP/1.1\\r\\n\\r\\n' >&3 && read -r answer <&3 && case "$answer" in *" 200 "*) true;; *) false;; esac`;

export const policyTable: readonly TableRow[] = [
  { action: 'read the worktree', line: () => 'cat README.md', allowedBy: all },
  { action: 'read the repository', line: () => 'git log -1 && git status', allowedBy: all },
  { action: 'write the worktree', line: () => 'echo x > made && rm made', allowedBy: writing },
  { action: 'commit', line: () => 'git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x', allowedBy: writing },
  { action: 'write temporary files', line: () => 'echo x > "${TMPDIR:-/tmp}/x" && rm "${TMPDIR:-/tmp}/x"', allowedBy: all },
  { action: 'write a protected name', line: () => 'echo "{}" > .vscode/tasks.json', allowedBy: full },
  { action: 'write outside', line: (w) => `echo x > ${w.outside}/made`, allowedBy: full },
  {
    action: 'write where the user allowed it',
    line: (w) => `echo x > ${w.outside}/made`,
    options: (w) => ['--allow-write', w.outside],
    allowedBy: writing,
  },
  { action: 'write in the main checkout', line: (w) => `echo x > ${w.main}/made`, made: (w) => `${w.main}/made`, allowedBy: full },
  { action: 'read another worktree', line: (w) => `cat ${w.sibling}/README.md`, allowedBy: full },
  { action: 'read a secret', line: (w) => `cat ${w.home}/.ssh/id_test`, allowedBy: full },
  { action: 'read a file of the home', line: (w) => `cat ${w.outside}/victim`, allowedBy: full },
  {
    action: 'read what the user shows',
    line: (w) => `cat ${w.outside}/victim`,
    options: (w) => ['--allow-read', w.outside],
    allowedBy: all,
  },
  {
    action: 'read what is forbidden in the worktree',
    line: () => 'cat src/a.js',
    options: (w) => ['--deny-read', `${w.work}/src`],
    allowedBy: full,
  },
  { action: 'reach the host', line: (w) => `echo > /dev/tcp/127.0.0.1/${w.port}`, allowedBy: full },
  {
    action: 'reach an allowed host',
    line: (w) => door(`127.0.0.1:${w.port}`),
    options: (w) => ['--allow-net', `127.0.0.1:${w.port}`],
    allowedBy: ['read-only', 'workspace-write'],
  },
  {
    action: 'reach another port of it',
    line: (w) => door(`127.0.0.1:${w.port + 1}`),
    options: (w) => ['--allow-net', `127.0.0.1:${w.port}`],
    allowedBy: [],
  },
  { action: 'see a variable with a secret', line: () => '[ -n "$SECRET_TOKEN" ]', allowedBy: full },
  { action: 'see processes of the host', line: (w) => `[ -d /proc/${w.hostPid} ]`, allowedBy: full },
  { action: 'make a namespace', line: () => 'unshare -U true', allowedBy: full },
  {
    action: 'talk over unix sockets of its own',
    line: () => `python3 -c 'import socket; socket.socketpair(); socket.socket(socket.AF_UNIX)'`,
    allowedBy: all,
  },
];
