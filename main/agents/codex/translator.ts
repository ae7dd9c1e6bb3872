/**
 * Notifications of one codex thread in, events out. Holds only what a translation needs to remember; starts nothing and
 * answers nothing, so that recorded frames can be played through it.
 */
import type { PlanStep } from '#contract/items.ts';
import type { AgentEvent, AgentItem, AgentUsage } from '#main/agents/agent-backend.ts';
import { failureOfTurn, reasonToRetry } from './failures.ts';
import { count, fieldsOf, inner, list, number, rawOf, text, type Fields } from './fields.ts';
import { isSilent, noticeOf } from './notices.ts';
import { Subagents } from './subagents.ts';
import { translateItem } from './translate-item.ts';

interface OpenItem {
  readonly item: AgentItem;
  /** Characters appended so far. */
  streamed: number;
}

/** Codex keeps a mebibyte of a command's output. An aggregate of about that length is not the whole. */
const AGGREGATE_FULL_CHARS = 200_000;

const noUsage: AgentUsage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, contextTokens: null, contextWindow: null, costUsd: null };

const stepOf = (value: unknown): PlanStep => {
  const step = fieldsOf(value);
  const status = text(step, 'status');
  return { text: text(step, 'step') ?? '', status: status === 'completed' ? 'done' : status === 'inProgress' ? 'active' : 'pending' };
};

export class Translator {
  readonly #cwd: string;
  readonly #subagents: Subagents;
  readonly #items = new Map<string, OpenItem>();
  #turn: string | null = null;
  /** The turn that ended last: what still comes for it is late and void. */
  #lastTurn: string | null = null;
  #userMessages = 0;
  #usage: AgentUsage = noUsage;
  #plan: AgentItem | null = null;
  #lastError: Fields = {};

  /** `thread` is the native id, `cwd` the folder that paths are told relative to. */
  constructor(thread: string, cwd: string) {
    this.#cwd = cwd;
    this.#subagents = new Subagents(thread, cwd);
  }

  /** Native id of the running turn. */
  get turn(): string | null {
    return this.#turn;
  }
  /** Native ids of threads that this one started. */
  get children(): ReadonlySet<string> {
    return this.#subagents.threads;
  }
  /** What is known of an item that is open, to join a request with it. */
  openItem(key: string): AgentItem | null {
    return this.#items.get(key)?.item ?? null;
  }

  /** A turn has begun. Nothing when it is known already, or over. */
  begin(turn: string, byAgent: boolean): readonly AgentEvent[] {
    if (this.#turn === turn || this.#lastTurn === turn) return [];
    const before = this.#turn === null ? [] : this.end({ kind: 'completed' });
    this.#turn = turn;
    this.#userMessages = 0;
    this.#usage = noUsage;
    this.#lastError = {};
    return [...before, { kind: 'turn-started', byAgent }];
  }

  /** Ends the running turn, whatever the reason; nothing when there is none. */
  end(outcome: Extract<AgentEvent, { kind: 'turn-ended' }>['outcome']): readonly AgentEvent[] {
    if (this.#turn === null) return [];
    const status = outcome.kind === 'completed' ? 'done' : 'interrupted';
    const plan: AgentEvent[] = this.#plan === null ? [] : [{ kind: 'item-ended', item: this.#plan, status }];
    this.#lastTurn = this.#turn;
    this.#turn = null;
    this.#plan = null;
    this.#items.clear();
    return [...plan, ...this.#subagents.end(status), { kind: 'turn-ended', outcome }];
  }

  /** `begun` tells whether the running turn, if it is new, was begun by a message of ours. */
  take(method: string, params: Fields, begunByUs: boolean): readonly AgentEvent[] {
    const child = this.#subagents.take(method, params, this.#turn !== null);
    if (child !== null) return child;
    switch (method) {
      case 'turn/started':
        return this.begin(text(inner(params, 'turn'), 'id') ?? '', !begunByUs);
      case 'turn/completed':
        return this.#turnCompleted(inner(params, 'turn'), begunByUs);
      case 'item/started':
        return this.#itemStarted(inner(params, 'item'));
      case 'item/completed':
        return this.#itemCompleted(inner(params, 'item'));
      case 'item/agentMessage/delta':
      case 'item/plan/delta':
      case 'item/reasoning/summaryTextDelta':
        return this.#append(params, 'text', text(params, 'delta'));
      case 'item/reasoning/textDelta':
        return this.#append(params, 'text', text(params, 'delta'));
      case 'item/reasoning/summaryPartAdded':
        return (number(params, 'summaryIndex') ?? 0) > 0 ? this.#append(params, 'text', '\n\n') : [];
      case 'item/commandExecution/outputDelta':
        return this.#append(params, 'output', text(params, 'delta'));
      case 'item/mcpToolCall/progress':
        return this.#append(params, 'output', `${text(params, 'message') ?? ''}\n`);
      case 'item/fileChange/patchUpdated':
        return this.#updated({ ...params, type: 'fileChange', id: text(params, 'itemId') });
      case 'turn/plan/updated':
        return this.#planUpdated(params);
      case 'thread/tokenUsage/updated':
        return this.#usageUpdated(params);
      case 'thread/name/updated': {
        const title = text(params, 'threadName');
        return title === null || title === '' ? [] : [{ kind: 'title', title }];
      }
      case 'error':
        return this.#error(params);
      default:
        return this.#other(method, params);
    }
  }

  #other(method: string, params: Fields): readonly AgentEvent[] {
    const notice = noticeOf(method, params);
    if (notice !== null) return [notice];
    if (isSilent(method)) return [];
    return [{ kind: 'notice', level: 'info', text: `Codex says something new: ${method}`, raw: rawOf({ method, params }) }];
  }

  #turnCompleted(turn: Fields, begunByUs: boolean): readonly AgentEvent[] {
    const id = text(turn, 'id') ?? '';
    if (id === this.#lastTurn) return [];
    const begun = this.begin(id, !begunByUs);
    switch (text(turn, 'status')) {
      case 'completed':
        return [...begun, ...this.end({ kind: 'completed' })];
      case 'interrupted':
        return [...begun, ...this.end({ kind: 'stopped' })];
      default: {
        const error = inner(turn, 'error');
        return [...begun, ...this.end({ kind: 'failed', ...failureOfTurn(Object.keys(error).length > 0 ? error : this.#lastError) })];
      }
    }
  }

  #itemStarted(native: Fields): readonly AgentEvent[] {
    const translated = translateItem(native, this.#cwd);
    if (text(native, 'type') === 'userMessage') return this.#userMessage();
    if (translated.kind !== 'item') return [];
    this.#items.set(translated.item.key, { item: translated.item, streamed: 0 });
    return [{ kind: 'item-started', item: translated.item }];
  }

  /** A second message within a turn is a steer: what was half said is void, codex has taken it out of the history. */
  #userMessage(): readonly AgentEvent[] {
    this.#userMessages += 1;
    if (this.#userMessages === 1) return [];
    const void_ = [...this.#items].filter(([, { item }]) => item.kind === 'assistant' || item.kind === 'reasoning');
    for (const [key] of void_) this.#items.delete(key);
    return void_.map(([key]) => ({ kind: 'item-dropped', key }));
  }

  #itemCompleted(native: Fields): readonly AgentEvent[] {
    if (text(native, 'type') === 'subAgentActivity') return this.#subagents.activity(native);
    const translated = translateItem(native, this.#cwd);
    if (translated.kind === 'hidden') return [];
    if (translated.kind === 'unknown') {
      const type = text(native, 'type') ?? 'without a type';
      return [{ kind: 'notice', level: 'info', text: `Codex did something new: ${type}`, raw: rawOf(native) }];
    }
    this.#subagents.noteCollaboration(native);
    const { item, end } = translated;
    const streamed = this.#items.get(item.key)?.streamed ?? 0;
    this.#items.delete(item.key);
    // The aggregate is the truth, for codex may stream a piece twice under load; but it is bounded: then what was streamed is more.
    const length = item.kind === 'command' ? (item.output?.length ?? 0) : 0;
    const whole = item.kind === 'command' && length >= AGGREGATE_FULL_CHARS && length < streamed ? { ...item, output: null } : item;
    return [{ kind: 'item-ended', item: whole, status: end }];
  }

  #append(params: Fields, field: 'text' | 'output', chunk: string | null): readonly AgentEvent[] {
    const key = text(params, 'itemId');
    if (key === null || chunk === null || chunk === '') return [];
    const open = this.#items.get(key);
    if (open !== undefined) open.streamed += chunk.length;
    return [{ kind: 'item-append', key, field, chunk }];
  }

  #updated(native: Fields): readonly AgentEvent[] {
    const translated = translateItem(native, this.#cwd);
    return translated.kind === 'item' ? [{ kind: 'item-updated', item: translated.item }] : [];
  }

  #planUpdated(params: Fields): readonly AgentEvent[] {
    const steps = list(params, 'plan').map(stepOf);
    const known = this.#plan !== null;
    this.#plan = { key: `plan-${text(params, 'turnId') ?? ''}`, kind: 'plan', steps, text: text(params, 'explanation') ?? '' };
    return [{ kind: known ? 'item-updated' : 'item-started', item: this.#plan }];
  }

  #usageUpdated(params: Fields): readonly AgentEvent[] {
    // After a resume codex repeats the numbers of an older turn.
    if (this.#turn === null || text(params, 'turnId') !== this.#turn) return [];
    const usage = inner(params, 'tokenUsage');
    const last = inner(usage, 'last');
    this.#usage = {
      inputTokens: this.#usage.inputTokens + count(last, 'inputTokens'),
      cachedTokens: this.#usage.cachedTokens + count(last, 'cachedInputTokens'),
      outputTokens: this.#usage.outputTokens + count(last, 'outputTokens'),
      contextTokens: count(last, 'totalTokens'),
      contextWindow: number(usage, 'modelContextWindow'),
      costUsd: null,
    };
    return [{ kind: 'usage', usage: this.#usage }];
  }

  #error(params: Fields): readonly AgentEvent[] {
    const error = inner(params, 'error');
    this.#lastError = error;
    if (params['willRetry'] !== true) return [];
    const attempt = /\d+\/\d+/.exec(text(error, 'message') ?? '')?.[0];
    const told = `${reasonToRetry(error)} Codex tries again${attempt === undefined ? '' : ` (${attempt})`}.`;
    return [{ kind: 'notice', level: 'warning', text: told, raw: rawOf(error) }];
  }
}
