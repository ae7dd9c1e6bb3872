/**
 * The terminals of all threads and projects: opened, listed, ordered, ended. What runs in them lives in the pty process;
 * here are their rows, who looks at them, and with whom they end.
 *
 * Called by: terminal-handlers.ts (the user), threads/ (run commands, and when a thread goes), agents (what they leave
 * running), core.ts.
 */
import type { TerminalId, ThreadId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { RunningTerminal, Terminal, TerminalKind, TerminalOwner } from '#contract/terminals.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import type { PtyHost } from '#main/pty/pty-host.ts';
import type { TerminalsTable } from '#main/storage/terminals-table.ts';
import type { ScreenText } from '#main/pty/screen-report.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';
import { commandLine, sandboxedShell, userShell, type Program, type TerminalPlace } from './shell-command.ts';
import type { LeftListener, LeftRunning } from './left-program.ts';
import { writeShellFiles } from './shell-integration.ts';
import { OpenTerminal, type ProgramListener } from './terminal.ts';

export interface TerminalsOptions {
  readonly ptys: PtyHost;
  readonly rows: TerminalsTable;
  /** Where the files lie that shells read. */
  readonly shellFolder: string;
  /** Throws AppError when the owner is gone or has no folder. */
  readonly place: (owner: TerminalOwner) => TerminalPlace;
  readonly sandbox: (thread: ThreadId) => ThreadSandbox;
  readonly now: () => number;
}

export interface NewTerminal {
  readonly owner: TerminalOwner;
  readonly kind: 'shell' | 'sandboxed';
  readonly columns: number;
  readonly rows: number;
  readonly beside: TerminalId | null;
}

/** A program that somebody else than the user's hand starts in a terminal that the user can watch and end. */
export interface NewProgram {
  readonly owner: TerminalOwner;
  readonly kind: 'run' | 'agent' | 'conversation';
  /** What the user knows it by; a run command of the same name takes the same terminal again, a conversation that of its task. */
  readonly name: string;
  /** Its command line, for the user. */
  readonly text: string;
  /** How it is started, where that is not by a shell from its text: an agent's, in the sandbox. */
  readonly program?: Program;
  readonly cwd?: string;
  readonly listener?: ProgramListener;
}

export interface RunningProgram {
  readonly terminal: TerminalId;
  readonly pid: number;
  /** The exit code; null when it was ended. Never rejects. */
  readonly over: Promise<number | null>;
  readonly write: (text: string) => void;
  /** What stands on its screen; see ScreenPty. */
  readonly plainText: (mark: boolean) => Promise<ScreenText | null>;
  /** Ends it with everything it started; resolves when it is gone. */
  readonly end: () => Promise<void>;
}

const KEEP_SCREENS_EVERY_MS = 5_000;
export const MAX_TERMINALS = 200;
/** Of a program that nobody looks at yet. */
const USUAL_COLUMNS = 120;
const USUAL_ROWS = 30;

const sameOwner = (a: TerminalOwner, b: TerminalOwner): boolean =>
  a.kind === 'thread' ? b.kind === 'thread' && a.thread === b.thread : b.kind === 'project' && a.project === b.project;

/** A shell that said that its last command has ended. */
const isIdle = ({ kind, command }: Terminal): boolean => (kind === 'shell' || kind === 'sandboxed') && command?.running === false;

/** The user's own name, what runs in it, or its program. */
const labelOf = ({ name, run, command, program }: Terminal): string =>
  name ?? run ?? (command?.running === true && command.text !== null ? command.text : (program.split(/[/\\]/).at(-1) ?? program));

export class Terminals implements Disposable {
  readonly #options: TerminalsOptions;
  /** In order of their tabs. */
  #open: OpenTerminal[];
  readonly #changed = new Emitter<null>();
  readonly #timer: NodeJS.Timeout;
  #keeping = false;
  #isClosing = false;
  #areShellFilesWritten = false;

  constructor(options: TerminalsOptions) {
    this.#options = options;
    this.#open = options.rows.list().map((row) => this.#make(this.#afterRestart(row)));
    this.#timer = setInterval(() => void this.#keepScreens(), KEEP_SCREENS_EVERY_MS);
    this.#timer.unref();
  }

  /** Throws AppError `not-found`. */
  get(id: TerminalId): OpenTerminal {
    const found = this.#open.find((terminal) => terminal.id === id);
    if (found === undefined) throw failure('not-found', 'There is no such terminal (any more).');
    return found;
  }

  of(owner: TerminalOwner): readonly OpenTerminal[] {
    return this.#open.filter(({ row }) => sameOwner(row.owner, owner));
  }

  get running(): number {
    return this.#open.filter(({ isRunning }) => isRunning).length;
  }

  /** What would end with the owner, or with the app: as the user knows it. */
  runningOf(owner: TerminalOwner | null): readonly RunningTerminal[] {
    const isTheirs = ({ row }: OpenTerminal): boolean => owner === null || sameOwner(row.owner, owner);
    return this.#open
      .filter((terminal) => terminal.isRunning && isTheirs(terminal))
      .map(({ row }) => ({ kind: row.kind, label: labelOf(row), idle: isIdle(row) }));
  }

  /** The terminals of one owner, in order of their tabs. */
  topic(owner: TerminalOwner): TopicSource<readonly Terminal[], readonly Terminal[]> {
    const list = (): readonly Terminal[] => this.of(owner).map(({ row }) => row);
    return {
      snapshot: list,
      listen: (listener) => {
        let told = list();
        return this.#changed.listen(() => {
          const now = list();
          if (now.length === told.length && now.every((row, index) => row === told[index])) return;
          told = now;
          listener([now]);
        });
      },
    };
  }

  async open({ owner, kind, columns, rows, beside }: NewTerminal): Promise<Terminal> {
    const neighbour = beside === null ? null : this.get(beside);
    const terminal = this.#add({ owner, kind, columns, rows, program: kind === 'shell' ? 'shell' : 'sandboxed shell' }, neighbour);
    await this.#startShell(terminal).catch(async (error: unknown) => {
      await this.#drop(terminal);
      throw error;
    });
    return terminal.row;
  }

  async restart(id: TerminalId): Promise<Terminal> {
    const terminal = this.get(id);
    const { kind } = terminal.row;
    if (kind === 'agent' || kind === 'run' || kind === 'conversation')
      throw failure('invalid', 'Only its owner can start it again.', 'Send the agent a message, or press the run button.');
    await terminal.end();
    await this.#startShell(terminal);
    return terminal.row;
  }

  /** Ends what runs in it and takes it away. */
  async close(id: TerminalId): Promise<void> {
    const terminal = this.get(id);
    await terminal.end();
    await this.#drop(terminal);
  }

  move(id: TerminalId, to: number): void {
    const { owner, group } = this.get(id).row;
    const all = this.of(owner);
    const groups = [...new Set(all.map(({ row }) => row.group))].filter((one) => one !== group);
    groups.splice(to, 0, group);
    const ordered = groups.flatMap((one) => all.filter(({ row }) => row.group === one));
    this.#open = [...this.#open.filter(({ row }) => !sameOwner(row.owner, owner)), ...ordered];
    for (const terminal of ordered) this.#store(terminal);
    this.#changed.emit(null);
  }

  /** Starts a program in a terminal. Throws AppError. */
  async startProgram(wish: NewProgram): Promise<RunningProgram> {
    const { owner, kind, name, text } = wish;
    const place = this.#options.place(owner);
    const program = wish.program ?? commandLine(place, text);
    const isSame = ({ kind: other, run }: Terminal): boolean =>
      other === kind && (kind === 'conversation' || (kind === 'run' && run === name));
    const known = this.of(owner).find(({ row }) => isSame(row) && row.state.kind === 'ended');
    const terminal =
      known ??
      this.#add(
        {
          owner,
          kind,
          columns: USUAL_COLUMNS,
          rows: USUAL_ROWS,
          program: text,
          run: kind === 'run' ? name : null,
          name: kind === 'run' ? null : name,
        },
        null,
      );
    if (known !== undefined) terminal.change({ program: text, ...(kind === 'run' ? {} : { name }) });
    try {
      await terminal.start(program, wish.cwd ?? place.cwd, wish.listener ?? null);
    } catch (error) {
      if (known === undefined) await this.#drop(terminal);
      throw error;
    }
    const { state } = terminal.row;
    return {
      terminal: terminal.id,
      pid: state.kind === 'running' ? state.pid : 0,
      over: terminal.ended.then(() =>
        terminal.row.state.kind === 'ended' && terminal.row.state.how === 'exited' ? terminal.row.state.code : null,
      ),
      write: (input) => terminal.type(input),
      plainText: (mark) => terminal.plainText(mark),
      end: () => terminal.end(),
    };
  }

  /** Shows what an agent left running, until it ends; the same command takes the same terminal again. Throws AppError. */
  showLeft(owner: TerminalOwner, program: LeftRunning & { readonly command: string; readonly cwd: string }): LeftListener {
    const { command, cwd } = program;
    const known = this.of(owner).find(({ row }) => row.kind === 'agent' && row.program === command && row.state.kind === 'ended');
    const name = command.split('\n')[0]?.trim().slice(0, 60) ?? '';
    const size = { columns: USUAL_COLUMNS, rows: USUAL_ROWS };
    const terminal = known ?? this.#add({ owner, kind: 'agent', ...size, program: command, name }, null);
    return terminal.show(program, cwd);
  }

  /** The owner rests: everything that runs for it ends, the terminals stay as they are. */
  async endOf(owner: TerminalOwner): Promise<void> {
    await Promise.all(this.of(owner).map((terminal) => terminal.end()));
  }

  /** The owner is gone, and its terminals with it. */
  async forget(owner: TerminalOwner): Promise<void> {
    await this.endOf(owner);
    for (const terminal of this.of(owner)) await this.#drop(terminal);
  }

  readonly dispose = async (): Promise<void> => {
    this.#isClosing = true;
    clearInterval(this.#timer);
    await Promise.all(this.#open.map((terminal) => terminal.end()));
  };

  async #startShell(terminal: OpenTerminal): Promise<void> {
    const { owner, kind } = terminal.row;
    const place = this.#options.place(owner);
    if (kind === 'sandboxed') {
      if (owner.kind !== 'thread') throw failure('invalid', 'Only a task has a policy for a sandboxed shell.', 'Open a shell instead.');
      return await terminal.start(await sandboxedShell(place, this.#options.sandbox(owner.thread)), place.cwd);
    }
    if (!this.#areShellFilesWritten) writeShellFiles(this.#options.shellFolder);
    this.#areShellFilesWritten = true;
    const program = userShell(place, this.#options.shellFolder);
    terminal.change({ program: program.file });
    return await terminal.start(program, place.cwd);
  }

  #add(
    {
      owner,
      kind,
      columns,
      rows,
      program,
      run = null,
      name = null,
    }: Pick<Terminal, 'owner' | 'columns' | 'rows' | 'program'> & { kind: TerminalKind; run?: string | null; name?: string | null },
    beside: OpenTerminal | null,
  ): OpenTerminal {
    if (this.#isClosing) throw failure('unavailable', 'No terminal can be opened now.', 'The app is closing.');
    if (this.#open.length >= MAX_TERMINALS)
      throw failure('busy', `${MAX_TERMINALS} terminals are open.`, 'Close some that you no longer need.');
    const id = newId('s');
    const at = this.#options.now();
    const terminal = this.#make({
      id,
      owner,
      kind,
      name,
      title: '',
      program,
      run,
      group: beside?.row.group ?? id,
      state: { kind: 'ended', how: 'exited', code: null, signal: null, at },
      cwd: '',
      columns,
      rows,
      command: null,
      rang: false,
      startedAt: at,
    });
    const place = beside === null ? this.#open.length : this.#open.indexOf(beside) + 1;
    this.#open.splice(place, 0, terminal);
    return terminal;
  }

  #make(row: Terminal): OpenTerminal {
    const terminal: OpenTerminal = new OpenTerminal(row, {
      ptys: this.#options.ptys,
      rows: this.#options.rows,
      now: this.#options.now,
      onChange: () => {
        this.#store(terminal);
        this.#changed.emit(null);
      },
    });
    return terminal;
  }

  /** What ran when the app was cut off did not survive it; the last screen that was kept did. */
  #afterRestart(row: Terminal): Terminal {
    if (row.state.kind === 'ended') return row;
    const at = this.#options.now();
    return {
      ...row,
      state: { kind: 'ended', how: 'lost', code: null, signal: null, at },
      command: row.command === null ? null : { ...row.command, running: false },
    };
  }

  #store(terminal: OpenTerminal): void {
    const place = this.#open.indexOf(terminal);
    if (place === -1) return;
    try {
      this.#options.rows.put(terminal.row, place);
    } catch (error) {
      // The disk is full, or the database is open for reading only: the terminal works all the same.
      log.warning('terminals.store', { terminal: terminal.id, error });
    }
  }

  async #drop(terminal: OpenTerminal): Promise<void> {
    this.#open = this.#open.filter((one) => one !== terminal);
    this.#changed.emit(null);
    await this.#options.rows
      .remove(terminal.id)
      .catch((error: unknown) => log.warning('terminals.remove', { terminal: terminal.id, error }));
  }

  async #keepScreens(): Promise<void> {
    if (this.#keeping) return;
    this.#keeping = true;
    for (const terminal of this.#open) if (terminal.isRunning) await terminal.keep();
    this.#keeping = false;
  }
}
