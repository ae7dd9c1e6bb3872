/** The core's end of one pty: what `start-pty-host.ts` hands out. */
import type { Disposable } from '#main/base/disposable.ts';
import { CommandError } from '#main/base/errors.ts';
import { endSession } from '#main/base/session.ts';
import type { Pty, PtyEnd, PtySpec, ScreenListener, ScreenPty } from './pty-host.ts';
import type { PtyReport, PtyRequest } from './pty-messages.ts';
import type { ScreenSnapshot, ScreenText } from './screen-report.ts';

const DEFAULT_GRACE_MS = 2_000;
/** The program is gone: its last output comes within this time, or not at all. */
const LAST_REPORT_MS = 3_000;
/** Credit is given back in portions of this size: a small part of what may be under way. */
const CREDIT_BATCH_BYTES = 128 * 1024;

export interface OpenPtyOptions {
  readonly spec: PtySpec;
  /** Null for a pty without a screen. */
  readonly listener: ScreenListener | null;
  readonly send: (request: PtyRequest) => void;
  readonly write: (bytes: Uint8Array) => void;
  /** Has the session ended with the core. */
  readonly watch: (pid: number) => Disposable;
  readonly forget: () => void;
}

type DataListener = (bytes: Uint8Array) => void | Promise<void>;

export class OpenPty {
  readonly #options: OpenPtyOptions;
  readonly opened: Promise<void>;
  readonly exited: Promise<PtyEnd>;
  #settleOpened: { resolve: () => void; reject: (error: Error) => void } = { resolve: () => undefined, reject: () => undefined };
  #settleExited: (end: PtyEnd) => void = () => undefined;
  #pid = 0;
  #watch: Disposable | null = null;
  #isOver = false;
  #isLost = false;
  /** Output that came before anybody listened. */
  #early: Uint8Array[] = [];
  #onData: DataListener | null = null;
  /** Output is handed over one piece after the other. */
  #handing: Promise<void> = Promise.resolve();
  readonly #snapshots = new Map<number, (snapshot: ScreenSnapshot | null) => void>();
  readonly #texts = new Map<number, (text: ScreenText | null) => void>();
  #nextRequest = 1;
  /** Out of the way, and the pty process does not know it yet. */
  #takenBytes = 0;
  /** What came after a snapshot that nobody could see yet; null when there is none. */
  #behindSnapshot: (() => void)[] | null = null;

  constructor(options: OpenPtyOptions) {
    this.#options = options;
    this.opened = new Promise((resolve, reject) => (this.#settleOpened = { resolve, reject }));
    this.exited = new Promise((resolve) => (this.#settleExited = resolve));
  }

  asPty(): Pty {
    return {
      ...this.#common('SIGTERM'),
      onData: (listener) => {
        this.#onData = listener;
        for (const bytes of this.#early.splice(0)) this.#hand(bytes);
      },
    };
  }

  asScreenPty(): ScreenPty {
    return {
      ...this.#common('SIGHUP'),
      snapshot: (unless) => this.#snapshot(unless ?? null),
      plainText: (mark) => this.#text(mark),
      listen: (on) => {
        // Everything begins anew with it, the credit too.
        this.#takenBytes = 0;
        this.#options.send({ kind: 'listen', on });
      },
      taken: (bytes) => this.#giveBack(bytes),
      release: this.#options.forget,
    };
  }

  takeOutput(bytes: Uint8Array): void {
    this.#inOrder(() => this.#takeOutput(bytes));
  }

  take(report: Exclude<PtyReport, { kind: 'ready' }>): void {
    this.#inOrder(() => this.#take(report));
  }

  /** Whoever waits for a snapshot has it a few turns of promises later: what came behind it in one piece waits until then. */
  #inOrder(work: () => void): void {
    if (this.#behindSnapshot === null) work();
    else this.#behindSnapshot.push(work);
  }

  #holdBack(): void {
    this.#behindSnapshot = [];
    setImmediate(() => {
      const held = this.#behindSnapshot ?? [];
      this.#behindSnapshot = null;
      for (const work of held) this.#inOrder(work);
    });
  }

  #takeOutput(bytes: Uint8Array): void {
    if (this.#options.listener !== null) this.#options.listener.output(bytes);
    else if (this.#onData === null) this.#early.push(bytes);
    else this.#hand(bytes);
  }

  #take(report: Exclude<PtyReport, { kind: 'ready' }>): void {
    switch (report.kind) {
      case 'opened':
        this.#pid = report.pid;
        this.#watch = this.#options.watch(report.pid);
        return this.#settleOpened.resolve();
      case 'failed':
        return this.#fail(report.code, report.message);
      case 'snapshot':
        this.#holdBack();
        this.#snapshots.get(report.request)?.(report.snapshot);
        return void this.#snapshots.delete(report.request);
      case 'text':
        this.#texts.get(report.request)?.(report.text);
        return void this.#texts.delete(report.request);
      case 'event':
        return this.#options.listener?.event(report.event);
      case 'ended':
        return this.#end(report.end);
    }
  }

  /** The pty process is gone, and took the terminal along: what ran in it hangs on nothing any more. */
  lose(): void {
    this.#isLost = true;
    for (const settle of this.#snapshots.values()) settle(null);
    this.#snapshots.clear();
    for (const settle of this.#texts.values()) settle(null);
    this.#texts.clear();
    this.#fail('EPIPE', 'the pty process ended');
    if (this.#pid > 0) void endSession(this.#pid, 'SIGHUP', 0);
    this.#end({ code: null, signal: null });
  }

  readonly end = async (graceMilliseconds = DEFAULT_GRACE_MS): Promise<void> => {
    await this.#endWith(this.#options.listener === null ? 'SIGTERM' : 'SIGHUP', graceMilliseconds);
  };

  #common(first: 'SIGHUP' | 'SIGTERM'): Omit<Pty, 'onData'> {
    return {
      pid: this.#pid,
      write: (data) => this.#options.write(Buffer.from(data)),
      resize: (columns, rows) => this.#options.send({ kind: 'resize', columns, rows }),
      exited: this.exited,
      end: (graceMilliseconds = DEFAULT_GRACE_MS) => this.#endWith(first, graceMilliseconds),
    };
  }

  async #endWith(first: 'SIGHUP' | 'SIGTERM', graceMilliseconds: number): Promise<void> {
    if (this.#pid > 0) await endSession(this.#pid, first, graceMilliseconds);
    if (this.#isOver) return;
    // What is left to read is read by nobody who waits for the end.
    this.#options.send({ kind: 'listen', on: false });
    const timer = setTimeout(() => this.#end({ code: null, signal: null }), LAST_REPORT_MS);
    await this.exited;
    clearTimeout(timer);
  }

  #hand(bytes: Uint8Array): void {
    this.#handing = this.#handing
      .then(() => this.#onData?.(bytes))
      .catch(() => undefined)
      .then(() => this.#giveBack(bytes.length));
  }

  #giveBack(bytes: number): void {
    this.#takenBytes += bytes;
    if (this.#takenBytes < CREDIT_BATCH_BYTES) return;
    this.#options.send({ kind: 'taken', bytes: this.#takenBytes });
    this.#takenBytes = 0;
  }

  #snapshot(unless: number | null): Promise<ScreenSnapshot | null> {
    if (this.#isLost) return Promise.resolve(null);
    const request = this.#nextRequest++;
    return new Promise((resolve) => {
      this.#snapshots.set(request, resolve);
      this.#options.send({ kind: 'snapshot', request, unless });
    });
  }

  #text(mark: boolean): Promise<ScreenText | null> {
    if (this.#isLost) return Promise.resolve(null);
    const request = this.#nextRequest++;
    return new Promise((resolve) => {
      this.#texts.set(request, resolve);
      this.#options.send({ kind: 'text', request, mark });
    });
  }

  #fail(code: string, message: string): void {
    const { file } = this.#options.spec;
    this.#settleOpened.reject(new CommandError({ command: file, exitCode: null, signal: null, lastLines: message, startError: code }));
    if (this.#pid === 0) this.#options.forget();
  }

  #end(end: PtyEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    void this.#watch?.dispose();
    // Settles after the last byte was handed over.
    void this.#handing.then(() => this.#settleExited(end));
    if (this.#options.listener === null) this.#options.forget();
  }
}
