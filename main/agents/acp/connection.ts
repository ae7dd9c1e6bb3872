/**
 * One agent, spoken to through the library of the protocol. The library answers requests and matches responses; notifications are
 * taken before it sees them: its schemas would drop fields of updates that it does not know, and the order of updates and the
 * response that ends a turn would be lost.
 */
import { client, RequestError, type AnyMessage, type ClientContext } from '@agentclientprotocol/sdk';
import { Writable, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentProcess } from './agent-process.ts';
import { fieldsOf, text, type Fields } from '#main/agents/fields.ts';
import { NoAnswer, ProgramEnded } from '#main/agents/line-program.ts';

export interface ConnectionListener {
  readonly onNotification: (method: string, params: Fields) => void;
  /** The result is sent back; a RequestError is, too. */
  readonly onRequest: (method: string, params: Fields) => Promise<unknown>;
  /** A line that is no frame; shown, never dropped. */
  readonly onGarbage: (line: string) => void;
  /** The process has ended; every open request was rejected. `lastWords` is the end of its standard error. */
  readonly onEnd: (how: string, lastWords: string) => void;
}

const LAST_WORDS_MS = 1_000;
const LAST_WORDS_CHARS = 4_000;
/** A line longer than this is no frame: it must not fill the memory. */
const LINE_MAX_CHARS = 128 * 1024 * 1024;

/** Lines of text; the last one need not be whole. */
const linesOf = async function* (stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let parts: string[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) {
    const found = decoder.decode(piece, { stream: true }).split('\n');
    parts.push(found[0] ?? '');
    if (found.length === 1) {
      if (parts.length > 1 && parts.reduce((sum, part) => sum + part.length, 0) > LINE_MAX_CHARS) parts = [];
      continue;
    }
    yield parts.join('');
    for (const line of found.slice(1, -1)) yield line;
    parts = [found.at(-1) ?? ''];
  }
  rest = parts.join('');
  if (rest.trim() !== '') yield rest;
};

const frameOf = (line: string): AnyMessage | null => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as AnyMessage) : null;
  } catch {
    return null;
  }
};

export class Connection {
  readonly #process: AgentProcess;
  readonly #listener: ConnectionListener;
  #context: ClientContext | null = null;
  #lastWords = '';
  #over = false;
  readonly #lost = Promise.withResolvers<never>();
  readonly #finish = Promise.withResolvers<void>();

  private constructor(running: AgentProcess, listener: ConnectionListener) {
    this.#process = running;
    this.#listener = listener;
    this.#lost.promise.catch(() => undefined);
    for (const stream of [running.stdin, running.stdout, running.stderr]) stream.on('error', () => undefined);
    running.stderr.on('data', (piece: Buffer) => {
      this.#lastWords = (this.#lastWords + piece.toString('utf8')).slice(-LAST_WORDS_CHARS);
    });
    void running.ended.then((how) => {
      this.#over = true;
      this.#lost.reject(new ProgramEnded('the agent', this.#lastWords.trim()));
      this.#finish.resolve();
      listener.onEnd(how, this.#lastWords.trim());
    });
  }

  /** Resolves when it can be spoken to; it has not said anything then. */
  static async open(running: AgentProcess, listener: ConnectionListener): Promise<Connection> {
    const connection = new Connection(running, listener);
    await connection.#speak();
    return connection;
  }

  get pid(): number {
    return this.#process.pid;
  }
  get isOver(): boolean {
    return this.#over;
  }

  /** Throws RequestError when it is refused, ProgramEnded when the process ends first, NoAnswer when a time is given and over. */
  async request(method: string, params: object, withinMilliseconds?: number): Promise<Fields> {
    if (this.#over || this.#context === null) throw new ProgramEnded('the agent', this.#lastWords.trim());
    const late = Promise.withResolvers<never>();
    const timer =
      withinMilliseconds === undefined ? undefined : setTimeout(() => late.reject(new NoAnswer('the agent')), withinMilliseconds);
    const answer = this.#context.request<unknown, object>(method, params);
    answer.catch(() => undefined);
    try {
      return fieldsOf(await Promise.race([answer, this.#lost.promise, late.promise]));
    } catch (error) {
      if (error instanceof RequestError || error instanceof NoAnswer || error instanceof ProgramEnded) throw error;
      // The library closes with its stream, a moment before the process has ended and its last words are here.
      await Promise.race([this.#process.ended, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
      throw new ProgramEnded('the agent', this.#lastWords.trim());
    } finally {
      clearTimeout(timer);
    }
  }

  notify(method: string, params: object): void {
    void this.#context?.notify(method, params).catch(() => undefined);
  }

  /** Ends the process and all that it started. */
  async close(): Promise<void> {
    await this.#process.end();
    await this.#process.ended;
  }

  #speak(): Promise<void> {
    const ready = Promise.withResolvers<void>();
    const app = client({ name: 'switchyard' }).onRequest(
      '*',
      async ({ method, params }) => (await this.#listener.onRequest(method, fieldsOf(params))) as object,
    );
    const stream = { readable: this.#frames(), writable: this.#writable() };
    app
      .connectWith(stream, (context) => {
        this.#context = context;
        ready.resolve();
        return this.#finish.promise;
      })
      .catch(() => undefined);
    return ready.promise;
  }

  /** Responses and requests; notifications go their own way. */
  #frames(): ReadableStream<AnyMessage> {
    const lines = linesOf(this.#process.stdout);
    return new ReadableStream({
      pull: async (controller) => {
        for (;;) {
          const { value: line, done } = await lines.next();
          if (done === true) return controller.close();
          if (line.trim() === '') continue;
          const frame = frameOf(line);
          if (frame === null) this.#listener.onGarbage(line);
          else if ('method' in frame && !('id' in frame)) this.#notified(fieldsOf(frame));
          else return controller.enqueue(frame);
        }
      },
    });
  }

  #notified(frame: Fields): void {
    this.#listener.onNotification(text(frame, 'method') ?? '', fieldsOf(frame['params']));
  }

  #writable(): WritableStream<AnyMessage> {
    const bytes = Writable.toWeb(this.#process.stdin).getWriter();
    const encoder = new TextEncoder();
    bytes.closed.catch(() => undefined);
    return new WritableStream({
      write: async (frame) => {
        await bytes.write(encoder.encode(`${JSON.stringify(frame)}\n`)).catch(() => undefined);
      },
    });
  }
}
