/** One conversation with Claude Code. Its program runs while there is work, and is started again when there is some. */
import { randomUUID } from 'node:crypto';
import { failure } from '#contract/failure.ts';
import type {
  AgentEvent,
  AgentMessage,
  AgentSession,
  RequestAnswer,
  SessionReference,
  SessionStart,
  TurnSettings,
} from '#main/agents/agent-backend.ts';
import type { Exit } from '#main/base/command.ts';
import type { ClaudeProcess } from './claude-process.ts';
import { openElicitation } from './elicitations.ts';
import { errorOf, failureOfEnd } from './failures.ts';
import { inner, list, rawOf, text, type Fields } from '#main/agents/fields.ts';
import { type Conversation } from './launch.ts';
import { LiveOutput } from './live-output.ts';
import { contentOf } from './message-content.ts';
import { HOOK, Permissions } from './permissions.ts';
import { Program, type ProgramOptions } from './program.ts';
import { recordOf } from './records.ts';
import type { OpenedRequest } from './requests.ts';
import { liveSurroundings } from './surroundings.ts';
import { Translator } from './translator.ts';

interface WaitingRequest extends OpenedRequest {
  readonly process: ClaudeProcess;
  readonly id: string;
}

/** How long an interrupted turn may take to say that it is over, before its program is ended. */
const INTERRUPT_MS = 4_000;
const COURTESY_MS = 2_000;
/** Longest that a program may take to take a message. */
const TAKEN_MS = 30_000;

export type SessionOptions = Pick<ProgramOptions, 'account' | 'id' | 'temporaryFolder' | 'gate'> & {
  /** Without work for so long, the program is ended. */
  readonly idleMilliseconds: number;
};

const modeOf = (settings: TurnSettings): string => (settings.mode === 'plan' ? 'plan' : 'default');
const howItEnded = (exit: Exit): string => (exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`);

export class ClaudeSession implements AgentSession {
  readonly #start: SessionStart;
  readonly #options: SessionOptions;
  readonly #requests = new Map<string, WaitingRequest>();
  readonly #translator: Translator;
  readonly #output: LiveOutput;
  readonly #permissions: Permissions;
  #settings: TurnSettings;
  /** What the next program takes up; from then on its id. */
  #conversation: Conversation | null;
  #reference: SessionReference | null;
  #program: Program | null = null;
  #opening: Promise<Program> | null = null;
  #closed = false;
  #sending = false;
  #stopWanted = false;
  #stopping = false;
  #onTaken: ((how: Error | null) => void) | null = null;
  #onTurnEnd: (() => void)[] = [];
  #idle: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions, start: SessionStart) {
    this.#options = options;
    this.#start = start;
    this.#settings = start.settings;
    this.#reference = start.from?.fork === true ? null : start.resume;
    const { cwd } = start.place;
    this.#translator = new Translator(cwd, Date.now);
    this.#output = new LiveOutput((key, chunk) => this.#emit({ kind: 'item-append', key, field: 'output', chunk }));
    this.#permissions = new Permissions(() => ({
      worktree: cwd,
      own: [options.account.home],
      judge: start.judge,
      confines: process.platform !== 'win32',
      fullAccess: this.#settings.policy === 'full-access',
    }));
    const id = start.resume?.nativeId;
    const at = start.from?.mark ?? null;
    if (id === undefined) this.#conversation = null;
    else this.#conversation = start.from?.fork === true ? { kind: 'fork', id: randomUUID(), of: id, at } : { kind: 'resume', id, at };
  }

  readonly reference = (): SessionReference | null => this.#reference;
  /** Of the running program; null while there is none. */
  get pid(): number | null {
    return this.#program?.process.pid ?? null;
  }
  get cwd(): string {
    return this.#start.place.cwd;
  }

  readonly send = (message: AgentMessage, settings: TurnSettings): Promise<void> => this.#begin(() => contentOf(message), settings);
  readonly compact = (settings: TurnSettings): Promise<void> => this.#begin(() => Promise.resolve('/compact'), settings);

  readonly steer = async (message: AgentMessage): Promise<'delivered' | 'missed'> => {
    const content = await contentOf(message);
    const process_ = this.#program?.process;
    if (!this.#translator.runs || process_ === undefined || process_.isOver || this.#stopping) return 'missed';
    const uuid = randomUUID();
    this.#translator.queued(uuid);
    process_.send(this.#userFrame(uuid, content));
    return 'delivered';
  };

  readonly interrupt = async (): Promise<void> => {
    if (this.#sending) this.#stopWanted = true;
    const process_ = this.#program?.process;
    if (!this.#translator.runs || process_ === undefined) return;
    this.#stopping = true;
    const ended = new Promise<void>((resolve) => this.#onTurnEnd.push(resolve));
    const timer = setTimeout(() => void this.#giveUp(), INTERRUPT_MS);
    const background = this.#translator.background;
    try {
      for (const task of background) await process_.ask({ subtype: 'stop_task', task_id: task }, COURTESY_MS).catch(() => undefined);
      const answer = await process_.ask({ subtype: 'interrupt' }, COURTESY_MS).catch((): Fields => ({}));
      for (const uuid of list(answer, 'still_queued')) {
        await process_.ask({ subtype: 'cancel_async_message', message_uuid: uuid }, COURTESY_MS).catch(() => undefined);
      }
      // Nothing of the model ran, only what it had left in the background: no end of a turn will be told.
      if (this.#translator.runs && background.length > 0) this.#take(this.#translator.end({ kind: 'stopped' }));
      await ended;
    } finally {
      clearTimeout(timer);
      this.#stopping = false;
    }
  };

  readonly answer = async (key: string, answer: RequestAnswer): Promise<boolean> => {
    const waiting = this.#requests.get(key);
    if (waiting === undefined || waiting.process.isOver) return false;
    this.#closeRequest(key);
    const response = waiting.reply(answer);
    const { request } = waiting;
    const denied = text(response, 'behavior') === 'deny';
    if (denied && request.itemKey !== null) this.#translator.denied(request.itemKey);
    if (!denied && request.kind === 'plan') this.#leavePlan();
    waiting.process.respond(waiting.id, response);
    return true;
  };

  /** Taken up at once; the policy holds for the very next command. */
  readonly change = async (settings: TurnSettings): Promise<void> => {
    if (this.#program === null || this.#sending) return;
    await this.#settle(this.#program, settings);
  };

  readonly surroundings = async (): ReturnType<NonNullable<AgentSession['surroundings']>> =>
    this.#program === null ? {} : await liveSurroundings(this.#program.process, this.#program.hello);

  /** Switches an MCP server in the program's own configuration; false when it does not run. */
  readonly toggleServer = async (serverName: string, enabled: boolean): Promise<boolean> => {
    if (this.#program === null) return false;
    await this.#program.process.ask({ subtype: 'mcp_toggle', serverName, enabled }, TAKEN_MS);
    return true;
  };

  readonly close = async (): Promise<void> => {
    clearTimeout(this.#idle);
    await this.interrupt();
    this.#closed = true;
    await this.#opening?.catch(() => undefined);
    await this.#program?.close();
    this.#program = null;
    this.#output.close();
  };

  async #begin(content: () => Promise<unknown>, settings: TurnSettings): Promise<void> {
    if (this.#closed) throw failure('conflict', 'The session is closed.');
    if (this.#sending || this.#translator.runs)
      throw failure('busy', 'Claude Code is still at work.', 'Wait for the end of the turn, or stop it.');
    this.#sending = true;
    this.#stopWanted = false;
    clearTimeout(this.#idle);
    try {
      const said = await content();
      const program = await this.#ensure(settings);
      if (this.#closed) throw failure('cancelled', 'The session was closed before the message was sent.');
      await this.#taken(program.process, said);
    } catch (error) {
      throw errorOf('take the message', error);
    } finally {
      this.#sending = false;
      if (!this.#translator.runs) this.#rest();
    }
    if (this.#stopWanted) await this.interrupt();
  }

  /** Sends a message and waits until the program has begun with it. */
  async #taken(process_: ClaudeProcess, content: unknown): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(failure('agent', 'Claude Code runs, but does not take the message.', 'Try again.')), TAKEN_MS);
    this.#onTaken = (how) => (how === null ? resolve() : reject(how));
    process_.send(this.#userFrame(randomUUID(), content));
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#onTaken = null;
    }
  }

  #userFrame(uuid: string, content: unknown): Fields {
    return {
      type: 'user',
      uuid,
      message: { role: 'user', content },
      parent_tool_use_id: null,
      session_id: this.#reference?.nativeId ?? '',
    };
  }

  /** The running program with these settings, started when there is none. */
  async #ensure(settings: TurnSettings): Promise<Program> {
    if (this.#program === null || this.#program.process.isOver) return await this.#open(settings);
    await this.#settle(this.#program, settings);
    return this.#program;
  }

  async #settle(program: Program, settings: TurnSettings): Promise<void> {
    const before = this.#settings;
    this.#settings = settings;
    await program.apply(settings);
    // A plan that was approved has changed the mode: that stays until the user chooses another one.
    if (modeOf(settings) === modeOf(before)) return;
    this.#reference = this.#reference === null ? null : { nativeId: this.#reference.nativeId };
    await program.setMode(modeOf(settings));
    this.#permissions.mode = modeOf(settings);
  }

  /** A conversation whose program died before it wrote anything down begins anew under its name. */
  async #conversationNow(): Promise<Conversation> {
    const wanted = this.#conversation ?? { kind: 'new', id: randomUUID() };
    if (wanted.kind !== 'resume' || (await recordOf(this.#options.account.home, wanted.id)) !== null) return wanted;
    return { kind: 'new', id: wanted.id };
  }

  async #open(settings: TurnSettings): Promise<Program> {
    const conversation = await this.#conversationNow();
    this.#settings = settings;
    const mode = this.#reference?.['leftPlan'] === true ? 'default' : modeOf(settings);
    this.#permissions.mode = mode;
    const { account, id, temporaryFolder, gate } = this.#options;
    const options: ProgramOptions = {
      ...{ account, id, temporaryFolder, gate, place: this.#start.place, permissions: this.#permissions },
      onCommand: (command, output) => this.#commandBegins(command, output),
      listener: {
        onFrame: (frame) => this.#framed(frame),
        onAsked: (key, request) => this.#asked(key, request),
        onCancelled: (key) => this.#closeRequest(key),
        onGarbage: (line) => this.#garbage(line),
        onEnd: (exit, lastWords) => this.#ended(exit, lastWords),
      },
    };
    this.#opening = Program.open(options, conversation, settings, mode);
    try {
      this.#program = await this.#opening;
    } finally {
      this.#opening = null;
    }
    this.#conversation = { kind: 'resume', id: conversation.id, at: null };
    this.#reference = { ...this.#reference, nativeId: conversation.id };
    void this.#askLimits(this.#program);
    return this.#program;
  }

  /** Limits belong to those who are signed in to an account; a key has none. */
  async #askLimits({ process: process_, hello }: Program): Promise<void> {
    const source = text(inner(hello, 'account'), 'tokenSource') ?? 'none';
    if (source === 'none') return;
    const usage = await process_.ask({ subtype: 'get_usage' }, TAKEN_MS).catch((): Fields => ({}));
    for (const event of this.#translator.limits(usage)) this.#emit(event);
  }

  #framed(frame: Fields): void {
    const type = text(frame, 'type');
    // The message is on its way once the program speaks of it.
    const isStart =
      (type === 'system' && text(frame, 'subtype') === 'init') || (type === 'command_lifecycle' && text(frame, 'state') === 'started');
    const taken = isStart || type === 'result' || (type === 'system' && text(frame, 'status') === 'compacting');
    if (this.#onTaken !== null && taken) {
      this.#take(this.#translator.begin(false));
      this.#onTaken(null);
    }
    if (text(frame, 'permissionMode') !== null) this.#permissions.mode = text(frame, 'permissionMode') ?? '';
    this.#take(this.#translator.take(frame));
  }

  #take(events: readonly AgentEvent[]): void {
    for (const event of events) {
      if (event.kind === 'turn-ended') this.#withdrawRequests();
      this.#emit(event.kind === 'item-ended' ? this.#withOutput(event) : event);
    }
  }

  /** What was shown of an output as it grew is all of it. */
  #withOutput(event: Extract<AgentEvent, { kind: 'item-ended' }>): AgentEvent {
    const chars = this.#output.finish(event.item.key);
    if (event.item.kind !== 'command' || chars === null || chars === 0) return event;
    return { ...event, item: { ...event.item, output: null } };
  }

  #emit(event: AgentEvent): void {
    if (!this.#closed) this.#start.onEvent(event);
    if (event.kind === 'turn-started') clearTimeout(this.#idle);
    if (event.kind !== 'turn-ended') return;
    this.#output.close();
    this.#rest();
    for (const wake of this.#onTurnEnd.splice(0)) wake();
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#closed) return;
    this.#idle = setTimeout(() => void this.#reap(), this.#options.idleMilliseconds);
    this.#idle.unref();
  }

  /** The next message starts it again. */
  async #reap(): Promise<void> {
    if (this.#sending || this.#translator.runs || this.#program === null) return;
    if (this.#translator.background.length > 0) return this.#rest();
    const program = this.#program;
    this.#program = null;
    await program.close();
  }

  async #giveUp(): Promise<void> {
    const program = this.#program;
    this.#program = null;
    this.#take(this.#translator.end({ kind: 'stopped' }));
    await program?.close();
  }

  #leavePlan(): void {
    if (this.#settings.mode === 'plan' && this.#reference !== null) this.#reference = { ...this.#reference, leftPlan: true };
  }

  #commandBegins(command: string, output: string | null): void {
    if (output === null) return;
    const waiting = this.#translator.openCommands.filter(({ id }) => !this.#output.isFollowed(id));
    const written = Permissions.written(command);
    const call = waiting.find(({ input }) => text(input, 'command') === written) ?? (waiting.length === 1 ? waiting[0] : undefined);
    if (call !== undefined) this.#output.follow(call.id, output);
  }

  #asked(id: string, request: Fields): void {
    const process_ = this.#program?.process;
    if (process_ === undefined) return;
    const subtype = text(request, 'subtype');
    if (subtype === 'hook_callback' && text(request, 'callback_id') === HOOK) {
      const { response, refused } = this.#permissions.hooked(inner(request, 'input'));
      if (refused) this.#translator.denied(text(request, 'tool_use_id') ?? '');
      return process_.respond(id, response);
    }
    if (subtype === 'elicitation') return this.#request(id, process_, openElicitation(id, request));
    if (subtype !== 'can_use_tool') {
      process_.refuse(id, `${subtype ?? 'this'} is not supported by this client`);
      return this.#emit({
        kind: 'notice',
        level: 'warning',
        text: `Claude Code asked something that Switchyard cannot answer: ${subtype ?? ''}`,
        raw: rawOf(request),
      });
    }
    const asked = this.#permissions.asked(id, request, this.#start.place.cwd, this.#translator.plan);
    if ('response' in asked) {
      if (text(asked.response, 'behavior') === 'deny') this.#translator.denied(text(request, 'tool_use_id') ?? '');
      return process_.respond(id, asked.response);
    }
    this.#request(id, process_, asked.opened);
  }

  #request(id: string, process_: ClaudeProcess, opened: OpenedRequest): void {
    this.#requests.set(id, { ...opened, process: process_, id });
    if (!this.#translator.runs) this.#take(this.#translator.begin(true));
    this.#emit({ kind: 'request-opened', request: opened.request });
  }

  #closeRequest(key: string): void {
    if (this.#requests.delete(key)) this.#emit({ kind: 'request-closed', key });
  }

  #withdrawRequests(): void {
    for (const key of [...this.#requests.keys()]) this.#closeRequest(key);
  }

  #garbage(line: string): void {
    if (!this.#translator.runs && !this.#sending) return;
    this.#emit({ kind: 'notice', level: 'warning', text: 'Claude Code said something that could not be understood.', raw: rawOf(line) });
  }

  #ended(exit: Exit, lastWords: string): void {
    this.#program = null;
    const ended = failureOfEnd(howItEnded(exit), lastWords);
    this.#onTaken?.(failure('agent', ended.failure.message, ended.failure.action));
    this.#take(this.#translator.end({ kind: 'failed', ...ended }));
    this.#withdrawRequests();
  }
}
