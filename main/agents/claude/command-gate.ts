/**
 * Where the commands of Claude Code come to the core before they run: each is started in its thread's sandbox under the policy as
 * it is then. Claude Code starts a small program of ours in their place (command-process.ts), which asks here how.
 *
 * What runs as it stands: everything under full access, what a person or rule has let out of the sandbox, and what the user's own
 * configuration of Claude Code names (`isOwn`). Everything else the sandbox holds, hooks of the repository included.
 */
import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEntry } from '#main/base/child-entry.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { PrivateSocket } from '#main/base/private-socket.ts';
import { noteLine } from '#sandbox/report.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';
import type { GateAnswer, GateQuestion } from './gate-messages.ts';
import { wrappedCommand, wordsOf, type WrappedCommand } from './wrapped-command.ts';

/** A session whose commands pass. */
export interface GateKeeper {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: ThreadSandbox;
  /** A folder of the session's, which its commands may write and nothing else is in. */
  readonly scratch: string;
  /** Whether the user's own configuration names it, or the app handed it over: words of a program, or the text of a hook. */
  readonly isOwn: (words: readonly string[] | null, text: string) => Promise<boolean>;
  /** Whether this command was let out of the sandbox; holds once. */
  readonly isLetOut: (command: string) => boolean;
  /** A command of the model begins. `output`: the file that grows with its output. */
  readonly onCommand: (command: string, output: string | null) => void;
}

const FOLDER_NAME_MAX_BYTES = 8_192;
const CONNECTIONS_MAX = 2_000;
/** Programs that would draw on a terminal or wait for a key are told that there is none. */
const plain = { TERM: 'dumb', NO_COLOR: '1', PAGER: 'cat', GIT_PAGER: 'cat', MANPAGER: 'cat' };

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const shell = (): string => (existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh');
const shellWith = (text: string): readonly [string, ...string[]] =>
  shell() === '/bin/bash' ? ['/bin/bash', '--noprofile', '--norc', '-c', text] : ['/bin/sh', '-c', text];

/** What a command left there: read as what it is, whatever it made of it. */
const readPlain = async (path: string): Promise<string | null> => {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await file.stat()).isFile()) return null;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(FOLDER_NAME_MAX_BYTES), 0, FOLDER_NAME_MAX_BYTES, 0);
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
};

export class CommandGate {
  readonly #keepers = new Map<string, GateKeeper>();
  readonly #socket = new PrivateSocket('gate', CONNECTIONS_MAX, (socket) => this.#take(socket));

  /** Writes the program to be named in CLAUDE_CODE_SHELL_PREFIX into this folder, which only the user can enter. */
  async admit(folder: string, keeper: GateKeeper): Promise<{ readonly program: string; readonly close: () => void }> {
    const address = await this.#socket.address();
    const token = randomBytes(24).toString('hex');
    const program = join(folder, 'run');
    const variables = `ELECTRON_RUN_AS_NODE=1 SWITCHYARD_GATE=${quoted(address)} SWITCHYARD_GATE_TOKEN=${token}`;
    await writeFile(
      program,
      `#!/bin/sh\n${variables} exec ${quoted(process.execPath)} ${quoted(childEntry(import.meta, 'command-process'))} "$@"\n`,
      { mode: 0o700 },
    );
    await mkdir(keeper.scratch, { recursive: true, mode: 0o700 });
    this.#keepers.set(token, keeper);
    return { program, close: () => void this.#keepers.delete(token) };
  }

  async dispose(): Promise<void> {
    this.#keepers.clear();
    await this.#socket.dispose();
  }

  #take(socket: Socket): void {
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const lines = createInterface({ input: socket });
    lines.once('line', (line) => {
      const ended = new Promise<void>((resolve) => lines.once('line', () => resolve()));
      const answer = (message: GateAnswer): void => void (socket.destroyed || socket.write(`${JSON.stringify(message)}\n`));
      this.#serve(line, answer, Promise.race([ended, closed])).catch((error: unknown) => {
        log.error('claude.gate', { error });
        answer({ kind: 'refused', notes: ['Switchyard could not start the command.'] });
      });
    });
  }

  async #serve(line: string, answer: (message: GateAnswer) => void, ended: Promise<void>): Promise<void> {
    const question = JSON.parse(line) as GateQuestion;
    const keeper = question.kind === 'may-run' ? this.#keepers.get(question.token) : undefined;
    if (question.kind !== 'may-run' || keeper === undefined)
      return answer({ kind: 'refused', notes: ['Switchyard does not know this session any more: the command was not run.'] });
    const wrapped = wrappedCommand(question.text);
    const { command } = wrapped ?? { command: null };
    if (wrapped !== null) keeper.onCommand(command ?? '', question.output);
    if (await this.#runsAsItStands(keeper, wrapped, question.text)) {
      const [file, ...args] = shellWith(question.text);
      answer({ kind: 'run', file, args, cwd: question.cwd, environment: null });
      await ended;
      return answer({ kind: 'done', notes: [], folder: null });
    }
    await this.#sandboxed(keeper, wrapped, question, answer, ended);
  }

  async #runsAsItStands(keeper: GateKeeper, wrapped: WrappedCommand | null, text: string): Promise<boolean> {
    if (keeper.sandbox.policy().name === 'full-access') return true;
    if (wrapped === null) return await keeper.isOwn(wordsOf(text), text);
    return wrapped.command !== null && keeper.isLetOut(wrapped.command);
  }

  async #sandboxed(
    keeper: GateKeeper,
    wrapped: WrappedCommand | null,
    question: Extract<GateQuestion, { kind: 'may-run' }>,
    answer: (message: GateAnswer) => void,
    ended: Promise<void>,
  ): Promise<void> {
    const notes: string[] = [];
    const folderFile = wrapped === null ? null : join(keeper.scratch, basename(wrapped.folderFile));
    const text = wrapped === null || folderFile === null ? question.text : wrapped.withFolderFile(folderFile);
    const starting = keeper.sandbox.terminal({
      command: shellWith(text),
      cwd: question.cwd,
      environment: { ...question.environment, ...keeper.environment, ...plain },
      beside: { readable: [], writable: [keeper.scratch] },
      onNote: (note) => notes.push(`[sandbox] ${noteLine(note)}`),
    });
    let prepared;
    try {
      prepared = await starting;
    } catch (error) {
      const { message, action } = failureOf(error);
      return answer({ kind: 'refused', notes: [`[sandbox] ${message}${action === undefined ? '' : ` ${action}`}`] });
    }
    answer({ kind: 'run', file: prepared.file, args: prepared.args, cwd: '/', environment: prepared.environment });
    await ended;
    await prepared.settle();
    const ownFolder = folderFile === null ? null : await readPlain(folderFile);
    if (folderFile !== null) await rm(folderFile, { recursive: true, force: true });
    answer({
      kind: 'done',
      notes,
      folder: wrapped === null || ownFolder === null ? null : { file: wrapped.folderFile, text: ownFolder },
    });
  }
}
