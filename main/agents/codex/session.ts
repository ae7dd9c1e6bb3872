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
import type { PolicyName } from '#contract/policy.ts';
import type { Surroundings } from '#contract/surroundings.ts';
import type { ReviewTarget } from '#contract/turn-acts.ts';
import { attachThread, turnSettings, type Attached, type Branch } from './attach.ts';
import type { AppServer, ThreadListener } from './app-server.ts';
import { NoAnswer, ProgramEnded } from '#main/agents/line-program.ts';
import { RpcError, type Connection } from './connection.ts';
import { endTerminals } from './end-terminals.ts';
import { errorOfRequest, failureOfEnd } from './failures.ts';
import { inner, rawOf, text, type Fields } from '#main/agents/fields.ts';
import { inputOf } from './input.ts';
import { LeftTerminals, type OpenCommand, type ShowLeft } from './left-terminals.ts';
import { limitsOf, noticeOf } from './notices.ts';
import { OpenRequests } from './open-requests.ts';
import { surroundingsOfThread } from './surroundings.ts';
import { Translator } from './translator.ts';

/** How long an interrupted turn may take to say that it is over, before it is called over here. */
const INTERRUPT_MS = 3_000;
/** How long codex may take to take a steer: the thread waits for it, a stop included. */
const STEER_MS = 10_000;
/** It asks the provider for the account's limits. */
const LIMITS_MS = 20_000;
/** How long codex may take for what is asked out of courtesy. */
const COURTESY_MS = 2_000;

/** How long codex may take from being told of a turn to its beginning. */
const TURN_BEGINS_MS = 20_000;

const LEFT_ACTION = 'Read on, or end it, in the terminals of the task.';

const targetOf = (target: ReviewTarget): object => {
  switch (target.kind) {
    case 'uncommitted':
      return { type: 'uncommittedChanges' };
    case 'base':
      return { type: 'baseBranch', branch: target.branch };
    case 'custom':
      return { type: 'custom', instructions: target.text };
  }
};

export class CodexSession implements AgentSession {
  readonly #server: AppServer;
  readonly #start: SessionStart;
  readonly #requests: OpenRequests;
  readonly #listener: ThreadListener;
  readonly #left: LeftTerminals;
  #reference: SessionReference | null;
  /** Where the conversation goes on when it is attached to first. */
  #branch: Branch | null;
  #attached: Attached | null = null;
  #translator: Translator | null = null;
  /** A message of ours is on its way: the turn that begins now is its turn. */
  #sending = false;
  /** The user pressed stop while the message was on its way. */
  #stopWanted = false;
  #policy: PolicyName;
  #limits = '';
  #turnsStarted = 0;
  #closed = false;
  /** Who waits for the end of the running turn: a stop by the user and one by the app may meet. */
  #onTurnEnd: (() => void)[] = [];
  /** Who waits for the beginning of a turn. */
  #onTurnStart: ((lost: boolean) => void) | null = null;

  constructor(server: AppServer, start: SessionStart, showLeft?: ShowLeft) {
    this.#requests = new OpenRequests(
      start.place.cwd,
      (event) => this.#emit(event),
      // Under full access codex asks all the same about what it thinks dangerous; a rule of the user's still holds.
      (action) => this.#policy === 'full-access' && start.judge(action).verdict === 'allow',
    );
    this.#left = new LeftTerminals(start.place, showLeft);
    this.#server = server;
    this.#start = start;
    this.#reference = start.resume;
    this.#branch = start.from ?? null;
    this.#policy = start.settings.policy;
    this.#listener = {
      onNotification: (method, params) => this.#notified(method, params),
      onRequest: (connection, id, method, params) => this.#requests.take(connection, id, method, params, this.#translator),
      onCommon: (method, params) => this.#common(method, params),
      onGarbage: (line) => this.#garbage(line),
      onEnd: (how, lastWords) => this.#processEnded(how, lastWords),
    };
    server.join(this.#listener);
  }

  readonly reference = (): SessionReference | null => this.#reference;

  /** Goes to the point that the conversation is to go on from, where one was named. Throws AppError. */
  readonly prepare = async (): Promise<void> => {
    if (this.#branch === null) return;
    try {
      await this.#attach(this.#start.settings);
    } catch (error) {
      await this.close();
      throw error;
    }
  };

  readonly send = (message: AgentMessage, settings: TurnSettings): Promise<void> =>
    this.#beginTurn('take the message', settings, async ({ connection, thread }, sent) =>
      connection.request('turn/start', { threadId: thread, input: await inputOf(connection, this.#start.place.cwd, message), ...sent }),
    );

  readonly review = (target: ReviewTarget, settings: TurnSettings): Promise<void> =>
    this.#beginTurn('review', settings, async ({ connection, thread }, sent) => {
      await connection.request('thread/settings/update', { threadId: thread, ...sent });
      return connection.request('review/start', { threadId: thread, target: targetOf(target) });
    });

  readonly compact = (settings: TurnSettings): Promise<void> =>
    this.#beginTurn('sum up the conversation', settings, async ({ connection, thread }, sent) => {
      await connection.request('thread/settings/update', { threadId: thread, ...sent });
      return connection.request('thread/compact/start', { threadId: thread });
    });

  /** The policy holds from the next turn on: codex has no way to change the sandbox of one that runs. */
  readonly change = async (settings: TurnSettings): Promise<void> => {
    const turn = this.#turn;
    const attached = this.#attached;
    if (turn === null || attached === null) return;
    const { model, effort } = settings;
    if (model === null && effort === null) return;
    try {
      const chosen = { ...(model === null ? {} : { model }), ...(effort === null ? {} : { effort }) };
      await attached.connection.request('turn/settings/update', { threadId: attached.thread, turnId: turn, ...chosen }, COURTESY_MS);
      attached.chosen = {
        ...attached.chosen,
        model: attached.chosen.model || model !== null,
        effort: attached.chosen.effort || effort !== null,
      };
    } catch (error) {
      // The turn is over, or this codex is older: the next turn takes it up.
      if (!(error instanceof RpcError)) throw errorOfRequest('change its settings', error);
    }
  };

  /** Turns begin by themselves from now on, or end to do so. */
  readonly setGoal = async (goal: string | null, settings: TurnSettings): Promise<void> => {
    if (this.#closed) throw failure('conflict', 'The session is closed.');
    this.#policy = settings.policy;
    try {
      const attached = await this.#attach(settings);
      const { connection, thread } = attached;
      if (goal === null) return void (await connection.request('thread/goal/clear', { threadId: thread, origin: 'user' }));
      await connection.request('thread/settings/update', {
        threadId: thread,
        ...turnSettings(attached, this.#start.place.cwd, settings),
      });
      await connection.request('thread/goal/set', { threadId: thread, objective: goal, status: 'active', origin: 'user' });
    } catch (error) {
      throw errorOfRequest('take the goal', error);
    }
  };

  /** What this conversation sees; nothing while it is not attached. */
  readonly surroundings = async (): Promise<Partial<Surroundings>> => {
    const attached = this.#attached;
    if (attached === null || attached.connection.isOver) return {};
    return surroundingsOfThread(attached.connection, attached.thread, attached.instructions);
  };

  readonly steer = async (message: AgentMessage): Promise<'delivered' | 'missed'> => {
    const turn = this.#turn;
    if (turn === null || this.#attached === null) return 'missed';
    const { connection, thread } = this.#attached;
    const input = await inputOf(connection, this.#start.place.cwd, message);
    try {
      await connection.request('turn/steer', { threadId: thread, expectedTurnId: turn, input }, STEER_MS);
      return 'delivered';
    } catch (error) {
      // Refused because the turn is over or of a kind that takes nothing; lost because the process died.
      if (error instanceof RpcError || this.#attached === null) return 'missed';
      throw errorOfRequest('take the message', error);
    }
  };

  readonly interrupt = async (): Promise<void> => void (await this.#interrupt());

  readonly answer = async (key: string, answer: RequestAnswer): Promise<boolean> => {
    const answered = this.#requests.answer(key, answer);
    if (answered === null) return false;
    // Codex takes no reason with a denial: it is told as a message.
    const reason = answer.text?.trim() ?? '';
    if (answered.denied && reason !== '' && answer.decision === 'deny') await this.#tellReason(`I denied that. ${reason}`);
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

  /** A turn of ours: `request` tells codex to begin it, and gives its answer. */
  async #beginTurn(what: string, settings: TurnSettings, request: (attached: Attached, sent: Fields) => Promise<Fields>): Promise<void> {
    if (this.#closed) throw failure('conflict', 'The session is closed.');
    if (this.#sending || this.#turn !== null) throw failure('busy', 'Codex is still at work.', 'Wait for the end of the turn, or stop it.');
    this.#sending = true;
    this.#stopWanted = false;
    this.#policy = settings.policy;
    const turnsBefore = this.#turnsStarted;
    try {
      const attached = await this.#attach(settings);
      if (this.#closed) {
        this.#server.leave(this.#listener);
        throw failure('cancelled', 'The session was closed before the message was sent.');
      }
      const result = await request(attached, turnSettings(attached, this.#start.place.cwd, settings));
      this.#emitAll(this.#translator?.begin(text(inner(result, 'turn'), 'id') ?? '', false) ?? []);
      await this.#begun(turnsBefore);
    } catch (error) {
      // A turn that began before the process died has been told of, its end included: that is not a failure to send.
      if (this.#turnsStarted === turnsBefore) throw errorOfRequest(what, error);
    } finally {
      this.#sending = false;
    }
    if (this.#stopWanted) await this.interrupt();
  }

  /** Some answers do not name the turn: it begins a moment later. */
  async #begun(turnsBefore: number): Promise<void> {
    if (this.#turnsStarted > turnsBefore) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new NoAnswer('codex')), TURN_BEGINS_MS);
    this.#onTurnStart = (lost) => (lost ? reject(new ProgramEnded('codex', '')) : resolve());
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#onTurnStart = null;
    }
  }

  get #turn(): string | null {
    return this.#translator?.turn ?? null;
  }

  /** Whether codex still answers. */
  async #interrupt(): Promise<boolean> {
    if (this.#sending) this.#stopWanted = true;
    const turn = this.#turn;
    const attached = this.#attached;
    if (attached === null) return true;
    if (turn === null) {
      // Between turns a stop is for what was left running.
      if (!this.#left.isEmpty) await endTerminals(attached.connection, [attached.thread, ...(this.#translator?.children ?? [])]);
      return true;
    }
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
    const where = { place: this.#start.place, settings, branch: this.#branch };
    const attached = await attachThread(connection, where, this.#reference, (thread) => {
      this.#translator = new Translator(thread, this.#start.place.cwd);
      this.#server.claim(thread, this.#listener);
    });
    this.#attached = attached;
    const isSame = this.#branch === null && attached.thread === this.#reference?.nativeId;
    this.#branch = null;
    if (attached.notice !== null) this.#emit({ kind: 'notice', level: 'warning', text: attached.notice });
    this.#reference = { ...(isSame ? this.#reference : {}), nativeId: attached.thread };
    void this.#readLimits(connection);
    return attached;
  }

  /** The account's limits as they are now: codex tells of them only when they change. */
  async #readLimits(connection: Connection): Promise<void> {
    const answer = await connection.request('account/rateLimits/read', {}, LIMITS_MS).catch(() => null);
    const limits = answer === null ? null : limitsOf(answer);
    if (limits !== null && this.#limits === '') this.#tellLimits(limits);
  }

  #tellLimits(limits: NonNullable<ReturnType<typeof limitsOf>>): void {
    const told = JSON.stringify(limits);
    if (told === this.#limits) return;
    this.#limits = told;
    this.#emit(limits);
  }

  #emit(event: AgentEvent): void {
    if (event.kind === 'turn-started') this.#turnsStarted += 1;
    if (event.kind === 'turn-started') this.#onTurnStart?.(false);
    if (!this.#closed) this.#start.onEvent(event);
    if (event.kind === 'turn-ended') for (const wake of this.#onTurnEnd.splice(0)) wake();
  }

  #emitAll(events: readonly AgentEvent[]): void {
    for (const event of events) {
      if (event.kind === 'turn-ended') this.#requests.withdrawAll();
      if (event.kind === 'turn-ended' && event.mark !== undefined && this.#reference !== null)
        this.#reference = { ...this.#reference, turn: event.mark };
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
    if (method === 'serverRequest/resolved') return this.#requests.resolved(params['requestId']);
    if (this.#left.take(method, params)) return;
    if (method === 'mcpServer/startupStatus/updated' && text(params, 'status') !== 'starting') this.#emit({ kind: 'surroundings' });
    const running = method === 'turn/completed' ? this.#translator.openCommands(params) : [];
    if (running.length > 0) void this.#showLeft(running);
    this.#emitAll(this.#translator.take(method, params, this.#sending));
    for (const child of this.#translator.children) this.#server.claim(child, this.#listener);
    if (method === 'thread/closed' && text(params, 'threadId') === this.#attached?.thread) this.#attached = null;
  }

  async #showLeft(open: readonly OpenCommand[]): Promise<void> {
    const attached = this.#attached;
    if (attached === null) return;
    const running = await this.#left.look(attached.connection, attached.thread, open);
    for (const command of running)
      this.#emit({ kind: 'notice', level: 'info', text: `It still runs: \`${command}\``, action: LEFT_ACTION });
  }

  /** Said to all; of interest to those who are at work. */
  #common(method: string, params: Fields): void {
    if (method === 'skills/changed') return this.#emit({ kind: 'surroundings' });
    if (this.#turn === null && !this.#sending) return;
    if (method === 'account/rateLimits/updated') {
      const limits = limitsOf(params);
      return limits === null ? undefined : this.#tellLimits(limits);
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
    this.#onTurnStart?.(true);
    this.#left.allEnded();
    this.#endTurn({ kind: 'failed', ...failureOfEnd(how, lastWords) });
  }
}
