/** `switchyard doctor`: what this machine has, what is missing, and what to do about it. */
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import type { Agent } from '#contract/agents.ts';
import { LEAST_NODE, nodeTooOld } from '#main/base/node-version.ts';
import { dataPaths } from '#main/base/paths.ts';
import { run } from '#main/base/run-command.ts';
import { MINIMUM_FOR_LANDING, parseVersion, tooOld } from '#main/git/version.ts';
import { appVersion } from '#main/rpc/app-root.ts';
import { readToken } from '#main/rpc/token.ts';
import { toFailure } from '#main/cli/cli-error.ts';
import { command, type Invocation } from '#main/cli/command.ts';
import { harmless, type Output } from '#main/cli/output.ts';
import { settledAgents } from '#main/cli/settled-agents.ts';

interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
  readonly fix: string | null;
}

const LITTLE_DISK_BYTES = 2_000_000_000;
const COMMAND_WITHIN_MS = 5_000;

const ok = (name: string, message: string): Check => ({ name, status: 'ok', message, fix: null });
const warning = (name: string, message: string, fix: string): Check => ({ name, status: 'warning', message, fix });
const broken = (name: string, message: string, fix: string | null): Check => ({ name, status: 'failed', message, fix });

/** What a program prints; null when it cannot be run or fails. */
const printed = async (file: string, args: readonly string[]): Promise<string | null> => {
  try {
    const { stdout } = await run({ file, args, cwd: process.cwd(), environment: process.env }, { timeoutMilliseconds: COMMAND_WITHIN_MS });
    return stdout.toString('utf8').trim();
  } catch {
    // Absent or not working: for a check both are an answer.
    return null;
  }
};

const checkNode = (): Check => {
  const tooOld = nodeTooOld();
  return tooOld === null ? ok('node', `Node ${process.versions.node}`) : broken('node', tooOld, `Install Node ${LEAST_NODE}.`);
};

const checkGit = async (): Promise<Check> => {
  const text = await printed('git', ['--version']);
  if (text === null) return broken('git', 'git was not found.', 'Install git and make sure that it is on your PATH.');
  const version = parseVersion(text);
  const refusal = tooOld(version);
  if (refusal !== null) return broken('git', refusal.message, refusal.failure.action ?? null);
  const noLanding = tooOld(version, MINIMUM_FOR_LANDING, 'merging from Switchyard');
  return noLanding === null
    ? ok('git', `git ${version.text}`)
    : warning('git', noLanding.message, noLanding.failure.action ?? 'Update git.');
};

const checkFolder = async (folder: string): Promise<Check> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.R_OK | constants.X_OK);
    return ok('data-folder', folder);
  } catch {
    return broken('data-folder', `${folder} cannot be written to.`, 'Change its permissions, or name another folder in SWITCHYARD_HOME.');
  }
};

const checkDisk = async (folder: string): Promise<Check> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    const bytes = bavail * bsize;
    const free = `${(bytes / 1e9).toFixed(1)} GB free`;
    return bytes < LITTLE_DISK_BYTES
      ? warning('disk', `Only ${free} in ${folder}.`, 'Each worktree is a checkout of its repository: free some space.')
      : ok('disk', free);
  } catch {
    return warning('disk', 'The free space is not known.', 'See the check of the data folder.');
  }
};

const checkSandbox = async (): Promise<Check> => {
  if (process.platform === 'darwin') return ok('sandbox', 'macOS has one built in.');
  if (process.platform !== 'linux') return warning('sandbox', 'There is no sandbox on this system.', 'Use the read-only policy, or WSL.');
  const version = await printed('bwrap', ['--version']);
  if (version === null)
    return warning('sandbox', 'bubblewrap was not found.', 'Install the package bubblewrap: agents then run confined to their worktree.');
  const works = await printed('bwrap', ['--ro-bind', '/', '/', '--unshare-user', '--unshare-net', '/bin/echo', 'works']);
  if (works === 'works') return ok('sandbox', version);
  return warning(
    'sandbox',
    `${version} is there but cannot make a sandbox.`,
    'This system forbids user namespaces to users; see kernel.apparmor_restrict_unprivileged_userns and kernel.unprivileged_userns_clone.',
  );
};

const agentCheck = (agent: Agent): Check => {
  const name = `agent ${agent.id}`;
  switch (agent.status.kind) {
    case 'ready':
      return ok(name, `${agent.label} ${agent.status.version}`);
    case 'checking':
      return warning(name, `${agent.label} did not answer yet.`, 'Run doctor again in a moment.');
    case 'missing':
    case 'signed-out':
    case 'broken':
      return warning(name, agent.status.message, agent.status.fix);
  }
};

interface FromCore {
  readonly checks: readonly Check[];
  readonly address: string | null;
}

const checkCore = async ({ core, dataFolder }: Invocation): Promise<FromCore> => {
  try {
    const session = await core();
    const [info, agents, token] = await Promise.all([
      session.call('app.info', {}),
      settledAgents(session),
      readToken(dataPaths(dataFolder).token),
    ]);
    const address = token === null ? session.file.address : `${session.file.address}?token=${token}`;
    const database =
      info.readOnly === null
        ? ok('database', 'It can be read and written.')
        : broken('database', info.readOnly.reason, 'Switchyard shows a backup and changes nothing; see the log in the data folder.');
    const runs = ok('core', `Runs as process ${session.file.pid} (${info.host}, version ${info.version}).`);
    return { checks: [runs, database, ...agents.map(agentCheck)], address };
  } catch (error) {
    const { message, action } = toFailure(error);
    return { checks: [broken('core', message, action ?? null)], address: null };
  }
};

const marks = { ok: ['green', '✓'], warning: ['yellow', '!'], failed: ['red', '✗'] } as const;

const checkText = ({ name, status, message, fix }: Check, output: Output): string => {
  const [style, mark] = marks[status];
  const line = `${output.paint(style, mark)} ${name.padEnd(16)} ${harmless(message)}`;
  return fix === null ? line : `${line}\n${' '.repeat(19)}${harmless(fix)}`;
};

export const doctor = command({
  name: 'doctor',
  usage: '',
  summary: 'Check this machine, the agents and the core; prints the address for a browser',
  notes: ['Exit code 1 when something does not work. A missing agent or sandbox is only a warning.'],
  options: {},
  operands: [0, 0],
  run: async (invocation) => {
    const { output, dataFolder } = invocation;
    // The folder first: the others may need it.
    const folder = await checkFolder(dataFolder);
    const machine = [checkNode(), await checkGit(), folder, await checkDisk(dataFolder), await checkSandbox()];
    const { checks: inside, address } = await checkCore(invocation);
    const checks = [...machine, ...inside];
    const isFine = checks.every(({ status }) => status !== 'failed');
    const lines = [...checks.map((check) => checkText(check, output)), ...(address === null ? [] : ['', `In a browser: ${address}`])];
    await output.result({ ok: isFine, version: appVersion, dataFolder, address, checks }, lines.join('\n'));
    return isFine ? 0 : 1;
  },
});
