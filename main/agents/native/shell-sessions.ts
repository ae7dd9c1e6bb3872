/** The programs that a conversation's shell has started: those that run, and the last ones that ended, with their output. */
import { failure } from '#contract/failure.ts';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import { noteLine } from '#sandbox/report.ts';
import { KeptOutput } from './kept-output.ts';
import type { LeftListener, NativeMeans } from './native-means.ts';
import { createPlainOutput } from './plain-output.ts';
import { startShell, type ShellSpec } from './shell-process.ts';

export interface ShellSession {
  readonly number: number;
  readonly command: string;
  readonly cwd: string;
  readonly outside: boolean;
  readonly pid: number;
  readonly startedAt: number;
  readonly output: KeptOutput;
  /** What the sandbox said about it, as lines. */
  readonly notes: string[];
  readonly write: (text: string) => void;
  /** Settles when it has ended and all it printed is in `output`. */
  readonly over: Promise<void>;
  /** How it ended; null while it runs. */
  exit: { readonly code: number | null; readonly signal: number | null } | null;
  /** How much of the output the model has got. */
  seenChars: number;
  /** Null once nobody shows it any more. */
  watcher: ShellWatcher | null;
  /** Who shows it to the user since its turn is over. */
  onlooker: LeftListener | null;
}

/** Who shows a session in the thread. */
export interface ShellWatcher {
  readonly text: (text: string) => void;
  readonly ended: (session: ShellSession) => void;
  /** The turn is over and the program runs on. */
  readonly letGo: () => void;
}

const RUNNING_MAX = 16;
const ENDED_KEPT = 4;
/** Of what a program has put out before the user can see it. */
const LEFT_SHOWN_CHARS = 200_000;
/** A stopped turn is over within a tenth of a second, whatever its commands do about it. */
const GRACE_MS = 15;

const showEnd = (session: ShellSession): void => {
  session.watcher?.ended(session);
  session.watcher = null;
};

type ShellMeans = Pick<NativeMeans, 'ptys' | 'showLeft'>;

export class ShellSessions {
  readonly #means: ShellMeans;
  readonly #place: SessionPlace;
  readonly #sessions = new Map<number, ShellSession>();
  readonly #ends = new Map<number, () => Promise<void>>();
  #numbers = 0;
  /** Starts under way: what is let go meanwhile is ended when it has come up. */
  #era = 0;

  constructor(means: ShellMeans, place: SessionPlace) {
    this.#means = means;
    this.#place = place;
  }

  readonly all = (): readonly ShellSession[] => [...this.#sessions.values()];
  readonly running = (): readonly ShellSession[] => this.all().filter((session) => session.exit === null);
  readonly get = (number: number): ShellSession | undefined => this.#sessions.get(number);

  /** Throws AppError when too many run, or when the sandbox or the program cannot be started. */
  readonly start = async (spec: Omit<ShellSpec, 'onNote'>, watcher: ShellWatcher): Promise<ShellSession> => {
    if (this.running().length >= RUNNING_MAX) throw failure('busy', `${RUNNING_MAX} sessions run already. End one first.`);
    const era = this.#era;
    const notes: string[] = [];
    const { pty, settled } = await startShell(this.#means.ptys, this.#place, { ...spec, onNote: (note) => notes.push(noteLine(note)) });
    const plain = createPlainOutput();
    const { command, cwd, outside } = spec;
    const add = (text: string): void => {
      if (text === '') return;
      session.output.add(text);
      session.watcher?.text(text);
      session.onlooker?.text(text);
    };
    const gone = pty.exited.then((exit) => {
      add(plain.end());
      session.exit = exit;
      this.#ends.delete(session.number);
      session.onlooker?.ended(exit);
    });
    const over = Promise.all([gone, settled]).then(() => {
      showEnd(session);
      this.#forget();
    });
    const session: ShellSession = {
      ...{ number: (this.#numbers += 1), command, cwd, outside, pid: pty.pid, startedAt: Date.now(), output: new KeptOutput(), notes },
      ...{ write: pty.write, over, exit: null, seenChars: 0, watcher, onlooker: null },
    };
    this.#sessions.set(session.number, session);
    this.#ends.set(session.number, () => pty.end(GRACE_MS).then(() => gone));
    pty.onData((bytes) => add(plain.take(bytes)));
    if (era !== this.#era) await this.end(session);
    return session;
  };

  /** Resolves when it is gone with all its children. */
  readonly end = async (session: ShellSession): Promise<void> => {
    await this.#ends.get(session.number)?.();
    await session.over;
  };

  /** Ends those numbered above, and those being started. */
  readonly endAfter = async (number: number): Promise<void> => {
    this.#era += 1;
    const younger = this.running().filter((session) => session.number > number);
    // What the sandbox has to tidy up after them is not waited for.
    await Promise.all(younger.map(async (session) => this.#ends.get(session.number)?.()));
    younger.forEach(showEnd);
  };

  /** What runs on after a turn is not shown in it any more. */
  readonly letGo = (): void => {
    for (const session of this.running()) {
      session.watcher?.letGo();
      session.watcher = null;
      session.onlooker ??= this.#show(session);
    }
  };

  /** The number of the newest one: what a turn starts has a higher one. */
  get newest(): number {
    return this.#numbers;
  }

  #show(session: ShellSession): LeftListener | null {
    const { command, cwd, pid, output, write } = session;
    const left = { command, cwd, pid, write, output: () => output.end(LEFT_SHOWN_CHARS), end: () => this.end(session) };
    return this.#means.showLeft?.(this.#place, left) ?? null;
  }

  #forget(): void {
    const ended = this.all().filter((session) => session.exit !== null);
    for (const session of ended.slice(0, -ENDED_KEPT)) this.#sessions.delete(session.number);
  }
}
