/**
 * The `codex app-server` of one configuration: one process for all threads, started with the first need, started again
 * after a crash when someone needs it. It hands each frame to the session whose thread it names.
 */
import type { CommandSpec, Exit } from '#main/base/command.ts';
import { failure } from '#contract/failure.ts';
import { log } from '#main/base/log.ts';
import { Connection, type RequestId } from './connection.ts';
import { errorOfRequest } from './failures.ts';
import { text, type Fields } from '#main/agents/fields.ts';

/** What a session wants to hear. */
export interface ThreadListener {
  readonly onNotification: (method: string, params: Fields) => void;
  readonly onRequest: (connection: Connection, id: RequestId, method: string, params: Fields) => void;
  /** A notification that names no thread, or a line that is no frame. */
  readonly onCommon: (method: string, params: Fields) => void;
  readonly onGarbage: (line: string) => void;
  readonly onEnd: (how: string, lastWords: string) => void;
}

const CLIENT = { name: 'switchyard', title: 'Switchyard', version: '0.1.0' };
const CLOSE_GRACE_MS = 1_500;
/** Longest that a fresh process may take for its first answer. */
const FIRST_ANSWER_MS = 30_000;
/** A process that ends this soon after its start did not work at all. */
const SHORT_LIFE_MS = 5_000;
const FIRST_BACK_OFF_MS = 250;
const MAX_SHORT_LIVES = 5;
/** After that many short lives in a row it is not tried again for this long. */
const REST_MS = 30_000;
/** Frames of a thread that nobody has claimed yet: a sub-agent speaks before its parent names it. */
const UNCLAIMED_MAX_FRAMES = 500;

const howItEnded = (exit: Exit): string => (exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`);

export class AppServer {
  readonly #spec: () => Promise<CommandSpec>;
  readonly #listeners = new Map<string, ThreadListener>();
  readonly #sessions = new Set<ThreadListener>();
  #unclaimed: { readonly thread: string; readonly method: string; readonly params: Fields }[] = [];
  #connecting: Promise<Connection> | null = null;
  #connection: Connection | null = null;
  /** On its way up: runs, and has not answered yet. */
  #starting: Connection | null = null;
  #startedAt = 0;
  #shortLives = 0;
  #endedAt = 0;
  /** A turn has ended well or badly: the program works. */
  #served = false;
  #disposed = false;

  constructor(spec: () => Promise<CommandSpec>) {
    this.#spec = spec;
  }

  get pid(): number | null {
    return this.#connection?.pid ?? null;
  }

  /** The running process, or null: for those who look and do not need it. */
  get running(): Connection | null {
    return this.#connection;
  }

  /** The process, started when it does not run. Throws AppError when it cannot be started or keeps ending. */
  connect(): Promise<Connection> {
    if (this.#disposed) return Promise.reject(failure('cancelled', 'Codex is shut down.'));
    if (this.#connection !== null) return Promise.resolve(this.#connection);
    this.#connecting ??= this.#start().finally(() => (this.#connecting = null));
    return this.#connecting;
  }

  /** Hears common notifications and the end of the process from now on. */
  join(session: ThreadListener): void {
    this.#sessions.add(session);
  }

  leave(session: ThreadListener): void {
    this.#sessions.delete(session);
    for (const [thread, owner] of this.#listeners) if (owner === session) this.#listeners.delete(thread);
  }

  /** The session gets all frames that name this thread, those included that came a moment too early. */
  claim(thread: string, session: ThreadListener): void {
    if (this.#listeners.get(thread) === session) return;
    this.#listeners.set(thread, session);
    const early = this.#unclaimed.filter((frame) => frame.thread === thread);
    this.#unclaimed = this.#unclaimed.filter((frame) => frame.thread !== thread);
    for (const { method, params } of early) session.onNotification(method, params);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#starting?.close(0);
    await this.#connecting?.catch(() => undefined);
    await this.#connection?.close(CLOSE_GRACE_MS);
  }

  async #start(): Promise<Connection> {
    await this.#backOff();
    this.#startedAt = performance.now();
    this.#served = false;
    try {
      return await this.#open();
    } catch (error) {
      this.#shortLives += 1;
      this.#endedAt = performance.now();
      throw errorOfRequest('start', error);
    }
  }

  /** One that does not come up is ended, not left behind. */
  async #open(): Promise<Connection> {
    const connection: Connection = await Connection.open(await this.#spec(), {
      onNotification: (method, params) => this.#notified(method, params),
      onRequest: (id, method, params) => this.#asked(connection, id, method, params),
      onGarbage: (line) => {
        for (const session of this.#sessions) session.onGarbage(line);
      },
      onEnd: (exit, lastWords) => this.#ended(connection, exit, lastWords),
    });
    this.#starting = connection;
    try {
      const hello = { clientInfo: CLIENT, capabilities: { experimentalApi: true, requestAttestation: false } };
      if (!this.#disposed) await connection.request('initialize', hello, FIRST_ANSWER_MS);
      connection.notify('initialized');
      if (connection.isOver) throw failure('agent', 'Codex ended as soon as it was started.');
      if (this.#disposed) throw failure('cancelled', 'Codex is shut down.');
      // In the same tick as the look above, so that its end finds it.
      this.#connection = connection;
      return connection;
    } catch (error) {
      await connection.close(0);
      throw error;
    } finally {
      this.#starting = null;
    }
  }

  /** Waits longer after each short life; gives up for a while after too many. */
  async #backOff(): Promise<void> {
    if (this.#shortLives === 0) return;
    const since = performance.now() - this.#endedAt;
    if (this.#shortLives >= MAX_SHORT_LIVES && since < REST_MS) {
      throw failure(
        'unavailable',
        'Codex ends again and again right after its start.',
        'Run `codex app-server` in a terminal to see why, then retry.',
      );
    }
    const pause = FIRST_BACK_OFF_MS * 2 ** Math.min(this.#shortLives - 1, MAX_SHORT_LIVES) - since;
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }

  #ended(connection: Connection, exit: Exit, lastWords: string): void {
    if (this.#connection !== connection) return;
    this.#connection = null;
    this.#unclaimed = [];
    this.#endedAt = performance.now();
    this.#shortLives = this.#endedAt - this.#startedAt < SHORT_LIFE_MS && !this.#served ? this.#shortLives + 1 : 0;
    const how = howItEnded(exit);
    if (!this.#disposed) log.warning('codex ended', { how });
    this.#listeners.clear();
    for (const session of [...this.#sessions]) session.onEnd(how, lastWords);
  }

  #notified(method: string, params: Fields): void {
    // It works: an end after this is bad luck, not a program that cannot run.
    if (method === 'turn/completed') this.#served = true;
    const thread = text(params, 'threadId');
    if (thread === null) {
      for (const session of [...this.#sessions]) session.onCommon(method, params);
      return;
    }
    const owner = this.#listeners.get(thread);
    if (owner !== undefined) owner.onNotification(method, params);
    else if (this.#unclaimed.push({ thread, method, params }) > UNCLAIMED_MAX_FRAMES) this.#unclaimed.shift();
  }

  #asked(connection: Connection, id: RequestId, method: string, params: Fields): void {
    const thread = text(params, 'threadId') ?? text(params, 'conversationId');
    const owner = thread === null ? undefined : this.#listeners.get(thread);
    // Nobody could be shown the question: the sole session there is answers for an unknown child thread.
    const heir = owner ?? (this.#sessions.size === 1 ? [...this.#sessions][0] : undefined);
    if (heir === undefined) connection.refuse(id, `${method} is not supported by this client`);
    else heir.onRequest(connection, id, method, params);
  }
}
