/** One conversation with the native agent: its journal, its running turn, its open requests and its shell. */
import { randomBytes } from 'node:crypto';
import { failure } from '#contract/failure.ts';
import type {
  AgentEvent,
  AgentMessage,
  AgentRequest,
  AgentSession,
  AgentTurnOutcome,
  Guidance,
  RequestAnswer,
  SessionStart,
  TurnSettings,
} from '#main/agents/agent-backend.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import type { ModelImage } from '#main/models/model-client.ts';
import { ModelError } from '#main/models/model-error.ts';
import { hostRuleText } from '#sandbox/host-rules.ts';
import { closing, emptyConversation, fold, forAnotherModel, type Conversation, type JournalEntry } from './conversation.ts';
import { runTurn } from './loop.ts';
import type { NativeMeans } from './native-means.ts';
import type { Desk } from './native-tool.ts';
import { permit } from './permission.ts';
import { systemPrompt } from './prompt.ts';
import { readImages } from './read-images.ts';
import { ShellSessions } from './shell-sessions.ts';
import { toolsOf } from './tools.ts';
import { noUsage, type Turn } from './turn.ts';
import { unlessAborted } from './wait.ts';

const stopped = new DOMException('Stopped', 'AbortError');

interface Running {
  readonly stop: AbortController;
  readonly settings: TurnSettings;
  /** What the shell starts in this turn has a higher number. */
  readonly newestShell: number;
  readonly plan: Desk['plan'];
  /** Settles after `turn-ended`. */
  readonly over: PromiseWithResolvers<void>;
}

export class NativeSession implements AgentSession {
  readonly #start: SessionStart;
  readonly #means: NativeMeans;
  readonly #id: string;
  readonly #shell: ShellSessions;
  readonly #requests = new Map<string, (answer: RequestAnswer) => void>();
  /** New with every session object, so that keys never repeat in a resumed conversation. */
  readonly #keyPrefix = randomBytes(4).toString('hex');
  #keys = 0;
  #conversation: Conversation;
  #guidance: Guidance | null = null;
  #charsPerToken: number | null = null;
  #running: Running | null = null;
  #closed = false;

  /** Throws AppError `not-found` when there is no such conversation. */
  constructor(start: SessionStart, means: NativeMeans) {
    this.#start = start;
    this.#means = means;
    this.#id = start.resume?.nativeId ?? `native-${randomBytes(8).toString('hex')}`;
    const entries = means.journal.read(this.#id).map((text) => JSON.parse(text) as JournalEntry);
    if (start.resume !== null && entries.length === 0) throw failure('not-found', 'There is no record of this conversation.');
    this.#conversation = entries.reduce(fold, emptyConversation);
    this.#shell = new ShellSessions(means, start.place);
  }

  readonly reference = () => (this.#conversation.messages.length + this.#conversation.later.length === 0 ? null : { nativeId: this.#id });
  readonly processes = () => this.#shell.running().map(({ pid, command }) => ({ pid, name: command.slice(0, 80) }));

  readonly send = async (message: AgentMessage, settings: TurnSettings): Promise<void> => {
    if (this.#closed) throw failure('conflict', 'The session is closed.');
    if (this.#running !== null) throw failure('busy', 'The agent is still at work.', 'Wait for the end of the turn, or stop it.');
    const newestShell = this.#shell.newest;
    const running: Running = { stop: new AbortController(), settings, newestShell, plan: { item: null }, over: Promise.withResolvers() };
    this.#running = running;
    try {
      const turn = await this.#begin(running, message);
      this.#emit({ kind: 'turn-started', byAgent: false });
      void this.#play(running, turn);
    } catch (error) {
      if (running.stop.signal.aborted) return this.#stopBeforeTurn(running, message);
      this.#running = null;
      running.over.resolve();
      throw error;
    }
  };

  readonly steer = async (message: AgentMessage): Promise<'delivered' | 'missed'> => {
    const images = await readImages(message.images);
    if (this.#running === null || this.#running.stop.signal.aborted) return 'missed';
    this.#hear(message.text, images);
    return 'delivered';
  };

  readonly interrupt = async (): Promise<void> => {
    this.#running?.stop.abort(stopped);
    await this.#running?.over.promise;
  };

  readonly answer = async (key: string, answer: RequestAnswer): Promise<boolean> => {
    const resolve = this.#requests.get(key);
    resolve?.(answer);
    return resolve !== undefined;
  };

  readonly close = async (): Promise<void> => {
    await this.interrupt();
    this.#closed = true;
    await Promise.all([this.#shell.endAfter(0), this.#means.letGo(this.#start.place)]);
  };

  readonly #emit = (event: AgentEvent): void => {
    if (!this.#closed) this.#start.onEvent(event);
  };
  readonly #newKey = (): string => `${this.#keyPrefix}-${(this.#keys += 1)}`;

  /** The journal first: what it has is what happened. */
  readonly #record = (entry: JournalEntry): void => {
    this.#means.journal.append(this.#id, JSON.stringify(entry));
    this.#conversation = fold(this.#conversation, entry);
  };
  /** Where the disk is full a turn ends all the same; what is missing is written when the next one begins. */
  #recordIfPossible(entries: readonly JournalEntry[]): void {
    try {
      entries.forEach(this.#record);
    } catch (error) {
      log.error('native.journal', { conversation: this.#id, error });
    }
  }
  #hear(text: string, images: readonly ModelImage[] = []): void {
    this.#record({ kind: 'said', message: { role: 'user', text: text.toWellFormed(), images } });
  }

  /** Everything that can fail before the turn: then nothing of it is in the conversation. */
  async #begin(running: Running, message: AgentMessage): Promise<Turn> {
    const { signal } = running.stop;
    const parts = Promise.all([
      this.#means.models.client(running.settings.model),
      readImages(message.images),
      this.#means.outsideTools(this.#start.place, (text) => this.#emit({ kind: 'notice', level: 'warning', text })),
    ]);
    const [client, images, outside] = await unlessAborted(parts, signal);
    await unlessAborted(this.#readGuidance(this.#guidance === null), signal);
    for (const entry of closing(this.#conversation, 'The app was closed or crashed.')) this.#record(entry);
    const { model, messages } = this.#conversation;
    if (model !== null && model !== client.id) this.#record({ kind: 'context', how: 'other-model', messages: forAnotherModel(messages) });
    const skills = (await this.#guidance?.named(message.text)) ?? '';
    if (skills !== '') this.#hear(skills);
    this.#hear(message.text, images);
    const turn: Turn = {
      ...{ client, settings: running.settings, cacheKey: this.#id, record: this.#record, conversation: () => this.#conversation },
      ...{ desk: this.#desk(running), tools: toolsOf(this.#shell, outside) },
      ...{ prompt: this.#prompt(running.settings), guidance: this.#guidance, charsPerToken: this.#charsPerToken },
      usage: noUsage(client.contextWindow),
      refresh: async () => {
        await this.#readGuidance(true);
        turn.prompt = this.#prompt(running.settings);
        turn.guidance = this.#guidance;
      },
    };
    return turn;
  }

  /** The message was said, although nobody had the time to hear it. */
  #stopBeforeTurn(running: Running, message: AgentMessage): void {
    this.#emit({ kind: 'turn-started', byAgent: false });
    this.#recordIfPossible([{ kind: 'said', message: { role: 'user', text: message.text.toWellFormed(), images: [] } }]);
    this.#endTurn(running, { kind: 'stopped' });
  }

  async #readGuidance(anew: boolean): Promise<void> {
    if (anew) this.#guidance = (await this.#start.guidance?.()) ?? null;
  }

  #prompt({ policy: asked }: TurnSettings): Turn['prompt'] {
    const { cwd, sandbox } = this.#start.place;
    const { name: policy, allowedHosts } = sandbox.policy();
    const facts = {
      cwd,
      policy: asked === 'full-access' ? policy : asked,
      allowedHosts: allowedHosts.map(hostRuleText),
      platform: process.platform,
      today: new Date().toISOString().slice(0, 10),
    };
    return { system: systemPrompt(facts), instructions: this.#guidance?.instructions ?? '', skills: this.#guidance?.skills ?? '' };
  }

  #desk({ stop, settings, plan }: Running): Turn['desk'] {
    const { signal } = stop;
    const ask = (request: Omit<AgentRequest, 'key'>): Promise<RequestAnswer> => this.#ask(request, signal);
    const means = {
      ask,
      judge: this.#start.judge,
      hear: (words: string) => this.#hear(words),
      stop: (): never => {
        stop.abort(stopped);
        throw stopped;
      },
    } satisfies Parameters<typeof permit>[1];
    const { place } = this.#start;
    return { place, settings, signal, plan, ask, emit: this.#emit, newKey: this.#newKey, permit: (wish) => permit(wish, means) };
  }

  #ask(asked: Omit<AgentRequest, 'key'>, signal: AbortSignal): Promise<RequestAnswer> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const request = { ...asked, key: this.#newKey() };
      const settle = (then: () => void): void => {
        signal.removeEventListener('abort', aborted);
        this.#requests.delete(request.key);
        this.#emit({ kind: 'request-closed', key: request.key });
        then();
      };
      const aborted = (): void => settle(() => reject(stopped));
      signal.addEventListener('abort', aborted, { once: true });
      this.#requests.set(request.key, (answer) => settle(() => resolve(answer)));
      this.#emit({ kind: 'request-opened', request });
    });
  }

  async #play(running: Running, turn: Turn): Promise<void> {
    let outcome: AgentTurnOutcome;
    try {
      outcome = await runTurn(turn);
    } catch (error) {
      outcome = outcomeOf(error, running.stop.signal);
    }
    // Whatever still runs of this turn hears of its end: calls beside one that failed, above all.
    running.stop.abort(stopped);
    if (outcome.kind === 'stopped') await this.#shell.endAfter(running.newestShell);
    this.#charsPerToken = turn.charsPerToken;
    this.#endTurn(running, outcome);
  }

  #endTurn(running: Running, outcome: AgentTurnOutcome): void {
    const why = outcome.kind === 'stopped' ? 'The user stopped the turn.' : 'The turn ended.';
    this.#recordIfPossible(closing(this.#conversation, why));
    this.#shell.letGo();
    const { item } = running.plan;
    if (item !== null) this.#emit({ kind: 'item-ended', item, status: outcome.kind === 'completed' ? 'done' : 'interrupted' });
    this.#running = null;
    this.#emit({ kind: 'turn-ended', outcome });
    running.over.resolve();
  }
}

/** A provider's failure is a sentence in the conversation; a bug of ours is told as one, with its reference. */
const outcomeOf = (error: unknown, signal: AbortSignal): AgentTurnOutcome => {
  if (signal.aborted) return { kind: 'stopped' };
  const told = failureOf(error);
  if (!(error instanceof ModelError)) return { kind: 'failed', failure: told, retryable: true };
  return { kind: 'failed', failure: { ...told, kind: 'agent' }, retryable: error.retryable };
};
