/** One conversation with codex: a native thread, attached to the running process when it is needed. */
import type {
  AgentEvent,
  AgentMessage,
  AgentSession,
  RequestAnswer,
  SessionReference,
  SessionStart,
  TurnSettings,
} from '#main/agents/agent-backend.ts';
import { failure } from '#contract/failure.ts';
import { attachThread, turnSettings, type Attached } from './attach.ts';
import type { AppServer, ThreadListener } from './app-server.ts';
import { NoAnswer, RpcError, type Connection, type RequestId } from './connection.ts';
import { endTerminals } from './end-terminals.ts';
import { errorOfRequest, failureOfEnd } from './failures.ts';
import { inner, rawOf, text, type Fields } from './fields.ts';
import { limitsOf, noticeOf } from './notices.ts';
import { openRequest, type OpenedRequest } from './requests.ts';
import { Translator } from './translator.ts';

interface WaitingRequest extends OpenedRequest {
  readonly connection: Connection;
  readonly id: RequestId;
}

/** How long an interrupted turn may take to say that it is over, before it is called over here. */
const INTERRUPT_MS = 3_000;
/** How long codex may take to take a steer: the thread waits for it, a stop included. */
const STEER_MS = 10_000;
/** How long codex may take for what is asked out of courtesy. */
const COURTESY_MS = 2_000;

const inputOf = (message: AgentMessage): readonly unknown[] => [
  ...(message.text === '' ? [] : [{ type: 'text', text: message.text, text_elements: [] }]),
  ...message.images.map((path) => ({ type: 'localImage', path })),
];

export class CodexSession implements AgentSession {
  readonly #server: AppServer;
  readonly #start: SessionStart;
  readonly #requests = new Map<string, WaitingRequest>();
  readonly #listener: ThreadListener;
  #reference: SessionReference | null;
  #attached: Attached | null = null;
  #translator: Translator | null = null;
  /** A message of ours is on its way: the turn that begins now is its turn. */
  #sending = false;
  /** The user pressed stop while the message was on its way. */
  #stopWanted = false;
  #limits = '';
  #turnsStarted = 0;
  #closed = false;
  /** Who waits for the end of the running turn: a stop by the user and one by the app may meet. */
  #onTurnEnd: (() => void)[] = [];

  constructor(server: AppServer, start: SessionStart) {
    this.#server = server;
    this.#start = start;
    this.#reference = start.resume;
    this.#listener = {
      onNotification: (method, params) => this.#notified(method, params),
      onRequest: (connection, id, method, params) => this.#asked(connection, id, method, params),
      onCommon: (method, params) => this.#common(method, params),
      onGarbage: (line) => this.#garbage(line),
      onEnd: (how, lastWords) => this.#processEnded(how, lastWords),
    };
    server.join(this.#listener);
  }

  readonly reference = (): SessionReference | null => this.#reference;

  readonly send = async (message: AgentMessage, settings: TurnSettings): Promise<void> => {
    if (this.#closed) throw failure('conflict', 'The session is closed.');
    if (this.#sending || this.#turn !== null) throw failure('busy', 'Codex is still at work.', 'Wait for the end of the turn, or stop it.');
    this.#sending = true;
    this.#stopWanted = false;
    const turnsBefore = this.#turnsStarted;
    try {
      const attached = await this.#attach(settings);
      if (this.#closed) {
        this.#server.leave(this.#listener);
        throw failure('cancelled', 'The session was closed before the message was sent.');
      }
      const { connection, thread } = attached;
      const result = await connection.request('turn/start', {
        threadId: thread,
        input: inputOf(message),
        ...turnSettings(attached, this.#start.place.cwd, settings),
      });
      this.#emitAll(this.#translator?.begin(text(inner(result, 'turn'), 'id') ?? '', false) ?? []);
    } catch (error) {
      // A turn that began before the process died has been told of, its end included: that is not a failure to send.
      if (this.#turnsStarted === turnsBefore) throw errorOfRequest('take the message', error);
    } finally {
      this.#sending = false;
    }
    if (this.#stopWanted) await this.interrupt();
  };

  readonly steer = async (message: AgentMessage): Promise<'delivered' | 'missed'> => {
    const turn = this.#turn;
    if (turn === null || this.#attached === null) return 'missed';
    const { connection, thread } = this.#attached;
    try {
      await connection.request('turn/steer', { threadId: thread, expectedTurnId: turn, input: inputOf(message) }, STEER_MS);
      return 'delivered';
    } catch (error) {
      // Refused because the turn is over or of a kind that takes nothing; lost because the process died.
      if (error instanceof RpcError || this.#attached === null) return 'missed';
      throw errorOfRequest('take the message', error);
    }
  };

  readonly interrupt = async (): Promise<void> => void (await this.#interrupt());

  readonly answer = async (key: string, answer: RequestAnswer): Promise<boolean> => {
    const waiting = this.#requests.get(key);
    if (waiting === undefined || waiting.connection.isOver) return false;
    this.#closeRequest(key);
    waiting.connection.respond(waiting.id, waiting.reply(answer));
    // Codex takes no reason with a denial: it is told as a message.
    const denied = waiting.request.decisions.find((decision) => decision.id === answer.decision)?.effect === 'deny';
    const reason = answer.text?.trim() ?? '';
    if (denied && reason !== '' && answer.decision === 'deny') await this.#tellReason(`I denied that. ${reason}`);
    return true;
  };

  readonly close = async (): Promise<void> => {
    const answers = await this.#interrupt();
    this.#closed = true;
    const attached = this.#attached;
    this.#attached = null;
    if (answers && attached !== null && !attached.connection.isOver) {
      await endTerminals(attached.connection, [attached.thread, ...(this.#translator?.children ?? [])]);
      await attached.connection.request('thread/unsubscribe', { threadId: attached.thread }, COURTESY_MS).catch(() => undefined);
    }
    this.#server.leave(this.#listener);
  };

  get #turn(): string | null {
    return this.#translator?.turn ?? null;
  }

  /** Whether codex still answers. */
  async #interrupt(): Promise<boolean> {
    if (this.#sending) this.#stopWanted = true;
    const turn = this.#turn;
    const attached = this.#attached;
    if (turn === null || attached === null) return true;
    const ended = new Promise<void>((resolve) => this.#onTurnEnd.push(resolve));
    const { connection, thread } = attached;
    // An answer of any kind is fine: the turn may have ended meanwhile, the process may have died.
    const answers = await connection.request('turn/interrupt', { threadId: thread, turnId: turn }, INTERRUPT_MS).then(
      () => true,
      (error: unknown) => !(error instanceof NoAnswer),
    );
    if (answers) await endTerminals(connection, [thread, ...(this.#translator?.children ?? [])]);
    const timer = setTimeout(() => this.#endTurn({ kind: 'stopped' }), answers ? INTERRUPT_MS : 0);
    await ended;
    clearTimeout(timer);
    return answers;
  }

  async #attach(settings: TurnSettings): Promise<Attached> {
    if (this.#attached !== null && !this.#attached.connection.isOver) return this.#attached;
    const connection = await this.#server.connect();
    try {
      return await this.#attachTo(connection, settings);
    } catch (error) {
      // It was dying when we asked for it: the next one is a new one.
      if (!connection.isOver) throw error;
      return await this.#attachTo(await this.#server.connect(), settings);
    }
  }

  async #attachTo(connection: Connection, settings: TurnSettings): Promise<Attached> {
    const attached = await attachThread(connection, this.#start.place, settings, this.#reference, (thread) => {
      this.#translator = new Translator(thread, this.#start.place.cwd);
      this.#server.claim(thread, this.#listener);
    });
    this.#attached = attached;
    if (attached.notice !== null) this.#emit({ kind: 'notice', level: 'warning', text: attached.notice });
    this.#reference = { nativeId: attached.thread };
    return attached;
  }

  #emit(event: AgentEvent): void {
    if (event.kind === 'turn-started') this.#turnsStarted += 1;
    if (!this.#closed) this.#start.onEvent(event);
    if (event.kind === 'turn-ended') for (const wake of this.#onTurnEnd.splice(0)) wake();
  }

  #emitAll(events: readonly AgentEvent[]): void {
    for (const event of events) {
      if (event.kind === 'turn-ended') this.#withdrawRequests();
      this.#emit(event);
    }
  }

  async #tellReason(text: string): Promise<void> {
    // The answer itself has arrived, whatever becomes of this.
    const how = await this.steer({ text, images: [] }).catch(() => 'missed' as const);
    if (how === 'missed')
      this.#emit({ kind: 'notice', level: 'warning', text: 'The reason of your denial did not reach Codex; send it as a message.' });
  }

  #endTurn(outcome: Extract<AgentEvent, { kind: 'turn-ended' }>['outcome']): void {
    this.#emitAll(this.#translator?.end(outcome) ?? []);
  }

  #notified(method: string, params: Fields): void {
    if (this.#translator === null) return;
    if (method === 'serverRequest/resolved') return this.#resolved(params['requestId']);
    this.#emitAll(this.#translator.take(method, params, this.#sending));
    for (const child of this.#translator.children) this.#server.claim(child, this.#listener);
    if (method === 'thread/closed' && text(params, 'threadId') === this.#attached?.thread) this.#attached = null;
  }

  /** The agent does not wait any more, or another client answered. */
  #resolved(requestId: unknown): void {
    for (const [key, waiting] of this.#requests) if (waiting.id === requestId) this.#closeRequest(key);
  }

  #asked(connection: Connection, id: RequestId, method: string, params: Fields): void {
    const itemKey = text(params, 'itemId');
    const key = `${connection.pid}-${id}`;
    const item = itemKey === null ? null : (this.#translator?.openItem(itemKey) ?? null);
    const opened = openRequest(key, method, params, this.#start.place.cwd, item);
    if (opened === null) {
      connection.refuse(id, `${method} is not supported by this client`);
      this.#emit({
        kind: 'notice',
        level: 'warning',
        text: `Codex asked something that Switchyard cannot answer: ${method}`,
        raw: rawOf({ method, params }),
      });
      return;
    }
    this.#requests.set(key, { ...opened, connection, id });
    this.#emit({ kind: 'request-opened', request: opened.request });
  }

  #closeRequest(key: string): void {
    if (this.#requests.delete(key)) this.#emit({ kind: 'request-closed', key });
  }

  #withdrawRequests(): void {
    for (const key of [...this.#requests.keys()]) this.#closeRequest(key);
  }

  /** Said to all; of interest to those who are at work. */
  #common(method: string, params: Fields): void {
    if (this.#turn === null && !this.#sending) return;
    if (method === 'account/rateLimits/updated') {
      const limits = limitsOf(params);
      if (limits === null || limits.text === this.#limits) return;
      this.#limits = limits.text;
      return this.#emit(limits);
    }
    const notice = noticeOf(method, params);
    if (notice !== null) this.#emit(notice);
    else this.#emitAll(this.#translator?.take(method, params, this.#sending) ?? []);
  }

  #garbage(line: string): void {
    if (this.#turn === null && !this.#sending) return;
    this.#emit({ kind: 'notice', level: 'warning', text: 'Codex said something that could not be understood.', raw: rawOf(line) });
  }

  #processEnded(how: string, lastWords: string): void {
    this.#attached = null;
    this.#endTurn({ kind: 'failed', ...failureOfEnd(how, lastWords) });
  }
}
