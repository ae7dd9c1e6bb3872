/**
 * What Claude Code starts in the place of a command, by CLAUDE_CODE_SHELL_PREFIX. It asks the core how the command is to be run
 * (command-gate.ts), runs it so with its own standard streams, and ends as it ended. Without the core nothing runs.
 *
 * Its one argument is the shell text. Reads from the environment: SWITCHYARD_GATE, where the core listens; SWITCHYARD_GATE_TOKEN,
 * whose command it is.
 */
// A program of its own, in the group that Claude Code leads: what it starts is given its own streams and ends with it.
// oxlint-disable-next-line no-restricted-imports
import { spawn, type ChildProcess } from 'node:child_process';
import { fstatSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { GateAnswer, GateQuestion } from './gate-messages.ts';

const NOT_RUN = 126;
const KILL_GRACE_MS = 1_500;

/** The file that the output goes to, where it goes to one: the core shows it as it grows. */
const outputFile = (): string | null => {
  try {
    const own = fstatSync(1);
    if (!own.isFile()) return null;
    if (process.platform === 'linux') return readlinkSync('/proc/self/fd/1');
    const notes = process.env['CLAUDE_CODE_CHILD_NOTES_DIR'];
    if (notes === undefined) return null;
    const folder = join(dirname(notes), 'tasks');
    return (
      readdirSync(folder)
        .map((name) => join(folder, name))
        .find((path) => statSync(path).ino === own.ino) ?? null
    );
  } catch {
    return null;
  }
};

/** What Claude Code tells its commands, and no secret of its own. */
const told = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && /^(?:GIT_EDITOR|CLAUDECODE|AI_AGENT|CLAUDE_PROJECT_DIR|__CLAUDE_CC_\w+)$/.test(entry[0]),
    ),
  );

const own = /^(?:SWITCHYARD_GATE(?:_TOKEN)?|ELECTRON_RUN_AS_NODE|CLAUDE_CODE_SHELL_PREFIX)$/;
const ownEnvironment = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const socket = connect(process.env['SWITCHYARD_GATE'] ?? '');
const tell = (message: GateQuestion): void => void socket.write(`${JSON.stringify(message)}\n`);
let child: ChildProcess | null = null;
let code = NOT_RUN;

const run = ({ file, args, cwd, environment }: Extract<GateAnswer, { kind: 'run' }>): void => {
  child = spawn(file, args, { cwd, env: environment ?? ownEnvironment(), stdio: 'inherit' });
  const ended = (how: number): void => {
    code = how;
    tell({ kind: 'ended', code });
  };
  child.once('error', (error) => {
    say(`The command could not be started: ${error.message}`);
    ended(NOT_RUN);
  });
  child.once('exit', (exit, signal) => ended(exit ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0))));
};

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (child === null) process.exit(128 + (constants.signals[signal] ?? 0));
    child.kill(signal);
    setTimeout(() => child?.kill('SIGKILL'), KILL_GRACE_MS).unref();
  });
}

socket.on('error', (error) => say(`Switchyard is not there, so the command was not run: ${error.message}`));
socket.on('close', () => {
  // The core is gone: so is the sandbox's keeper.
  child?.kill('SIGKILL');
  process.exit(code);
});
createInterface({ input: socket }).on('line', (line) => {
  const answer = JSON.parse(line) as GateAnswer;
  if (answer.kind === 'run') return run(answer);
  for (const note of answer.notes) say(note);
  if (answer.kind === 'done' && answer.folder !== null) writeFileSync(answer.folder.file, answer.folder.text, { mode: 0o600 });
  socket.end();
  process.exit(code);
});
tell({
  kind: 'may-run',
  token: process.env['SWITCHYARD_GATE_TOKEN'] ?? '',
  text: process.argv[2] ?? '',
  cwd: process.cwd(),
  output: outputFile(),
  environment: told(),
});
