/**
 * One running `codex app-server`, spoken to in newline-delimited JSON-RPC (without the `jsonrpc` member). Knows nothing
 * of threads. A frame that makes no sense is handed on as such and never stops the rest.
 */
import { start, type CommandSpec, type Exit, type RunningCommand } from '#main/base/command.ts';
import { fieldsOf, inner, isFields, number, text, type Fields } from '#main/agents/fields.ts';
import { LineProgram } from '#main/agents/line-program.ts';

export type RequestId = string | number;

export interface ConnectionListener {
  readonly onNotification: (method: string, params: Fields) => void;
  /** Must be answered with `respond` or `refuse`. */
  readonly onRequest: (id: RequestId, method: string, params: Fields) => void;
  /** A line that is no frame; shown, never dropped. */
  readonly onGarbage: (line: string) => void;
  /** The process has ended; every open request was rejected. `lastWords` is the end of its standard error. */
  readonly onEnd: (exit: Exit, lastWords: string) => void;
}

/** The program answered a request with an error. */
export class RpcError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
  }
}

const METHOD_NOT_FOUND = -32_601;

export class Connection {
  readonly #program: LineProgram<RequestId>;
  readonly #listener: ConnectionListener;
  #lastId = 0;

  private constructor(command: RunningCommand, listener: ConnectionListener) {
    this.#listener = listener;
    const { onGarbage, onEnd } = listener;
    this.#program = new LineProgram('codex', command, { onFrame: (frame) => this.#take(frame), onGarbage, onEnd });
  }

  /** Starts the program. Throws CommandError when it cannot be started. */
  static async open(spec: CommandSpec, listener: ConnectionListener): Promise<Connection> {
    return new Connection(await start(spec), listener);
  }

  get pid(): number {
    return this.#program.pid;
  }
  get isOver(): boolean {
    return this.#program.isOver;
  }

  /**
   * Throws RpcError when it is refused, ProgramEnded when the program ends first, and NoAnswer when a time is given and
   * over; an answer that comes later is of no concern.
   */
  request(method: string, params: unknown, withinMilliseconds?: number): Promise<Fields> {
    const id = (this.#lastId += 1);
    return this.#program.ask(id, { id, method, params }, withinMilliseconds);
  }

  notify(method: string, params?: unknown): void {
    this.#program.send(params === undefined ? { method } : { method, params });
  }

  respond(id: RequestId, result: unknown): void {
    this.#program.send({ id, result });
  }

  refuse(id: RequestId, message: string): void {
    this.#program.send({ id, error: { code: METHOD_NOT_FOUND, message } });
  }

  /** Closes its input, on which it ends by itself; what is still there after the grace is ended. */
  close(graceMilliseconds: number): Promise<void> {
    return this.#program.close(graceMilliseconds);
  }

  #take(frame: Fields): void {
    const id = typeof frame['id'] === 'string' || typeof frame['id'] === 'number' ? frame['id'] : null;
    const method = text(frame, 'method');
    if (method !== null && id === null) return this.#listener.onNotification(method, inner(frame, 'params'));
    if (method !== null && id !== null) return this.#listener.onRequest(id, method, inner(frame, 'params'));
    const request = id === null ? null : this.#program.settled(id);
    if (request === null) return this.#listener.onGarbage(JSON.stringify(frame));
    if (!isFields(frame['error'])) return request.resolve(fieldsOf(frame['result']));
    request.reject(new RpcError(number(frame['error'], 'code') ?? 0, text(frame['error'], 'message') ?? 'no reason given'));
  }
}
