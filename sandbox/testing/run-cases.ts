/**
 * Runs the cases for real and says which did not go as they should. Also a program: with a folder as its argument it prints
 * the result as JSON, so that the same cases can be run as another user.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { launch } from '#sandbox/launch.ts';
import { parseHostRule, type HostRule } from '#sandbox/host-rules.ts';
import { defaultPolicy, type SandboxPolicy } from '#sandbox/policy.ts';
import { noteLine } from '#sandbox/report.ts';
import { surveyPlace } from '#sandbox/survey.ts';
import { wrap } from '#sandbox/wrap.ts';
import { policyOrder, type PolicyName } from '#contract/policy.ts';
import { attacks, traps, works, type Case, type World } from './cases.ts';
import { policyTable } from './policy-table.ts';
import { difference, hostGit, keepGround, snapshot, type Ground } from './ground.ts';

export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly notes: string;
}

const multiple = { type: 'string', multiple: true } as const;
const single = { type: 'string' } as const;

const policyOf = (one: Case, world: World): SandboxPolicy => {
  const { values } = parseArgs({
    args: [...(one.options?.(world) ?? [])],
    options: {
      'allow-net': multiple,
      'allow-read': multiple,
      'allow-write': multiple,
      'deny-read': multiple,
      'max-pids': single,
      'max-file': single,
      timeout: single,
    },
  });
  const number = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
  return {
    ...defaultPolicy(one.policy ?? 'workspace-write'),
    allowedHosts: (values['allow-net'] ?? []).map((text) => parseHostRule(text) as HostRule),
    readable: values['allow-read'] ?? [],
    writable: values['allow-write'] ?? [],
    forbidden: values['deny-read'] ?? [],
    limits: {
      processes: number(values['max-pids']),
      memoryMegabytes: null,
      fileMegabytes: number(values['max-file']),
      seconds: number(values.timeout),
    },
  };
};

/** One shell line in the sandbox, as the core would run it. */
export const runLine = async (line: string, policy: SandboxPolicy, ground: Ground, cwd: string): Promise<Outcome> => {
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: ground.home, LANG: 'C.UTF-8', SECRET_TOKEN: 'the-secret' };
  const place = surveyPlace({ cwd, terminal: false, environment, privateFolder: ground.privateFolder, writable: policy.writable });
  const notes: string[] = [];
  const plan = wrap(['bash', '-c', line], policy, place);
  const sandbox = await launch(plan, { stdio: ['ignore', 'pipe', 'pipe'], onNote: (note) => notes.push(noteLine(note)) });
  let output = '';
  for (const stream of [sandbox.child?.stdout, sandbox.child?.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const { code } = await sandbox.ended;
  return { code, output, notes: notes.join('\n') };
};

const judge = (one: Case, { code, output, notes }: Outcome): readonly string[] => [
  ...(one.code !== undefined && one.code !== code && one.code !== 254 ? [`ended with ${code}`] : []),
  ...(one.says && !one.says.test(output) ? [`does not say ${one.says}: ${output.slice(-300)}`] : []),
  ...(one.hides?.test(output) ? [`says ${one.hides.exec(output)?.[0]}`] : []),
  ...(one.notes && !one.notes.test(notes) ? [`is not told ${one.notes}: ${notes}`] : []),
  ...(code === 125 ? [`was not started: ${notes}`] : []),
];

const runCase = async (one: Case, world: World): Promise<readonly string[]> => {
  const before = snapshot(world, one.policy ?? 'workspace-write');
  const inMain = one.cwd?.(world);
  const outcomes: Outcome[] = [];
  for (const line of one.run(world)) outcomes.push(await runLine(line, policyOf(one, world), world, inMain ?? world.work));
  const { code = 0, notes: _ = '' } = outcomes.at(-1) ?? {};
  const outcome = { code, output: outcomes.map(({ output }) => output).join(''), notes: outcomes.map(({ notes }) => notes).join('\n') };
  const changed = difference(before, snapshot(world, one.policy ?? 'workspace-write'));
  const failures = [...judge(one, outcome)];
  // What a case may write by its own options or place is not outside for it.
  const outside = changed.filter((entry) => inMain === undefined || !entry.includes(`${inMain}/`) || /planted/.test(entry));
  failures.push(...outside);
  for (const [folder, ...args] of one.afterwards?.(world) ?? []) {
    const result = hostGit(world, folder, ...args);
    if (['fsck', 'rev-list'].includes(args[0] ?? '') && result === null) failures.push('the repository is damaged');
  }
  const planted = difference(before, snapshot(world, one.policy ?? 'workspace-write')).filter((entry) => /planted|victim/.test(entry));
  return [...new Set([...failures, ...planted])];
};

export interface Failure {
  readonly id: string;
  readonly why: readonly string[];
}

/** Makes the world below `base` for the time of the work, with a listener and a process of the host's. */
const inWorld = async (
  base: string,
  work: (world: World, reset: () => void, isHostWell: () => boolean) => Promise<void>,
): Promise<void> => {
  const keeper = keepGround(base);
  const server = createServer((_, response) => response.end('hello from the host\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sleeper = spawn('bash', ['-c', 'exec -a sleeping-beauty sleep 300'], { stdio: 'ignore' });
  const world: World = { ...keeper.ground, port: (server.address() as AddressInfo).port, hostPid: sleeper.pid as number };
  try {
    await work(world, keeper.reset, () => sleeper.exitCode === null && sleeper.signalCode === null);
  } finally {
    server.close();
    sleeper.kill('SIGKILL');
    keeper.remove();
  }
};

/** Runs all cases in a world below `base`. Gives those that failed, and how many there were. */
export const runCases = async (base: string, only = /./): Promise<{ readonly count: number; readonly failed: readonly Failure[] }> => {
  const failed: Failure[] = [];
  const all = [...attacks, ...traps, ...works].filter(({ id }) => only.test(id));
  await inWorld(base, async (world, reset, isHostWell) => {
    for (const one of all) {
      reset();
      const why = await runCase(one, world);
      if (!isHostWell()) failed.push({ id: one.id, why: ['killed a process of the host'] });
      if (why.length > 0) failed.push({ id: one.id, why });
    }
  });
  return { count: all.length, failed };
};

/** Tries every action under every policy. Gives what each policy allowed, in the form of the table. */
export const runPolicyTable = async (base: string): Promise<Readonly<Record<string, readonly PolicyName[]>>> => {
  const found: Record<string, PolicyName[]> = {};
  await inWorld(base, async (world, reset) => {
    for (const { action, line, options, made } of policyTable) {
      for (const policy of policyOrder) {
        reset();
        // Full access has no sandbox that could hold options.
        const given = policy === 'full-access' || options === undefined ? {} : { options };
        const asCase: Case = { id: action, policy, run: (w) => [line(w)], ...given };
        const { code } = await runLine(line(world), policyOf(asCase, world), world, world.work);
        (found[action] ??= []).push(...(code === 0 && (made === undefined || existsSync(made(world))) ? [policy] : []));
      }
    }
  });
  return found;
};

if (process.argv[1]?.endsWith('/run-cases.ts') && process.argv[2] !== undefined) {
  const result = process.argv[3] === 'table' ? runPolicyTable(process.argv[2]) : runCases(process.argv[2]);
  process.stdout.write(JSON.stringify(await result));
}
