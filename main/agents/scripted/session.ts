/** One conversation with the scripted agent. */
import { randomBytes } from 'node:crypto';
import type {
  AgentEvent,
  AgentItem,
  AgentMessage,
  AgentRequest,
  AgentSession,
  AgentTurnOutcome,
  RequestAnswer,
  SessionStart,
  TurnSettings,
} from '#main/agents/agent-backend.ts';
import type { ReviewTarget } from '#contract/turn-acts.ts';
import { failure } from '#contract/failure.ts';
import { failureOf } from '#main/base/errors.ts';
import { askPlan, needsPlan } from './ask-plan.ts';
import { choosePart, partOf, type Chosen } from './choose-part.ts';
import { beginConversation, markOf, referenceOf, type Conversation } from './conversation.ts';
import { perform } from './perform.ts';
import { readScript } from './read-script.ts';
import type { ScriptStep } from './script.ts';
import { ScriptedFailure, type Stage } from './stage.ts';
import { streamText } from './stream-text.ts';

interface OpenRequest {
  readonly resolve: (answer: RequestAnswer) => void;
}
interface NextStep {
  readonly step: ScriptStep;
  /** Where the conversation stands after it; null for a step that a steer put in. */
  readonly following: number | null;
}
interface RunningTurn {
  readonly stop: AbortController;
  readonly steers: string[];
  readonly stage: Stage;
  /** Settles after `turn-ended`. */
  readonly done: PromiseWithResolvers<void>;
  charsSaid: number;
  /** The script itself said what was used. */
  usageSaid: boolean;
}

const CHARS_PER_TOKEN = 4;
const CONTEXT_WINDOW_TOKENS = 200_000;
const stopped = new DOMException('Stopped', 'AbortError');

const countChars = (event: AgentEvent): number =>
  event.kind === 'item-append' ? event.chunk.length : event.kind === 'item-started' ? JSON.stringify(event.item).length : 0;

export class ScriptedSession implements AgentSession {
  readonly #start: SessionStart;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #conversation: Conversation;
  readonly #requests = new Map<string, OpenRequest>();
  readonly #answers = new Map<string, string>();
  /** New with every session object, so that keys never repeat in a resumed conversation. */
  readonly #keyPrefix = randomBytes(4).toString('hex');
  #keys = 0;
  #contextChars = 0;
  #turn: RunningTurn | null = null;
  #settings: TurnSettings;
  /** The plan of this conversation was approved: plan mode asks no more. */
  #planned = false;
  #goal: string | null = null;
  #closed = false;

  constructor(start: SessionStart, environment: Readonly<Record<string, string | undefined>>) {
    this.#start = start;
    this.#environment = environment;
    this.#conversation = beginConversation(start);
    this.#settings = start.settings;
  }

  readonly reference = () => referenceOf(this.#conversation);

  readonly send = async (message: AgentMessage, settings: TurnSettings): Promise<void> => {
    const turn = this.#begin(settings, message.text, false);
    const chosen = await choosePart(this.#conversation.memory, message.text, this.#start.place.cwd);
    if (chosen.kind === 'play') this.#conversation.memory = chosen.memory;
    void this.#play(turn, chosen).then((outcome) => this.#endTurn(turn, outcome));
  };

  readonly change = async (settings: TurnSettings): Promise<void> => {
    await Promise.resolve();
    this.#settings = settings;
  };

  readonly compact = (settings: TurnSettings): Promise<void> =>
    this.#playItem(settings, (key) => ({ key, kind: 'compaction', text: 'What was said so far was summed up.' }));

  readonly review = (target: ReviewTarget, settings: TurnSettings): Promise<void> =>
    this.#playItem(settings, (key) => ({
      key,
      kind: 'review',
      title: target.kind === 'base' ? `Changes against ${target.branch}` : target.kind === 'custom' ? target.text : 'Uncommitted changes',
      text: 'Nothing was found: the scripted agent does not read code.',
    }));

  /** Plays the further parts of the script one after the other, a turn each; with the last of them the goal is reached. */
  readonly setGoal = async (goal: string | null, settings: TurnSettings): Promise<void> => {
    await Promise.resolve();
    this.#goal = goal;
    this.#settings = settings;
    if (goal !== null && this.#turn === null) setImmediate(() => void this.#workTowardsGoal());
  };

  readonly steer = async (message: AgentMessage): Promise<'delivered' | 'missed'> => {
    if (this.#turn === null || this.#turn.stop.signal.aborted) return 'missed';
    this.#turn.steers.push(message.text);
    return 'delivered';
  };

  readonly interrupt = async (): Promise<void> => {
    this.#turn?.stop.abort(stopped);
    await this.#turn?.done.promise;
  };

  readonly answer = async (key: string, answer: RequestAnswer): Promise<boolean> => {
    const request = this.#requests.get(key);
    request?.resolve(answer);
    return request !== undefined;
  };

  readonly close = async (): Promise<void> => {
    await this.interrupt();
    this.#closed = true;
  };

  #emit(event: AgentEvent): void {
    if (!this.#closed) this.#start.onEvent(event);
  }

  #begin(settings: TurnSettings, said: string, byAgent: boolean): RunningTurn {
    if (this.#closed) throw failure('conflict', 'The session is closed.');
    if (this.#turn !== null) throw failure('busy', 'The agent is still at work.', 'Wait for the end of the turn, or stop it.');
    this.#settings = settings;
    const turn = this.#newTurn(said);
    this.#turn = turn;
    this.#emit({ kind: 'turn-started', byAgent });
    return turn;
  }

  /** A turn of a single item. */
  async #playItem(settings: TurnSettings, make: (key: string) => AgentItem): Promise<void> {
    await Promise.resolve();
    const turn = this.#begin(settings, '', false);
    const item = make(turn.stage.newKey());
    turn.stage.emit({ kind: 'item-started', item });
    turn.stage.emit({ kind: 'item-ended', item, status: 'done' });
    setImmediate(() => this.#endTurn(turn, { kind: turn.stop.signal.aborted ? 'stopped' : 'completed' }));
  }

  async #workTowardsGoal(): Promise<void> {
    if (this.#goal === null || this.#turn !== null || this.#closed) return;
    const { memory } = this.#conversation;
    if (memory.script === null || memory.part >= memory.script.then.length) {
      this.#goal = null;
      return this.#emit({ kind: 'goal', goal: null });
    }
    this.#conversation.memory = { ...memory, part: memory.part + 1, step: 0, open: true, turns: memory.turns + 1 };
    const turn = this.#begin(this.#settings, '', true);
    this.#endTurn(turn, await this.#play(turn, { kind: 'play', memory: this.#conversation.memory, words: null }));
  }

  #newTurn(said: string): RunningTurn {
    const stop = new AbortController();
    const current = (): TurnSettings => this.#settings;
    const stage: Stage = {
      place: this.#start.place,
      get settings() {
        return current();
      },
      environment: { ...this.#environment, ...this.#start.place.environment },
      signal: stop.signal,
      emit: (event) => {
        turn.charsSaid += countChars(event);
        turn.usageSaid ||= event.kind === 'usage';
        this.#emit(event);
      },
      newKey: () => `${this.#keyPrefix}-${(this.#keys += 1)}`,
      ask: (request) => this.#ask(request, stop.signal),
      judge: this.#start.judge,
      answers: this.#answers,
      plan: { item: null },
      reach: () => this.#reach(),
    };
    const turn: RunningTurn = { stop, steers: [], stage, done: Promise.withResolvers(), charsSaid: said.length, usageSaid: false };
    return turn;
  }

  /** How often the current step was reached, this time included. */
  #reach(): number {
    const { memory } = this.#conversation;
    const name = `${memory.part}:${memory.step}`;
    const times = (memory.reached[name] ?? 0) + 1;
    this.#conversation.memory = { ...memory, reached: { ...memory.reached, [name]: times } };
    return times;
  }

  #ask(request: AgentRequest, signal: AbortSignal): Promise<RequestAnswer> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const settle = (then: () => void): void => {
        signal.removeEventListener('abort', aborted);
        this.#requests.delete(request.key);
        this.#emit({ kind: 'request-closed', key: request.key });
        then();
      };
      const aborted = (): void => settle(() => reject(stopped));
      signal.addEventListener('abort', aborted, { once: true });
      this.#requests.set(request.key, { resolve: (answer) => settle(() => resolve(answer)) });
      this.#emit({ kind: 'request-opened', request });
    });
  }

  async #play(turn: RunningTurn, chosen: Chosen): Promise<AgentTurnOutcome> {
    try {
      if (chosen.kind === 'garbage') {
        const action = 'Correct the script block and send it again.';
        return {
          kind: 'failed',
          failure: { kind: 'invalid', message: `The script makes no sense: ${chosen.why}.`, action },
          retryable: false,
        };
      }
      if (chosen.words !== null) await this.#say(turn.stage, chosen.words);
      return await this.#playSteps(turn);
    } catch (error) {
      return this.#outcomeOf(turn, error);
    }
  }

  async #playSteps(turn: RunningTurn): Promise<AgentTurnOutcome> {
    const { step: first } = this.#conversation.memory;
    const steps: NextStep[] = partOf(this.#conversation.memory)
      .slice(first)
      .map((step, index) => ({ step, following: first + index + 1 }));
    for (;;) {
      await this.#takeSteers(turn, steps);
      const next = steps.shift();
      if (next === undefined) return { kind: 'completed' };
      // Stopped already, perhaps before the first step: nothing more is done.
      turn.stage.signal.throwIfAborted();
      const plan = this.#settings.mode === 'plan' && !this.#planned && needsPlan(next.step);
      const refused = plan ? await askPlan(turn.stage, [next.step, ...steps.map(({ step }) => step)]) : null;
      if (refused !== null) return { kind: 'completed' };
      if (plan) this.#planned = true;
      const result = await perform(next.step, turn.stage);
      turn.stage.signal.throwIfAborted();
      if (result?.kind === 'end') return { kind: 'completed' };
      if (result?.kind === 'stop') return { kind: 'stopped' };
      if (next.following !== null) this.#conversation.memory = { ...this.#conversation.memory, step: next.following };
    }
  }

  /** What was said while a step ran is acknowledged before the next; a script in it is played right away. */
  async #takeSteers(turn: RunningTurn, steps: NextStep[]): Promise<void> {
    for (let text = turn.steers.shift(); text !== undefined; text = turn.steers.shift()) {
      const found = readScript(text);
      if (found.kind === 'script') steps.unshift(...found.script.steps.map((step) => ({ step, following: null })));
      await this.#say(
        turn.stage,
        found.kind === 'script' ? 'Understood, I do that first.' : `Understood: “${text.trim()}”. I take that into account.`,
      );
    }
  }

  #say(stage: Stage, text: string): Promise<void> {
    return streamText(stage, (key, whole) => ({ key, kind: 'assistant', text: whole }), { text, chunk: 24, delayMs: 0 });
  }

  #outcomeOf(turn: RunningTurn, error: unknown): AgentTurnOutcome {
    if (turn.stop.signal.aborted) return { kind: 'stopped' };
    if (!(error instanceof ScriptedFailure)) return { kind: 'failed', failure: failureOf(error), retryable: true };
    const { message, action, more, retryable } = error;
    return { kind: 'failed', failure: { kind: 'agent', message, ...(action === undefined ? {} : { action }), ...more }, retryable };
  }

  #endTurn(turn: RunningTurn, outcome: AgentTurnOutcome): void {
    this.#conversation.memory = { ...this.#conversation.memory, open: false };
    const plan = turn.stage.plan.item;
    if (plan !== null) this.#emit({ kind: 'item-ended', item: plan, status: outcome.kind === 'completed' ? 'done' : 'interrupted' });
    this.#contextChars += turn.charsSaid;
    if (!turn.usageSaid) this.#emitUsage(turn);
    this.#turn = null;
    const mark = outcome.kind === 'completed' ? markOf(this.#conversation) : null;
    this.#emit({ kind: 'turn-ended', outcome, ...(mark === null ? {} : { mark }) });
    turn.done.resolve();
    if (this.#settings.mode !== 'plan') this.#planned = false;
    if (outcome.kind === 'completed') setImmediate(() => void this.#workTowardsGoal());
  }

  #emitUsage(turn: RunningTurn): void {
    const outputTokens = Math.ceil(turn.charsSaid / CHARS_PER_TOKEN);
    const contextTokens = Math.min(CONTEXT_WINDOW_TOKENS, Math.ceil(this.#contextChars / CHARS_PER_TOKEN));
    const usage = {
      inputTokens: contextTokens,
      cachedTokens: 0,
      outputTokens,
      contextTokens,
      contextWindow: CONTEXT_WINDOW_TOKENS,
      costUsd: null,
    };
    this.#emit({ kind: 'usage', usage });
  }
}
