/**
 * Notifications of one codex thread in, events out. Holds only what a translation needs to remember; starts nothing and
 * answers nothing, so that recorded frames can be played through it.
 */
import type { PlanStep } from '#contract/items.ts';
import type { AgentEvent, AgentItem, AgentUsage } from '#main/agents/agent-backend.ts';
import { failureOfTurn, reasonToRetry } from './failures.ts';
import { count, fieldsOf, inner, list, number, rawOf, text, type Fields } from '#main/agents/fields.ts';
import type { OpenCommand } from './left-terminals.ts';
import { isSilent, noticeOf } from './notices.ts';
import { Subagents } from './subagents.ts';
import { translateItem } from './translate-item.ts';

interface OpenItem {
  readonly item: AgentItem;
  /** Characters appended so far. */
  streamed: number;
  /** Of a command: the end of what it put out. */
  output: string;
}

/** Codex keeps a mebibyte of a command's output. An aggregate of about that length is not the whole. */
const AGGREGATE_FULL_CHARS = 200_000;

const OUTPUT_KEPT_CHARS = 100_000;
const REVIEW_TITLE_CHARS = 120;

/** How a goal ends that was not reached. */
const goalEnds: Readonly<Record<string, string>> = {
  blocked: 'Codex cannot get on with the goal by itself.',
  usageLimited: 'The usage limit of the account is reached: Codex stops working towards the goal.',
  budgetLimited: 'The budget of the goal is used up: Codex stops working towards it.',
};

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
  /** What each thread had used in all when it was told last: codex repeats the numbers of its last call. */
  readonly #totals = new Map<string, Fields>();
  #plan: AgentItem | null = null;
  #lastError: Fields = {};
  #goal: string | null = null;
  /** Codex' review mode: a turn within the turn, whose own words are not shown; only what it found. */
  #review: { readonly key: string; readonly title: string; isOver: boolean; found: string } | null = null;
  /** Something was shown in this turn. */
  #hasShown = false;

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
  /** The item that a request names: its key as it is told, and what is known of it. */
  itemOf(params: Fields): { readonly key: string | null; readonly item: AgentItem | null } {
    const key = text(params, 'itemId');
    return this.#subagents.itemOf(params) ?? { key, item: key === null ? null : this.openItem(key) };
  }

  /** Commands that have not ended though the turn of this end has: codex may have left them running. */
  openCommands(ended: Fields): readonly OpenCommand[] {
    if (text(inner(ended, 'turn'), 'id') !== this.#turn || text(inner(ended, 'turn'), 'status') !== 'completed') return [];
    return [...this.#items].flatMap(([key, { item, output }]) => (item.kind === 'command' ? [{ key, command: item.command, output }] : []));
  }

  /** A turn has begun. Nothing when it is known already, or over. */
  begin(turn: string, byAgent: boolean, root: string | null = null): readonly AgentEvent[] {
    if (turn === '' || this.#turn === turn || this.#lastTurn === turn) return [];
    // A review runs as a turn of its own within ours.
    if (root !== null && root === this.#turn) return [];
    const before = this.#turn === null ? [] : this.end({ kind: 'completed' });
    this.#turn = turn;
    this.#userMessages = 0;
    this.#usage = noUsage;
    this.#lastError = {};
    this.#review = null;
    this.#hasShown = false;
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
    return [...plan, ...this.#subagents.end(status), { kind: 'turn-ended', outcome, mark: this.#lastTurn }];
  }

  /** `begun` tells whether the running turn, if it is new, was begun by a message of ours. */
  take(method: string, params: Fields, begunByUs: boolean): readonly AgentEvent[] {
    if (this.#subagents.isOf(params)) return this.#childSaid(method, params);
    switch (method) {
      case 'turn/started':
        return this.begin(text(inner(params, 'turn'), 'id') ?? '', !begunByUs, text(inner(params, 'turn'), 'rootTurnId'));
      case 'turn/completed':
        return this.#turnCompleted(inner(params, 'turn'), begunByUs);
      case 'item/started': {
        const native = inner(params, 'item');
        // The turn of a review is named by its first item, which may come before the answer that names it.
        const begun = text(native, 'type') === 'enteredReviewMode' ? this.begin(text(params, 'turnId') ?? '', !begunByUs) : [];
        return [...begun, ...this.#itemStarted(native)];
      }
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
      case 'thread/goal/updated':
        return this.#goalUpdated(inner(params, 'goal'));
      case 'thread/goal/cleared':
        return this.#goalIs(null);
      case 'error':
        return this.#error(params);
      default:
        return this.#other(method, params);
    }
  }

  #childSaid(method: string, params: Fields): readonly AgentEvent[] {
    const told = this.#subagents.take(method, params, this.#turn !== null) ?? this.#other(method, params);
    return method === 'thread/tokenUsage/updated' && this.#turn !== null ? [...told, ...this.#spent(params, null)] : told;
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
        return [...begun, ...this.#silence(), ...this.end({ kind: 'completed' })];
      case 'interrupted':
        return [...begun, ...this.end({ kind: 'stopped' })];
      default: {
        const error = inner(turn, 'error');
        return [...begun, ...this.end({ kind: 'failed', ...failureOfTurn(Object.keys(error).length > 0 ? error : this.#lastError) })];
      }
    }
  }

  /** Codex keeps the words of a refusal to itself: a message that it began is then never ended, and nothing else is there. */
  #silence(): readonly AgentEvent[] {
    const said = [...this.#items.values()].filter(({ item }) => item.kind === 'assistant');
    if (this.#hasShown || said.length === 0 || said.some(({ streamed }) => streamed > 0)) return [];
    const text_ = 'Codex ended the turn without an answer: the model may have declined.';
    return [
      ...said.map(({ item }): AgentEvent => ({ kind: 'item-dropped', key: item.key })),
      { kind: 'notice', level: 'warning', text: text_, action: 'Word the message differently, or choose another model.' },
    ];
  }

  #itemStarted(native: Fields): readonly AgentEvent[] {
    const review = this.#reviewItem(native, false);
    if (review !== null) return review;
    const translated = translateItem(native, this.#cwd);
    if (text(native, 'type') === 'userMessage') return this.#userMessage();
    if (translated.kind !== 'item') return [];
    this.#items.set(translated.item.key, { item: translated.item, streamed: 0, output: '' });
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

  /** Null when the item is shown as it is. */
  #reviewItem(native: Fields, isWhole: boolean): readonly AgentEvent[] | null {
    const type = text(native, 'type');
    const said = text(native, 'review') ?? '';
    if (type === 'enteredReviewMode') {
      if (this.#review !== null) return [];
      const title = (said.split('\n')[0] ?? '').slice(0, REVIEW_TITLE_CHARS);
      const review = { key: `review-${text(native, 'id') ?? ''}`, title, isOver: false, found: '' };
      this.#review = review;
      return [{ kind: 'item-started', item: { key: review.key, kind: 'review', title, text: '' } }];
    }
    const review = this.#review;
    if (review === null) return null;
    if (type === 'exitedReviewMode') {
      if (!isWhole) return [];
      review.isOver = true;
      review.found = said;
      this.#hasShown = true;
      return [{ kind: 'item-ended', item: { key: review.key, kind: 'review', title: review.title, text: said }, status: 'done' }];
    }
    if (type !== 'agentMessage') return null;
    // What the reviewer says on its way is its findings in raw form; what comes after it repeats them.
    return !review.isOver || !isWhole || text(native, 'text') === review.found ? [] : null;
  }

  #itemCompleted(native: Fields): readonly AgentEvent[] {
    const review = this.#reviewItem(native, true);
    if (review !== null) return review;
    if (text(native, 'type') === 'subAgentActivity') return this.#subagents.activity(native);
    const translated = translateItem(native, this.#cwd);
    if (translated.kind === 'hidden') return [];
    if (translated.kind === 'unknown') {
      const type = text(native, 'type') ?? 'without a type';
      return [{ kind: 'notice', level: 'info', text: `Codex did something new: ${type}`, raw: rawOf(native) }];
    }
    this.#subagents.noteCollaboration(native);
    const { item, end } = translated;
    this.#hasShown = true;
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
    if (this.#review !== null && open === undefined) return [];
    if (open !== undefined) open.streamed += chunk.length;
    if (open !== undefined && field === 'output') open.output = (open.output + chunk).slice(-OUTPUT_KEPT_CHARS);
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
    const usage = inner(params, 'tokenUsage');
    // After a resume codex repeats the numbers of an older turn.
    if (this.#turn === null || text(params, 'turnId') !== this.#turn) {
      this.#totals.set(text(params, 'threadId') ?? '', inner(usage, 'total'));
      return [];
    }
    return this.#spent(params, { tokens: count(inner(usage, 'last'), 'totalTokens'), window: number(usage, 'modelContextWindow') });
  }

  /** Adds what was used since it was told last. A sub-agent's counts, but fills a context of its own. */
  #spent(params: Fields, context: { readonly tokens: number; readonly window: number | null } | null): readonly AgentEvent[] {
    const thread = text(params, 'threadId') ?? '';
    const usage = inner(params, 'tokenUsage');
    const total = inner(usage, 'total');
    const known = this.#totals.get(thread);
    this.#totals.set(thread, total);
    const used = (name: string): number =>
      known === undefined ? count(inner(usage, 'last'), name) : Math.max(0, count(total, name) - count(known, name));
    const before = this.#usage;
    this.#usage = {
      inputTokens: before.inputTokens + used('inputTokens'),
      cachedTokens: before.cachedTokens + used('cachedInputTokens'),
      cacheWriteTokens: (before.cacheWriteTokens ?? 0) + used('cacheWriteInputTokens'),
      outputTokens: before.outputTokens + used('outputTokens'),
      reasoningTokens: (before.reasoningTokens ?? 0) + used('reasoningOutputTokens'),
      contextTokens: context === null ? before.contextTokens : context.tokens,
      contextWindow: context === null ? before.contextWindow : context.window,
      costUsd: null,
    };
    return [{ kind: 'usage', usage: this.#usage }];
  }

  #goalUpdated(goal: Fields): readonly AgentEvent[] {
    const status = text(goal, 'status') ?? '';
    const why = Object.hasOwn(goalEnds, status) ? goalEnds[status] : undefined;
    const before = this.#goal;
    const ended = status === 'complete' || why !== undefined;
    const told = this.#goalIs(ended ? null : text(goal, 'objective'));
    return why === undefined || before === null ? told : [...told, { kind: 'notice', level: 'warning', text: why }];
  }

  #goalIs(goal: string | null): readonly AgentEvent[] {
    if (goal === this.#goal) return [];
    this.#goal = goal;
    return [{ kind: 'goal', goal }];
  }

  #error(params: Fields): readonly AgentEvent[] {
    const error = inner(params, 'error');
    this.#lastError = error;
    if (params['willRetry'] !== true) return [];
    const tries = /(\d+)\/(\d+)/.exec(text(error, 'message') ?? '');
    const retry = tries === null ? {} : { retry: { attempt: Number(tries[1]), of: Number(tries[2]), at: null } };
    return [{ kind: 'notice', level: 'warning', text: `${reasonToRetry(error)} Codex tries again.`, raw: rawOf(error), ...retry }];
  }
}
