/**
 * One running `codex app-server`, spoken to in newline-delimited JSON-RPC (without the `jsonrpc` member). Knows nothing
 * of threads. A frame that makes no sense is handed on as such and never stops the rest.
 */
import { start, type CommandSpec, type Exit, type RunningCommand } from '#main/base/command.ts';
import { fieldsOf, inner, isFields, number, text, type Fields } from '#main/agents/fields.ts';
import { createLineReader } from '#main/agents/read-lines.ts';

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

/** The program ended before it answered. */
export class ConnectionLost extends Error {
  constructor() {
    super('codex ended before it answered');
    this.name = 'ConnectionLost';
  }
}

/** The program runs, but did not answer in the time that was given. */
export class NoAnswer extends Error {
  constructor() {
    super('codex does not answer');
    this.name = 'NoAnswer';
  }
}

interface OpenRequest {
  readonly resolve: (result: Fields) => void;
  readonly reject: (error: Error) => void;
}

const LAST_WORDS_CHARS = 4_000;
const METHOD_NOT_FOUND = -32_601;

export class Connection {
  readonly #command: RunningCommand;
  readonly #listener: ConnectionListener;
  readonly #open = new Map<RequestId, OpenRequest>();
  #lastId = 0;
  #lastWords = '';
  #over = false;

  private constructor(command: RunningCommand, listener: ConnectionListener) {
    this.#command = command;
    this.#listener = listener;
    const reader = createLineReader(
      (line) => this.#take(line),
      (start) => listener.onGarbage(start),
    );
    command.stdout.on('data', (piece: Buffer) => reader.push(piece));
    command.stderr.on('data', (piece: Buffer) => {
      this.#lastWords = (this.#lastWords + piece.toString('utf8')).slice(-LAST_WORDS_CHARS);
    });
    for (const stream of [command.stdout, command.stderr]) stream.on('error', () => undefined);
    void command.exited.then((exit) => {
      this.#over = true;
      for (const request of this.#open.values()) request.reject(new ConnectionLost());
      this.#open.clear();
      // A frame that the death cut in two says nothing any more.
      listener.onEnd(exit, this.#lastWords.trim());
    });
  }

  /** Starts the program. Throws CommandError when it cannot be started. */
  static async open(spec: CommandSpec, listener: ConnectionListener): Promise<Connection> {
    return new Connection(await start(spec), listener);
  }

  get pid(): number {
    return this.#command.pid;
  }
  get isOver(): boolean {
    return this.#over;
  }

  /**
   * Throws RpcError when it is refused, ConnectionLost when the program ends first, and NoAnswer when a time is given and
   * over; an answer that comes later is of no concern.
   */
  async request(method: string, params: unknown, withinMilliseconds?: number): Promise<Fields> {
    if (this.#over) throw new ConnectionLost();
    const id = (this.#lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<Fields>();
    this.#open.set(id, { resolve, reject });
    const timer = withinMilliseconds === undefined ? undefined : setTimeout(() => reject(new NoAnswer()), withinMilliseconds);
    this.#write({ id, method, params });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  notify(method: string, params?: unknown): void {
    this.#write(params === undefined ? { method } : { method, params });
  }

  respond(id: RequestId, result: unknown): void {
    this.#write({ id, result });
  }

  refuse(id: RequestId, message: string): void {
    this.#write({ id, error: { code: METHOD_NOT_FOUND, message } });
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

  #write(frame: unknown): void {
    if (!this.#over) this.#command.stdin.write(`${JSON.stringify(frame)}\n`);
  }

  #take(line: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(line);
    } catch {
      return this.#listener.onGarbage(line);
    }
    if (!isFields(frame)) return this.#listener.onGarbage(line);
    const id = typeof frame['id'] === 'string' || typeof frame['id'] === 'number' ? frame['id'] : null;
    const method = text(frame, 'method');
    if (method !== null && id === null) return this.#listener.onNotification(method, inner(frame, 'params'));
    if (method !== null && id !== null) return this.#listener.onRequest(id, method, inner(frame, 'params'));
    const request = id === null ? undefined : this.#open.get(id);
    if (request === undefined || id === null) return this.#listener.onGarbage(line);
    this.#open.delete(id);
    if (!isFields(frame['error'])) return request.resolve(fieldsOf(frame['result']));
    request.reject(new RpcError(number(frame['error'], 'code') ?? 0, text(frame['error'], 'message') ?? 'no reason given'));
  }
}
