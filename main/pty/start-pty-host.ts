/**
 * The starter of the pty process, and the core's end of it. The process is started with the first pty. When it ends by
 * itself its ptys have ended with it, which their owners are told; the next one that is opened starts it again, a bounded
 * number of times.
 */
import { createInterface } from 'node:readline';
import { failure } from '#contract/failure.ts';
import { childEntry } from '#main/base/child-entry.ts';
import { start, type RunningCommand } from '#main/base/command.ts';
import { log } from '#main/base/log.ts';
import { ownerVariable, warden } from '#main/base/warden.ts';
import { readFrames, sendBytes, sendMessage, type Frame } from './frames.ts';
import { OpenPty } from './open-pty.ts';
import type { Pty, PtyHost, PtySpec, ScreenListener, ScreenPty } from './pty-host.ts';
import type { PtyReport, PtyRequest } from './pty-messages.ts';
import type { ScreenOptions } from './screen-report.ts';

/** A process that ends so often within this time is not started again. */
const MAX_STARTS = 5;
const STARTS_WITHIN_MS = 60_000;

/** The core's own program: Node, or Electron as Node. */
const startProcess = (): Promise<RunningCommand> =>
  start({
    file: process.execPath,
    args: [childEntry(import.meta, 'pty-process')],
    cwd: '/',
    environment: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });

/** One life of the pty process. */
class Process {
  readonly #command: RunningCommand;
  readonly #ptys = new Map<number, OpenPty>();
  #nextPty = 1;
  isOver = false;

  constructor(command: RunningCommand) {
    this.#command = command;
    createInterface({ input: command.stderr }).on('line', (line) => log.warning('pty.process', { line }));
    void readFrames<PtyReport>(command.stdout, (frame) => this.#take(frame));
    void command.exited.then((exit) => this.#end(exit));
  }

  get pid(): number {
    return this.#command.pid;
  }

  send(pty: number, request: PtyRequest): void {
    if (!this.isOver) sendMessage(this.#command.stdin, pty, request);
  }

  async open(spec: PtySpec, options: ScreenOptions | null, listener: ScreenListener | null): Promise<OpenPty> {
    const number = this.#nextPty++;
    const pty = new OpenPty({
      spec,
      listener,
      send: (request) => this.send(number, request),
      write: (bytes) => {
        if (!this.isOver) sendBytes(this.#command.stdin, number, bytes);
      },
      watch: (pid) => warden().watch(pid),
      forget: () => {
        this.#ptys.delete(number);
        this.send(number, { kind: 'forget' });
      },
    });
    this.#ptys.set(number, pty);
    this.send(number, { kind: 'open', spec: { ...spec, environment: { ...spec.environment, ...ownerVariable() } }, screen: options });
    await pty.opened;
    return pty;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#ptys.values()].map((pty) => pty.end()));
    this.#command.stdin.end();
    await this.#command.end();
  }

  #take(frame: Frame<PtyReport>): void {
    const pty = this.#ptys.get(frame.pty);
    if (frame.kind === 'bytes') pty?.takeOutput(frame.bytes);
    else if (frame.message.kind !== 'ready') pty?.take(frame.message);
  }

  #end(exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null }): void {
    this.isOver = true;
    if (this.#ptys.size > 0) log.error('pty.process', { ...exit, ptys: this.#ptys.size });
    for (const pty of [...this.#ptys.values()]) pty.lose();
  }
}

class StartedPtyHost implements PtyHost {
  #running: Promise<Process> | null = null;
  #starts: number[] = [];
  #isDisposed = false;

  readonly open = async (spec: PtySpec): Promise<Pty> => (await (await this.#process()).open(spec, null, null)).asPty();

  readonly openScreen = async (spec: PtySpec, options: ScreenOptions, listener: ScreenListener): Promise<ScreenPty> =>
    (await (await this.#process()).open(spec, options, listener)).asScreenPty();

  readonly processId = async (): Promise<number | null> => (await this.#running)?.pid ?? null;

  readonly dispose = async (): Promise<void> => {
    this.#isDisposed = true;
    const running = await this.#running?.catch(() => null);
    await running?.dispose();
  };

  async #process(): Promise<Process> {
    if (this.#isDisposed) throw failure('unavailable', 'No terminal can be opened now.', 'The app is closing.');
    const running = await this.#running?.catch(() => null);
    if (running !== null && running?.isOver === false) return running;
    // Somebody else may have begun to start it while we looked.
    this.#running = this.#starting ??= this.#start().finally(() => (this.#starting = null));
    return this.#running;
  }
  #starting: Promise<Process> | null = null;

  async #start(): Promise<Process> {
    const now = performance.now();
    this.#starts = this.#starts.filter((at) => at > now - STARTS_WITHIN_MS);
    if (this.#starts.length >= MAX_STARTS)
      throw failure('unavailable', 'The process that holds the terminals keeps ending.', 'Try again in a minute; the log says more.');
    this.#starts.push(now);
    return new Process(await startProcess());
  }
}

export type RunningPtyHost = PtyHost & {
  /** Of the process that holds the ptys; null while there is none. */
  readonly processId: () => Promise<number | null>;
};

export const openPtyHost = (): RunningPtyHost => new StartedPtyHost();
