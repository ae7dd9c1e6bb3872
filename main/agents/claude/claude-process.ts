/**
 * One running `claude`, spoken to in newline-delimited JSON over its standard streams: messages, events and the control
 * protocol, in which both sides ask and answer. Knows nothing of threads. A line that makes no sense is handed on as such.
 */
import { start, type CommandSpec, type Exit, type RunningCommand } from '#main/base/command.ts';
import { fieldsOf, inner, text, type Fields } from '#main/agents/fields.ts';
import { LineProgram } from '#main/agents/line-program.ts';

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

export class ClaudeProcess {
  readonly #program: LineProgram<string>;
  readonly #listener: ProcessListener;
  #lastId = 0;

  private constructor(command: RunningCommand, listener: ProcessListener) {
    this.#listener = listener;
    const { onGarbage, onEnd } = listener;
    this.#program = new LineProgram('Claude Code', command, { onFrame: (frame) => this.#take(frame), onGarbage, onEnd });
  }

  /** Starts the program. Throws CommandError when it cannot be started. */
  static async open(spec: CommandSpec, listener: ProcessListener): Promise<ClaudeProcess> {
    return new ClaudeProcess(await start(spec), listener);
  }

  get pid(): number {
    return this.#program.pid;
  }
  get isOver(): boolean {
    return this.#program.isOver;
  }

  /** Throws ControlError when it is refused, ProgramEnded when the program ends first, NoAnswer when the time is over. */
  ask(request: Fields, withinMilliseconds: number): Promise<Fields> {
    const id = `ask-${(this.#lastId += 1)}`;
    return this.#program.ask(id, { type: 'control_request', request_id: id, request }, withinMilliseconds);
  }

  respond(id: string, response: Fields): void {
    this.send({ type: 'control_response', response: { subtype: 'success', request_id: id, response } });
  }

  refuse(id: string, error: string): void {
    this.send({ type: 'control_response', response: { subtype: 'error', request_id: id, error } });
  }

  send(frame: Fields): void {
    this.#program.send(frame);
  }

  /** Closes its input, on which it ends by itself; what is still there after the grace is ended. */
  close(graceMilliseconds: number): Promise<void> {
    return this.#program.close(graceMilliseconds);
  }

  #take(frame: Fields): void {
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
    const question = this.#program.settled(text(response, 'request_id') ?? '');
    if (question === null) return;
    if (text(response, 'subtype') === 'success') question.resolve(fieldsOf(response['response']));
    else question.reject(new ControlError(text(response, 'error') ?? 'no reason given'));
  }
}
