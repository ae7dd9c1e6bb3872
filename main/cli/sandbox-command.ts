/**
 * `switchyard sandbox`: one command in the sandbox. It needs no running core and nothing native, and loads nothing but the
 * sandbox, as it is started for every command. The exit code is the command's; 124 when its time was up, 125 when it was
 * not started.
 */
import { Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { launch, type RunningSandbox } from '#sandbox/launch.ts';
import { parseHostRule, type HostRule } from '#sandbox/host-rules.ts';
import { defaultPolicy, isPolicyName, type Limits, type SandboxPolicy } from '#sandbox/policy.ts';
import { tidyNeighbours } from '#sandbox/private-folders.ts';
import { noteLine, type Note } from '#sandbox/report.ts';
import { surveyPlace } from '#sandbox/survey.ts';
import { wrap } from '#sandbox/wrap.ts';
import { resolve } from 'node:path';

const BAD_USAGE = 2;

const options = {
  policy: { type: 'string', default: 'workspace-write' },
  cwd: { type: 'string', default: '.' },
  'allow-net': { type: 'string', multiple: true, default: [] as string[] },
  'allow-read': { type: 'string', multiple: true, default: [] as string[] },
  'allow-write': { type: 'string', multiple: true, default: [] as string[] },
  'deny-read': { type: 'string', multiple: true, default: [] as string[] },
  'pass-env': { type: 'string', multiple: true, default: [] as string[] },
  'max-pids': { type: 'string' },
  'max-mem': { type: 'string' },
  'max-file': { type: 'string' },
  timeout: { type: 'string' },
  tty: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const sandboxUsage = `switchyard sandbox [options] -- COMMAND [ARGUMENT…]

  --policy P             read-only, workspace-write (default) or full-access (no sandbox)
  --cwd DIR              where the command runs, and what it may write under workspace-write
  --allow-net HOST:PORT  let it reach this host through the proxy; without it there is no network
  --allow-read PATH      show this path, though it is hidden by default
  --allow-write PATH     let it write here too
  --deny-read PATH       hide this path
  --pass-env NAME        pass this variable on
  --max-pids N           processes and threads at once
  --max-mem MB           private memory of a process
  --max-file MB          size of a file
  --timeout S            seconds until it is ended (exit code 124)
  --tty                  give it this terminal, with job control
`;

class BadUsage extends Error {}

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadUsage(error instanceof Error ? error.message.split('. To specify')[0] : String(error));
  }
};

type Values = ReturnType<typeof parse>;

const amount = (values: Values, name: 'max-pids' | 'max-mem' | 'max-file' | 'timeout'): number | null => {
  const text = values[name];
  if (text === undefined) return null;
  const value = Number(text);
  const whole = name === 'timeout' ? value > 0 && Number.isFinite(value) : Number.isSafeInteger(value) && value > 0;
  if (!whole) throw new BadUsage(`--${name} needs a number above zero, not “${text}”`);
  return value;
};

const hostRule = (text: string): HostRule => {
  const rule = parseHostRule(text);
  if (rule === null) throw new BadUsage(`--allow-net needs HOST or HOST:PORT, not “${text}”`);
  return rule;
};

/** Relative paths are the caller's, not the command's. */
const absolute = (paths: readonly string[]): readonly string[] => paths.map((path) => resolve(path));

const policyOf = (values: Values): SandboxPolicy => {
  if (!isPolicyName(values.policy)) throw new BadUsage(`--policy is read-only, workspace-write or full-access, not “${values.policy}”`);
  const limits: Limits = {
    processes: amount(values, 'max-pids'),
    memoryMegabytes: amount(values, 'max-mem'),
    fileMegabytes: amount(values, 'max-file'),
    seconds: amount(values, 'timeout'),
  };
  return {
    ...defaultPolicy(values.policy),
    allowedHosts: values['allow-net'].map(hostRule),
    readable: absolute(values['allow-read']),
    writable: absolute(values['allow-write']),
    forbidden: absolute(values['deny-read']),
    variables: values['pass-env'],
    limits,
  };
};

const tell = (note: Note): void => void process.stderr.write(`[sandbox] ${noteLine(note)}\n`);

/** What started this process and waits for it, where it is another Node: when it goes, the command goes as well. */
const followStarter = (sandbox: RunningSandbox): void => {
  const lifeline = Number(process.env['SWITCHYARD_LIFELINE']);
  if (!Number.isInteger(lifeline) || lifeline < 3) return;
  const socket = new Socket({ fd: lifeline, readable: true, writable: false });
  socket.on('error', () => undefined);
  socket.on('close', () => sandbox.kill());
  socket.resume();
  socket.unref();
};

const passSignalsOn = (sandbox: RunningSandbox, terminal: boolean): void => {
  process.on('SIGTERM', () => sandbox.interrupt('SIGTERM'));
  process.on('SIGHUP', () => sandbox.interrupt('SIGHUP'));
  // On a terminal the command's own group gets what is typed; here it would come a second time.
  process.on('SIGINT', () => void (terminal || sandbox.interrupt('SIGINT')));
  if (terminal) process.on('SIGQUIT', () => undefined);
};

/** Runs one command line behind `switchyard sandbox`; gives its exit code. */
export const sandboxCommand = async (args: readonly string[]): Promise<number> => {
  const end = args.indexOf('--');
  try {
    const values = parse(end < 0 ? args : args.slice(0, end));
    if (values.help) {
      process.stdout.write(sandboxUsage);
      return 0;
    }
    if (end < 0 || end === args.length - 1) throw new BadUsage('there is no command; write it behind --');
    const policy = policyOf(values);
    const place = surveyPlace({ cwd: resolve(values.cwd), terminal: values.tty, environment: process.env, writable: policy.writable });
    const sandbox = await launch(wrap(args.slice(end + 1), policy, place), { stdio: ['inherit', 'inherit', 'inherit'], onNote: tell });
    passSignalsOn(sandbox, values.tty);
    followStarter(sandbox);
    const { code } = await sandbox.ended;
    tidyNeighbours(place.privateFolder);
    return code;
  } catch (error) {
    if (!(error instanceof BadUsage)) throw error;
    process.stderr.write(`switchyard sandbox: ${error.message}. See switchyard sandbox --help.\n`);
    return BAD_USAGE;
  }
};
