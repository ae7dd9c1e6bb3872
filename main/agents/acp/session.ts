/** One conversation with an agent: a process of its own in the thread's sandbox, there while it is needed, resumed unseen after. */
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
import type { Surroundings } from '#contract/surroundings.ts';
import type { Note } from '#sandbox/report.ts';
import { readResult } from './command-records.ts';
import { Asked } from './asked.ts';
import { attach, type Attached, type Listener } from './attach.ts';
import { choicesOf, nextToSet, nowSet, withMode } from './choices.ts';
import type { Connection } from './connection.ts';
import { errorOfRequest, failureOfEnd, failureOfStop, failureOfTurn, type TurnFailure } from './failures.ts';
import { inner, fieldsIn, rawOf, text, type Fields } from '#main/agents/fields.ts';
import type { AcpProgram } from './program.ts';
import { promptOf } from './prompt.ts';
import { stepAside } from './record-names.ts';
import { settleGit } from './settle-git.ts';
import { commandsIn } from './surroundings.ts';
import { Translator } from './translator.ts';

/** How long a stopped turn may take to say that it is over, before its process is ended. */
const INTERRUPT_MS = 3_000;
const SETTING_MS = 15_000;

interface Turn {
  /** Prompts that the agent has not answered yet. */
  open: number;
  stopping: boolean;
  stopReason: string;
  failed: TurnFailure | null;
  /** To be said when it has answered: reasons of denials, where it takes nothing meanwhile. */
  readonly unsaid: string[];
}

export interface SessionOptions {
  /** A process that has nothing to do is ended after this long. */
  readonly idleMilliseconds: number;
}

export class AcpSession implements AgentSession {
  readonly #program: AcpProgram;
  readonly #start: SessionStart;
  readonly #options: SessionOptions;
  readonly #asked: Asked;
  readonly #translator: Translator;
  /** Names of what was handed over. */
  readonly #servers: string[] = [];
  #reference: SessionReference | null;
  #attaching: Promise<Attached> | null = null;
  #attached: Attached | null = null;
  #connection: Connection | null = null;
  /** The policy that the process was started under. */
  #policy = '';
  #heard = false;
  #turn: Turn | null = null;
  #sending = false;
  #stopWanted = false;
  #closed = false;
  #onTurnEnd: (() => void)[] = [];
  #idle: NodeJS.Timeout | undefined;
  /** What came while no turn was running; told with the next one. */
  #early: AgentEvent[] = [];
  #commands: readonly Fields[] | null = null;
  /** Ends of commands whose output is still being looked for. */
  readonly #untold = new Set<Promise<void>>();

  constructor(program: AcpProgram, start: SessionStart, options: SessionOptions) {
    this.#program = program;
    this.#start = start;
    this.#options = options;
    this.#reference = start.resume;
    this.#translator = new Translator({ cwd: start.place.cwd, quirks: program.preset.quirks, servers: this.#servers });
    this.#asked = new Asked({
      start,
      translator: () => this.#translator,
      emit: (events) => this.#emitAll(events),
      stopping: () => this.#turn?.stopping !== false,
      tell: (words) => this.#tell(words),
    });
  }

  readonly reference = (): SessionReference | null => this.#reference;

  get pid(): number | null {
    return this.#connection === null || this.#connection.isOver ? null : this.#connection.pid;
  }

  /** Starts the program. Throws AppError. */
  readonly attach = async (): Promise<void> => void (await this.#attach());

  readonly send = async (message: AgentMessage, settings: TurnSettings): Promise<void> => {
    if (this.#closed) throw failure('conflict', 'The session is closed.');
    const { label } = this.#program;
    if (this.#sending || this.#turn !== null)
      throw failure('busy', `${label} is still at work.`, 'Wait for the end of the turn, or stop it.');
    this.#sending = true;
    this.#stopWanted = false;
    try {
      await this.#letGoOfOldPolicy();
      const attached = await this.#attach();
      const prompt = await promptOf(message, attached.abilities.images);
      await this.#apply(attached, settings);
      if (this.#closed) throw failure('cancelled', 'The session was closed before the message was sent.');
      clearTimeout(this.#idle);
      this.#turn = { open: 0, stopping: false, stopReason: 'end_turn', failed: null, unsaid: [] };
      this.#emitAll([...this.#translator.begin(false), ...this.#early.splice(0)]);
      void this.#prompt(attached, this.#turn, prompt);
    } catch (error) {
      throw errorOfRequest(this.#program, 'take the message', error);
    } finally {
      this.#sending = false;
    }
    if (this.#stopWanted) await this.interrupt();
  };

  readonly steer = async (message: AgentMessage): Promise<'delivered' | 'missed'> => {
    const turn = this.#turn;
    const attached = this.#attached;
    if (turn === null || turn.stopping || attached === null) return 'missed';
    const prompt = await promptOf(message, attached.abilities.images);
    if (this.#turn !== turn) return 'missed';
    if (this.#program.preset.quirks.mergesPrompts === true) {
      void this.#prompt(attached, turn, prompt);
      return 'delivered';
    }
    if (!attached.abilities.steering) return 'missed';
    try {
      await attached.connection.request('_session/steering', { sessionId: attached.session, prompt }, SETTING_MS);
      return 'delivered';
    } catch {
      return 'missed';
    }
  };

  readonly interrupt = async (): Promise<void> => {
    if (this.#sending) this.#stopWanted = true;
    const turn = this.#turn;
    const attached = this.#attached;
    if (turn === null || attached === null) return;
    const ended = new Promise<void>((resolve) => this.#onTurnEnd.push(resolve));
    turn.stopping = true;
    const leaves = this.#translator.runsCommand && this.#program.preset.quirks.endsCommands !== true;
    attached.connection.notify('session/cancel', { sessionId: attached.session });
    this.#asked.withdraw();
    const timer = setTimeout(() => void attached.connection.close().then(() => this.#end(turn, { kind: 'stopped' })), INTERRUPT_MS);
    await ended;
    clearTimeout(timer);
    if (leaves) await attached.connection.close();
  };

  readonly answer = async (key: string, answer: RequestAnswer): Promise<boolean> => {
    const how = this.#asked.answer(key, answer);
    if (how === null) return false;
    if (how === 'allowed') return true;
    const words = answer.text?.trim() ?? '';
    if (answer.decision === 'deny-and-stop') void this.interrupt();
    else if (words !== '') this.#tell(`I denied that. ${words}`);
    return true;
  };

  readonly change = async (settings: TurnSettings): Promise<void> => {
    if (this.#attached === null || this.#attached.connection.isOver) return;
    await this.#apply(this.#attached, settings).catch((error: unknown) => {
      throw errorOfRequest(this.#program, 'take the change', error);
    });
  };

  readonly surroundings = async (): Promise<Partial<Surroundings>> =>
    this.#commands === null ? {} : { commands: commandsIn(this.#commands) };

  readonly close = async (): Promise<void> => {
    await this.interrupt();
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.#attaching?.catch(() => undefined);
    await this.#letGo();
  };

  /** The conversation goes on with the next message. */
  async #letGo(): Promise<void> {
    this.#attached = null;
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  /** The sandbox of a process is as it was when it was started. */
  async #letGoOfOldPolicy(): Promise<void> {
    if (this.#attached !== null && this.#policy !== this.#policyNow()) await this.#letGo();
  }

  #policyNow(): string {
    // Hosts are asked about with each connection; all else is mounted.
    const { allowedHosts: _, ...policy } = this.#start.place.sandbox.policy();
    return JSON.stringify(policy);
  }

  #attach(): Promise<Attached> {
    if (this.#attached !== null && !this.#attached.connection.isOver) return Promise.resolve(this.#attached);
    this.#attaching ??= this.#attachNow().finally(() => (this.#attaching = null));
    return this.#attaching;
  }

  async #attachNow(): Promise<Attached> {
    this.#policy = this.#policyNow();
    this.#heard = false;
    const { preset, environment, own } = this.#program;
    if (this.#reference !== null) await stepAside(preset, { ...environment, ...own }, this.#reference.nativeId);
    try {
      const attached = await attach(this.#program, this.#start.place, this.#reference?.nativeId ?? null, this.#listener(), (connection) => {
        this.#connection = connection;
      });
      this.#attached = attached;
      this.#servers.splice(0, Infinity, ...attached.servers);
      this.#reference = { nativeId: attached.session };
      return attached;
    } catch (error) {
      throw errorOfRequest(this.#program, 'begin the conversation', error);
    }
  }

  #listener(): Listener {
    const isCurrent = (): boolean => this.#connection !== null;
    let own: Connection | null = null;
    return {
      onNote: (note) => this.#noted(note),
      onReady: () => {
        own = this.#connection;
        this.#heard = true;
      },
      onNotification: (method, params) => this.#notified(method, params),
      onRequest: async (method, params) => this.#asked.take(method, params),
      onGarbage: (line) =>
        this.#later([
          { kind: 'notice', level: 'info', text: `${this.#program.label} said something that could not be understood.`, raw: rawOf(line) },
        ]),
      onEnd: (how, lastWords) => {
        if (isCurrent() && (own === null || own === this.#connection)) this.#processEnded(how, lastWords);
      },
    };
  }

  async #apply(attached: Attached, settings: TurnSettings): Promise<void> {
    // A choice may bring others with it: an effort belongs to a model.
    for (let round = 0; round < 8; round += 1) {
      const next = nextToSet(attached.session, attached.choices, attached.defaults, settings);
      if (next === null) return;
      const answer = await attached.connection.request(next.method, next.params, SETTING_MS);
      attached.choices = nowSet(choicesOf(answer, attached.choices), next.what, next.value);
    }
  }

  /** Never rejects. */
  async #prompt(attached: Attached, turn: Turn, prompt: readonly object[]): Promise<void> {
    turn.open += 1;
    try {
      const answer = await attached.connection.request('session/prompt', { sessionId: attached.session, prompt });
      turn.stopReason = text(answer, 'stopReason') ?? 'end_turn';
      if (this.#turn === turn) this.#emitAll(this.#translator.answered(answer));
    } catch (error) {
      turn.failed ??= failureOfTurn(this.#program, error);
    }
    turn.open -= 1;
    if (turn.open === 0 && this.#turn === turn && !attached.connection.isOver) await this.#answered(attached, turn);
  }

  async #answered(attached: Attached, turn: Turn): Promise<void> {
    const goesOn = !turn.stopping && turn.failed === null && turn.stopReason !== 'cancelled';
    if (goesOn && turn.unsaid.length > 0) {
      return this.#prompt(attached, turn, [{ type: 'text', text: turn.unsaid.splice(0).join('\n') }]);
    }
    await Promise.all([settleGit(this.#start.place), ...this.#untold]);
    if (turn.stopping || (turn.stopReason === 'cancelled' && turn.failed === null)) return this.#end(turn, { kind: 'stopped' });
    const failed = turn.failed ?? failureOfStop(turn.stopReason);
    this.#end(turn, failed === null ? { kind: 'completed' } : { kind: 'failed', ...failed });
  }

  #end(turn: Turn, outcome: Extract<AgentEvent, { kind: 'turn-ended' }>['outcome']): void {
    if (this.#turn !== turn) return;
    this.#turn = null;
    this.#asked.turnEnded();
    this.#emitAll(this.#translator.end(outcome));
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#turn === null && !this.#sending) void this.#letGo();
    }, this.#options.idleMilliseconds).unref();
    for (const wake of this.#onTurnEnd.splice(0)) wake();
  }

  /** What the agent has no field for is told it as words: now where it takes them, else as soon as it has answered. */
  #tell(words: string): void {
    const turn = this.#turn;
    if (turn === null || turn.stopping) return;
    if (this.#program.preset.quirks.mergesPrompts === true && this.#attached !== null)
      void this.#prompt(this.#attached, turn, [{ type: 'text', text: words }]);
    else turn.unsaid.push(words);
  }

  #emitAll(events: readonly AgentEvent[]): void {
    if (this.#closed) return;
    for (const event of events) {
      if (event.kind === 'item-ended') this.#itemEnded(event);
      else this.#start.onEvent(event);
    }
  }

  #itemEnded(told: Extract<AgentEvent, { kind: 'item-ended' }>): void {
    // A command that was ended with the turn is told as one that ended well.
    const cut = this.#turn?.stopping === true && told.item.kind === 'command' && told.status === 'done';
    const event = cut ? { ...told, status: 'interrupted' as const } : told;
    const { item, status } = event;
    const session = this.#reference?.nativeId;
    const isSilent = item.kind === 'command' && (item.output ?? '') === '' && (status === 'done' || status === 'failed');
    const { preset, environment } = this.#program;
    if (!isSilent || session === undefined || preset.quirks.commandRecords === undefined) return this.#start.onEvent(event);
    const looking = readResult(preset, { ...environment, ...this.#program.own }, session, item.key).then((result) => {
      this.#untold.delete(looking);
      if (this.#closed) return;
      if (result === null) return this.#start.onEvent(event);
      const failed = status === 'failed' || (result.exitCode ?? 0) !== 0;
      this.#start.onEvent({ ...event, item: { ...item, ...result }, status: failed ? 'failed' : 'done' });
    });
    this.#untold.add(looking);
  }

  /** Beside the conversation: nothing comes before its first turn. */
  #later(events: readonly AgentEvent[]): void {
    if (this.#turn !== null) this.#emitAll(events);
    else this.#early.push(...events);
  }

  #noted({ what, why, allow }: Note): void {
    this.#later([{ kind: 'notice', level: 'warning', text: `${what}: ${why}.`, ...(allow === null ? {} : { action: allow }) }]);
  }

  #notified(method: string, params: Fields): void {
    if (method !== 'session/update') {
      // Some greet before there is a session; what it means is not known either way.
      const raw = rawOf({ method, params });
      return this.#later([
        { kind: 'notice', level: 'info', text: `The agent says something new: ${method || 'no frame of the protocol'}`, raw },
      ]);
    }
    const update = inner(params, 'update');
    this.#remember(update);
    if (!this.#heard) return;
    const events = this.#translator.take(update);
    // A task of the agent's own that it goes on with by itself.
    if (this.#turn === null) this.#later(events.filter(({ kind }) => kind === 'notice' || kind === 'title' || kind === 'surroundings'));
    else this.#emitAll(events);
  }

  #remember(update: Fields): void {
    const kind = text(update, 'sessionUpdate');
    if (kind === 'available_commands_update') this.#commands = fieldsIn(update, 'availableCommands');
    if (this.#attached === null) return;
    if (kind === 'config_option_update') this.#attached.choices = choicesOf(update, this.#attached.choices);
    if (kind === 'current_mode_update') this.#attached.choices = withMode(this.#attached.choices, text(update, 'currentModeId'));
  }

  #processEnded(how: string, lastWords: string): void {
    this.#attached = null;
    this.#connection = null;
    const turn = this.#turn;
    if (turn === null) return;
    this.#end(turn, turn.stopping ? { kind: 'stopped' } : { kind: 'failed', ...failureOfEnd(this.#program, how, lastWords) });
  }
}
