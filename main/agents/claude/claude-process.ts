/**
 * One running `claude`, spoken to in newline-delimited JSON over its standard streams: messages, events and the control
 * protocol, in which both sides ask and answer. Knows nothing of threads. A line that makes no sense is handed on as such.
 */
import { start, type CommandSpec, type Exit, type RunningCommand } from '#main/base/command.ts';
import { fieldsOf, inner, isFields, text, type Fields } from '#main/agents/fields.ts';
import { createLineReader } from '#main/agents/read-lines.ts';

export interface ProcessListener {
  /** A message or event; never a control frame. */
  readonly onFrame: (frame: Fields) => void;
  /** The program asks. Must be answered with `respond` or `refuse`. */
  readonly onAsked: (id: string, request: Fields) => void;
  /** It does not wait for that answer any more. */
  readonly onCancelled: (id: string) => void;
  readonly onGarbage: (line: string) => void;
  /** It has ended; every open question was rejected. `lastWords` is the end of its standard error. */
  readonly onEnd: (exit: Exit, lastWords: string) => void;
}

/** The program answered a question with an error. */
export class ControlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ControlError';
  }
}

/** The program ended before it answered. */
export class ProgramEnded extends Error {
  readonly lastWords: string;
  constructor(lastWords: string) {
    super('Claude Code ended before it answered');
    this.name = 'ProgramEnded';
    this.lastWords = lastWords;
  }
}

/** The program runs, but did not answer in the time that was given. */
export class NoAnswer extends Error {
  constructor() {
    super('Claude Code does not answer');
    this.name = 'NoAnswer';
  }
}

interface OpenQuestion {
  readonly resolve: (response: Fields) => void;
  readonly reject: (error: Error) => void;
}

const LAST_WORDS_CHARS = 4_000;

export class ClaudeProcess {
  readonly #command: RunningCommand;
  readonly #listener: ProcessListener;
  readonly #open = new Map<string, OpenQuestion>();
  #lastId = 0;
  #lastWords = '';
  #over = false;

  private constructor(command: RunningCommand, listener: ProcessListener) {
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
      const lastWords = this.#lastWords.trim();
      for (const question of this.#open.values()) question.reject(new ProgramEnded(lastWords));
      this.#open.clear();
      listener.onEnd(exit, lastWords);
    });
  }

  /** Starts the program. Throws CommandError when it cannot be started. */
  static async open(spec: CommandSpec, listener: ProcessListener): Promise<ClaudeProcess> {
    return new ClaudeProcess(await start(spec), listener);
  }

  get pid(): number {
    return this.#command.pid;
  }
  get isOver(): boolean {
    return this.#over;
  }

  /** Throws ControlError when it is refused, ProgramEnded when the program ends first, NoAnswer when the time is over. */
  async ask(request: Fields, withinMilliseconds: number): Promise<Fields> {
    if (this.#over) throw new ProgramEnded(this.#lastWords.trim());
    const id = `ask-${(this.#lastId += 1)}`;
    const { promise, resolve, reject } = Promise.withResolvers<Fields>();
    this.#open.set(id, { resolve, reject });
    const timer = setTimeout(() => reject(new NoAnswer()), withinMilliseconds);
    this.send({ type: 'control_request', request_id: id, request });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#open.delete(id);
    }
  }

  respond(id: string, response: Fields): void {
    this.send({ type: 'control_response', response: { subtype: 'success', request_id: id, response } });
  }

  refuse(id: string, error: string): void {
    this.send({ type: 'control_response', response: { subtype: 'error', request_id: id, error } });
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

  #take(line: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(line);
    } catch {
      return this.#listener.onGarbage(line);
    }
    if (!isFields(frame)) return this.#listener.onGarbage(line);
    switch (text(frame, 'type')) {
      case 'control_response':
        return this.#answered(inner(frame, 'response'));
      case 'control_request':
        return this.#listener.onAsked(text(frame, 'request_id') ?? '', inner(frame, 'request'));
      case 'control_cancel_request':
        return this.#listener.onCancelled(text(frame, 'request_id') ?? '');
      default:
        return this.#listener.onFrame(frame);
    }
  }

  /** An answer that comes after the time was over is of no concern. */
  #answered(response: Fields): void {
    const question = this.#open.get(text(response, 'request_id') ?? '');
    if (question === undefined) return;
    if (text(response, 'subtype') === 'success') question.resolve(fieldsOf(response['response']));
    else question.reject(new ControlError(text(response, 'error') ?? 'no reason given'));
  }
}
