/** One terminal: what runs in it, its screen, who looks at it, and what is kept of it. Made and found by `terminals.ts`. */
import type { TerminalId } from '#contract/ids.ts';
import { SCROLLBACK_LINES, type Terminal, type TerminalState } from '#contract/terminals.ts';
import { failure } from '#contract/failure.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import type { ByteView } from '#main/base/topic.ts';
import type { PtyEnd, PtyHost, ScreenPty } from '#main/pty/pty-host.ts';
import type { ScreenEvent, ScreenSnapshot, ScreenText } from '#main/pty/screen-report.ts';
import type { TerminalsTable } from '#main/storage/terminals-table.ts';
import { LeftProgram, type LeftListener, type LeftRunning } from './left-program.ts';
import type { Program } from './shell-command.ts';
import { Viewers, type TerminalViewer } from './viewers.ts';

export interface OpenTerminalOptions {
  readonly ptys: PtyHost;
  readonly rows: TerminalsTable;
  readonly now: () => number;
  /** Its row changed. */
  readonly onChange: () => void;
}

/** Who started a program, and hears what it does, whoever looks. */
export interface ProgramListener {
  readonly output?: (bytes: Uint8Array) => void;
  readonly event?: (event: ScreenEvent) => void;
  /** Somebody typed into it. */
  readonly input?: () => void;
}

const EMPTY_SCREEN = { text: '', wrapped: [], wrappedAlternate: [], title: '' };
/** A terminal that is ended by the user has this long to go by itself. */
const END_GRACE_MS = 1_500;

export class OpenTerminal {
  readonly #options: OpenTerminalOptions;
  readonly #viewers: Viewers;
  #row: Terminal;
  #pty: ScreenPty | null = null;
  #ended: Promise<void> = Promise.resolve();
  /** The user ended it, or the app did. */
  #isEnding = false;
  #listener: ProgramListener | null = null;
  #early: Uint8Array[] = [];
  #keptNumber = -1;
  #storing: Promise<void> = Promise.resolve();

  constructor(row: Terminal, options: OpenTerminalOptions) {
    this.#row = row;
    this.#options = options;
    this.#viewers = new Viewers({
      onWatched: (watched) => {
        this.#pty?.listen(watched || this.#listener?.output !== undefined);
        if (watched && this.#row.rang) this.change({ rang: false });
      },
      taken: (bytes) => this.#pty?.taken(bytes),
      snapshot: () => this.#snapshot(),
    });
  }

  get row(): Terminal {
    return this.#row;
  }
  get id(): TerminalId {
    return this.#row.id;
  }
  get isRunning(): boolean {
    return this.#row.state.kind === 'running';
  }

  change(part: Partial<Terminal>): void {
    this.#row = { ...this.#row, ...part };
    this.#options.onChange();
  }

  /** Starts a program in it. Throws AppError when it cannot be started. */
  async start(program: Program, cwd: string, listener: ProgramListener | null = null): Promise<void> {
    const { columns, rows } = this.#row;
    this.#isEnding = false;
    this.#pty = null;
    let pty: ScreenPty;
    try {
      pty = await this.#options.ptys.openScreen(
        {
          file: program.file,
          args: program.args,
          cwd,
          environment: { ...program.environment, SWITCHYARD_TERMINAL: this.id },
          columns,
          rows,
        },
        { scrollbackLines: SCROLLBACK_LINES, listening: listener?.output !== undefined },
        { output: (bytes) => this.#output(bytes), event: (event) => this.#event(event) },
      );
    } catch (error) {
      await program.settle?.();
      throw startFailure(program.file, error);
    }
    this.#keptNumber = -1;
    this.change({ state: { kind: 'running', pid: pty.pid }, cwd, title: '', command: null, rang: false, startedAt: this.#options.now() });
    this.#viewers.startOver();
    this.#pty = pty;
    this.#listener = listener;
    if (this.#viewers.count > 0) pty.listen(true);
    for (const bytes of this.#early.splice(0)) this.#output(bytes);
    this.#viewers.askAgain();
    this.#ended = pty.exited.then((end) => this.#takeEnd(pty, end, program));
  }

  /** Shows a program that runs already and is an agent's. */
  show(program: LeftRunning, cwd: string): LeftListener {
    const { columns, rows } = this.#row;
    const left = new LeftProgram(
      program,
      { columns, rows },
      { output: (bytes) => this.#output(bytes), event: (event) => this.#event(event) },
    );
    this.#isEnding = false;
    this.#keptNumber = -1;
    this.#listener = null;
    this.change({ state: { kind: 'running', pid: left.pid }, cwd, title: '', command: null, rang: false, startedAt: this.#options.now() });
    this.#viewers.startOver();
    this.#pty = left;
    if (this.#viewers.count > 0) left.listen(true);
    this.#viewers.askAgain();
    this.#ended = left.exited.then((end) => this.#takeEnd(left, end, {}));
    return left;
  }

  /** Resolves when what runs in it has ended and its screen is kept. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  readonly view = (viewer: TerminalViewer): ByteView => this.#viewers.view(viewer);

  write(text: string): void {
    this.#listener?.input?.();
    this.#pty?.write(text);
  }

  /** Types for the program's owner, who knows that it does. */
  type(text: string): void {
    this.#pty?.write(text);
  }

  /** What stands on its screen; see ScreenPty. Null where nothing runs. */
  plainText(mark: boolean): Promise<ScreenText | null> {
    return this.#pty?.plainText(mark) ?? Promise.resolve(null);
  }

  resize(columns: number, rows: number): void {
    if (columns === this.#row.columns && rows === this.#row.rows) return;
    if (this.#pty === null) return;
    this.#pty.resize(columns, rows);
    this.change({ columns, rows });
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#pty?.end(END_GRACE_MS);
    await this.#ended;
  }

  /** Keeps the screen if it has changed since. Never throws. */
  async keep(): Promise<void> {
    const snapshot = await this.#pty?.snapshot(this.#keptNumber);
    if (snapshot === null || snapshot === undefined) return;
    await this.#store(snapshot);
  }

  /** One after the other: they are written to the same place. */
  #store(snapshot: ScreenSnapshot): Promise<void> {
    this.#storing = this.#storing.then(() => this.#storeNow(snapshot));
    return this.#storing;
  }

  async #storeNow(snapshot: ScreenSnapshot): Promise<void> {
    try {
      await this.#options.rows.keepScreen(this.id, snapshot.screen);
      this.#keptNumber = snapshot.number;
    } catch (error) {
      log.warning('terminals.keep', { terminal: this.id, failure: failureOf(error) });
    }
  }

  async #snapshot(): Promise<ScreenSnapshot | null> {
    if (this.#pty !== null) return this.#pty.snapshot();
    const kept = await this.#options.rows.screen(this.id);
    return { screen: kept ?? { ...EMPTY_SCREEN, columns: this.#row.columns, rows: this.#row.rows }, number: 0 };
  }

  #output(bytes: Uint8Array): void {
    // It came with the word that the program was started.
    if (this.#pty === null) return void this.#early.push(bytes);
    this.#listener?.output?.(bytes);
    this.#viewers.output(bytes);
  }

  #event(event: ScreenEvent): void {
    const at = this.#options.now();
    this.#listener?.event?.(event);
    switch (event.kind) {
      case 'resized':
        return this.#viewers.resized(event);
      case 'title':
        return this.change({ title: event.title.slice(0, 300) });
      case 'bell':
      case 'notified':
        return this.#viewers.count === 0 && !this.#row.rang ? this.change({ rang: true }) : undefined;
      case 'cwd':
        return event.path === this.#row.cwd ? undefined : this.change({ cwd: event.path });
      case 'command-began':
        return this.change({ command: { text: event.text, running: true, exitCode: null, at } });
      case 'command-ended':
        return this.change({ command: { text: this.#row.command?.text ?? null, running: false, exitCode: event.exitCode, at } });
    }
  }

  async #takeEnd(pty: ScreenPty, end: PtyEnd, { settle }: Pick<Program, 'settle'>): Promise<void> {
    const last = await pty.snapshot();
    if (last !== null) await this.#store(last);
    pty.release();
    if (this.#pty === pty) this.#pty = null;
    const lost = end.code === null && end.signal === null && !this.#isEnding;
    const how = lost ? 'lost' : this.#isEnding ? 'ended' : 'exited';
    const state: TerminalState = { kind: 'ended', how, code: end.code, signal: end.signal, at: this.#options.now() };
    this.change({ state, command: this.#row.command?.running === true ? { ...this.#row.command, running: false } : this.#row.command });
    await settle?.().catch((error: unknown) => log.warning('terminals.settle', { terminal: this.id, error }));
  }
}

const startFailure = (file: string, error: unknown): Error => {
  if (error instanceof Error && 'startError' in error)
    return failure('unavailable', `${file} could not be started.`, 'Check that the program and the folder are there.', {
      details: error.message,
    });
  return error instanceof Error ? error : new Error(String(error));
};
