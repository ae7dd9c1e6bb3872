/**
 * A running program of an agent that is spoken to in JSON, a line each, over its standard streams, and that answers what it is
 * asked by an id. What the frames mean is the protocol's to say; a line that makes no sense is handed on as such.
 */
import type { Exit, RunningCommand } from '#main/base/command.ts';
import { isFields, type Fields } from './fields.ts';
import { createLineReader } from './read-lines.ts';

/** The program ended before it answered. */
export class ProgramEnded extends Error {
  /** The end of its standard error; may be empty. */
  readonly lastWords: string;
  constructor(label: string, lastWords: string) {
    super(`${label} ended before it answered`);
    this.name = 'ProgramEnded';
    this.lastWords = lastWords;
  }
}

/** The program runs, but did not answer in the time that was given. */
export class NoAnswer extends Error {
  constructor(label: string) {
    super(`${label} does not answer`);
    this.name = 'NoAnswer';
  }
}

export interface LineListener {
  readonly onFrame: (frame: Fields) => void;
  /** A line that is no frame; shown, never dropped. */
  readonly onGarbage: (line: string) => void;
  /** It has ended; every open question was rejected. `lastWords` is the end of its standard error. */
  readonly onEnd: (exit: Exit, lastWords: string) => void;
}

export interface OpenQuestion {
  readonly resolve: (answer: Fields) => void;
  readonly reject: (error: Error) => void;
}

const LAST_WORDS_CHARS = 4_000;

export class LineProgram<Id> {
  /** Stands in errors. */
  readonly #label: string;
  readonly #command: RunningCommand;
  readonly #listener: LineListener;
  readonly #open = new Map<Id, OpenQuestion>();
  #lastWords = '';
  #over = false;

  constructor(label: string, command: RunningCommand, listener: LineListener) {
    this.#label = label;
    this.#command = command;
    this.#listener = listener;
    const reader = createLineReader((line) => this.#take(line), listener.onGarbage);
    command.stdout.on('data', (piece: Buffer) => reader.push(piece));
    command.stderr.on('data', (piece: Buffer) => {
      this.#lastWords = (this.#lastWords + piece.toString('utf8')).slice(-LAST_WORDS_CHARS);
    });
    for (const stream of [command.stdout, command.stderr]) stream.on('error', () => undefined);
    void command.exited.then((exit) => {
      this.#over = true;
      for (const question of this.#open.values()) question.reject(this.#ended());
      this.#open.clear();
      // A frame that the death cut in two says nothing any more.
      listener.onEnd(exit, this.#lastWords.trim());
    });
  }

  get pid(): number {
    return this.#command.pid;
  }
  get isOver(): boolean {
    return this.#over;
  }

  /**
   * Sends a frame and waits until `settled` is called with its id. Throws what it is rejected with, ProgramEnded when the program
   * ends first, and NoAnswer when a time is given and over; an answer that comes later is of no concern.
   */
  async ask(id: Id, frame: Fields, withinMilliseconds?: number): Promise<Fields> {
    if (this.#over) throw this.#ended();
    const { promise, resolve, reject } = Promise.withResolvers<Fields>();
    this.#open.set(id, { resolve, reject });
    const timer = withinMilliseconds === undefined ? undefined : setTimeout(() => reject(new NoAnswer(this.#label)), withinMilliseconds);
    this.send(frame);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The question that an answer belongs to, which is closed with that; null when nobody asked. */
  settled(id: Id): OpenQuestion | null {
    const question = this.#open.get(id) ?? null;
    this.#open.delete(id);
    return question;
  }

  send(frame: Fields): void {
    if (!this.#over) this.#command.stdin.write(`${JSON.stringify(frame)}\n`);
  }

  /** Closes its input, on which it ends by itself; what is still there after the grace is ended. */
  async close(graceMilliseconds: number): Promise<void> {
    this.#command.stdin.end();
    const timer = setTimeout(() => void this.#command.end(), graceMilliseconds);
    await this.#command.exited;
    clearTimeout(timer);
    // Commands of a turn may have outlived it in its process group.
    await this.#command.end(0);
  }

  #ended(): ProgramEnded {
    return new ProgramEnded(this.#label, this.#lastWords.trim());
  }

  #take(line: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(line);
    } catch {
      return this.#listener.onGarbage(line);
    }
    if (isFields(frame)) this.#listener.onFrame(frame);
    else this.#listener.onGarbage(line);
  }
}
