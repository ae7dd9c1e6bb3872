/** Messages to and from a server that is a process: a line of JSON each, over its standard input and output. */
import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { JSONRPCMessageSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { homedir } from 'node:os';
import { start } from '#main/base/command.ts';
import type { SessionPlace } from '#main/agents/agent-backend.ts';

/** A server's process, in a sandbox or not. */
export interface ServerProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when it has ended; says how. */
  readonly ended: Promise<string>;
  readonly end: () => Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const passedOn =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TERM|TZ|TMPDIR|XDG_.*|SystemRoot|APPDATA|LOCALAPPDATA|USERPROFILE|TEMP|TMP|PATHEXT|ComSpec)$/;

/** What a server sees of the core's environment: no keys of ours. */
const usualEnvironment = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));

/** With the user's rights. Not in the worktree: a program that an agent put there must not be what `npx` finds. */
export const startOutside = async ({ command, args, environment }: ServerCommand): Promise<ServerProcess> => {
  const running = await start({ file: command, args, cwd: homedir(), environment: { ...usualEnvironment(), ...environment } });
  return {
    ...running,
    ended: running.exited.then(({ code, signal }) => (signal === null ? `exit code ${code}` : signal)),
    end: () => running.end(1_000),
  };
};

export const startInSandbox = async (
  { command, args, environment }: ServerCommand,
  place: Pick<SessionPlace, 'cwd' | 'environment' | 'sandbox'>,
): Promise<ServerProcess> => {
  const running = await place.sandbox.start({
    command: [command, ...args],
    cwd: place.cwd,
    environment: { ...place.environment, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    onNote: () => undefined,
  });
  const { stdin, stdout, stderr } = running.child ?? {};
  if (!stdin || !stdout || !stderr) {
    running.kill();
    throw new Error('the sandbox did not start the server');
  }
  return {
    stdin,
    stdout,
    stderr,
    ended: running.ended.then(({ code }) => `exit code ${code}`),
    end: async () => {
      running.kill();
      await running.ended;
    },
  };
};

const LINE_MAX_BYTES = 32_000_000;
const LAST_WORDS_CHARS = 2_000;

export class CommandTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: <T extends JSONRPCMessage>(message: T) => void;
  /** How the process ended; null while it runs. */
  ended: string | null = null;
  /** The last of what it said to standard error. */
  lastWords = '';
  readonly #open: () => Promise<ServerProcess>;
  #process: ServerProcess | null = null;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  constructor(open: () => Promise<ServerProcess>) {
    this.#open = open;
  }

  async start(): Promise<void> {
    const running = await this.#open();
    this.#process = running;
    // It may be gone before it was asked anything.
    running.stdin.on('error', () => undefined);
    running.stdout.on('data', (piece: Buffer) => this.#take(piece));
    running.stderr.setEncoding('utf8');
    running.stderr.on('data', (words: string) => (this.lastWords = (this.lastWords + words).slice(-LAST_WORDS_CHARS)));
    void running.ended.then((how) => {
      this.ended = how;
      this.onclose?.();
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#process === null || this.ended !== null) throw new Error('the server is not there any more');
    const { stdin } = this.#process;
    if (!stdin.write(`${JSON.stringify(message)}\n`))
      await new Promise<void>((resolve) => {
        stdin.once('drain', resolve);
        stdin.once('close', resolve);
      });
  }

  async close(): Promise<void> {
    await this.#process?.end();
  }

  #take(piece: Buffer): void {
    let rest = piece;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.#waiting, rest.subarray(0, end)]).toString('utf8');
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.#read(line);
      rest = rest.subarray(end + 1);
    }
    if (rest.length === 0) return;
    this.#waiting.push(rest);
    this.#waitingBytes += rest.length;
    if (this.#waitingBytes <= LINE_MAX_BYTES) return;
    this.lastWords = 'It sent a message that is too long.';
    void this.close();
  }

  /** Many programs print a greeting before they speak the protocol: such lines are passed over. */
  #read(line: string): void {
    if (line.trim() === '') return;
    try {
      this.onmessage?.(JSONRPCMessageSchema.parse(JSON.parse(line)));
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
