/**
 * Updates of one session in, events out. Holds only what a translation needs to remember; starts nothing and answers nothing, so
 * that recorded frames can be played through it.
 */
import type { AgentEvent, AgentItem, AgentUsage } from '#main/agents/agent-backend.ts';
import { readBlock, readBlocks } from './content.ts';
import { count, fieldsOf, inner, fieldsIn, number, rawOf, text, type Fields } from '#main/agents/fields.ts';
import { endOf, itemOf, saysNothing, stepOf, withUpdate, type ToolCall, type ToolContext } from './tool-call.ts';

type Outcome = Extract<AgentEvent, { kind: 'turn-ended' }>['outcome'];
type Speech = Extract<AgentItem, { kind: 'assistant' | 'reasoning' }>;

interface OpenCall {
  readonly call: ToolCall;
  /** What was told of it last; null when nothing was yet. */
  readonly told: AgentItem | null;
}

const noUsage: AgentUsage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, contextTokens: null, contextWindow: null, costUsd: null };

const levels: Readonly<Record<string, 'info' | 'warning' | 'error'>> = { warning: 'warning', error: 'error' };

export class Translator {
  readonly #context: ToolContext;
  readonly #calls = new Map<string, OpenCall>();
  readonly #ended = new Set<string>();
  #turn = 0;
  #atWork = false;
  #speech: { readonly item: Speech; readonly message: string | null; streamed: string } | null = null;
  #spoken = 0;
  #plan: AgentItem | null = null;
  #compaction: AgentItem | null = null;
  #usage: AgentUsage = noUsage;
  /** What the session has cost until the running turn began; it is told as a sum. */
  #costBefore = 0;
  #cost: number | null = null;

  constructor(context: ToolContext) {
    this.#context = context;
  }

  get atWork(): boolean {
    return this.#atWork;
  }
  get runsCommand(): boolean {
    return [...this.#calls.values()].some(({ call }) => call.kind === 'execute');
  }
  get context(): ToolContext {
    return this.#context;
  }

  begin(byAgent: boolean): readonly AgentEvent[] {
    if (this.#atWork) return [];
    this.#atWork = true;
    this.#turn += 1;
    this.#usage = { ...noUsage, contextTokens: this.#usage.contextTokens, contextWindow: this.#usage.contextWindow };
    this.#costBefore = this.#cost ?? 0;
    return [{ kind: 'turn-started', byAgent }];
  }

  /** Ends the running turn, whatever the reason; nothing when there is none. */
  end(outcome: Outcome): readonly AgentEvent[] {
    if (!this.#atWork) return [];
    const status = outcome.kind === 'completed' ? 'done' : 'interrupted';
    const plan: AgentEvent[] = this.#plan === null ? [] : [{ kind: 'item-ended', item: this.#plan, status }];
    // A call without an end when the turn has one: it was done as far as anybody can tell.
    const calls = [...this.#calls.values()].flatMap(({ told }): AgentEvent[] =>
      told === null ? [] : [{ kind: 'item-ended', item: told, status }],
    );
    const events = [...this.#endSpeech(status), ...calls, ...plan];
    this.#atWork = false;
    this.#plan = null;
    this.#calls.clear();
    return [...events, { kind: 'turn-ended', outcome }];
  }

  /** What is known of a call that leave is asked for; it is shown from then on. */
  asked(toolCall: Fields): { readonly call: ToolCall; readonly events: readonly AgentEvent[] } {
    const id = text(toolCall, 'toolCallId') ?? '';
    const call = withUpdate(this.#calls.get(id)?.call, toolCall, this.#context);
    return { call, events: [...this.#endSpeech('done'), ...this.#tell({ ...call, status: 'in_progress' })] };
  }

  /** Leave was refused: some agents say no more of such a call. */
  declined(id: string): readonly AgentEvent[] {
    const open = this.#calls.get(id);
    this.#calls.delete(id);
    this.#ended.add(id);
    return open?.told == null ? [] : [{ kind: 'item-ended', item: open.told, status: 'declined' }];
  }

  take(update: Fields): readonly AgentEvent[] {
    switch (text(update, 'sessionUpdate')) {
      case 'agent_message_chunk':
        return this.#chunk('assistant', update);
      case 'agent_thought_chunk':
        return this.#chunk('reasoning', update);
      // Our own words, or those of a conversation that is taken up.
      case 'user_message_chunk':
      // Asked for by those who show them.
      case 'current_mode_update':
      case 'config_option_update':
        return [];
      case 'available_commands_update':
        return [{ kind: 'surroundings' }];
      case 'tool_call':
      case 'tool_call_update':
        return this.#toolCall(update);
      case 'plan':
        return this.#planned(update);
      case 'usage_update':
        return this.#used(update);
      case 'session_info_update': {
        const title = text(update, 'title');
        return title === null || title === '' ? [] : [{ kind: 'title', title }];
      }
      case 'notice': {
        const said = [text(update, 'title'), text(update, 'description')].filter((part) => part !== null && part !== '').join(': ');
        return [{ kind: 'notice', level: levels[text(update, 'severity') ?? ''] ?? 'info', text: said }];
      }
      case 'compaction_update':
        return this.#compacted(update);
      case 'compaction_summary_chunk':
        return this.#summed(update);
      default:
        return [this.#unknown(`The agent says something new: ${text(update, 'sessionUpdate') ?? 'without a kind'}`, update)];
    }
  }

  /** The answer to a prompt, which tells the usage of all of it. */
  answered(response: Fields): readonly AgentEvent[] {
    // What was half said is told with the end of the turn.
    if (text(response, 'stopReason') === 'cancelled') return [];
    const usage = inner(response, 'usage');
    const quota = inner(inner(inner(response, '_meta'), 'quota'), 'token_count');
    const input = count(usage, 'inputTokens') + count(quota, 'input_tokens');
    const output = count(usage, 'outputTokens') + count(quota, 'output_tokens');
    const spoken = this.#endSpeech('done');
    if (input + output === 0) return spoken;
    const cached = count(usage, 'cachedReadTokens');
    this.#usage = {
      ...this.#usage,
      inputTokens: this.#usage.inputTokens + input + cached,
      cachedTokens: this.#usage.cachedTokens + cached,
      outputTokens: this.#usage.outputTokens + output,
    };
    return [...spoken, { kind: 'usage', usage: this.#usage }];
  }

  #unknown(said: string, what: Fields): AgentEvent {
    return { kind: 'notice', level: 'info', text: said, raw: rawOf(what) };
  }

  #chunk(kind: Speech['kind'], update: Fields): readonly AgentEvent[] {
    const block = inner(update, 'content');
    const told = readBlock(block);
    if (told === null) return [this.#unknown(`The agent shows something new: ${text(block, 'type') ?? 'without a type'}`, update)];
    const { modeEcho, thoughtPrefix } = this.#context.quirks;
    if (kind === 'assistant' && modeEcho?.test(told.text) === true) return [];
    const said =
      kind === 'reasoning' && thoughtPrefix !== undefined && told.text.startsWith(thoughtPrefix)
        ? told.text.slice(thoughtPrefix.length)
        : told.text;
    const message = text(update, 'messageId');
    const same = this.#speech !== null && this.#speech.item.kind === kind && this.#speech.message === message;
    const before = same ? [] : this.#endSpeech('done');
    if (told.images.length > 0 || told.citations.length > 0) return [...before, ...this.#shown(told)];
    if (said === '') return before;
    const begun: AgentEvent[] = [];
    if (this.#speech === null) {
      const item: Speech = { key: `t${this.#turn}-${(this.#spoken += 1)}`, kind, text: '' };
      this.#speech = { item, message, streamed: '' };
      begun.push({ kind: 'item-started', item });
    }
    this.#speech.streamed += said;
    return [...before, ...begun, { kind: 'item-append', key: this.#speech.item.key, field: 'text', chunk: said }];
  }

  /** An image, or where something is from, is an item of its own. */
  #shown({ text: said, images, citations }: NonNullable<ReturnType<typeof readBlock>>): readonly AgentEvent[] {
    const item: AgentItem = {
      ...{ key: `t${this.#turn}-${(this.#spoken += 1)}`, kind: 'assistant', text: said },
      ...(images.length === 0 ? {} : { images }),
      ...(citations.length === 0 ? {} : { citations }),
    };
    return [...this.#endSpeech('done'), { kind: 'item-ended', item, status: 'done' }];
  }

  #endSpeech(status: 'done' | 'interrupted'): readonly AgentEvent[] {
    const speech = this.#speech;
    this.#speech = null;
    return speech === null ? [] : [{ kind: 'item-ended', item: { ...speech.item, text: speech.streamed }, status }];
  }

  #toolCall(update: Fields): readonly AgentEvent[] {
    const id = text(update, 'toolCallId') ?? '';
    if (this.#ended.has(id)) return [];
    const call = withUpdate(this.#calls.get(id)?.call, update, this.#context);
    return [...this.#endSpeech('done'), ...this.#tell(call)];
  }

  #tell(call: ToolCall): readonly AgentEvent[] {
    const told = this.#calls.get(call.id)?.told ?? null;
    const status = endOf(call);
    if (told === null && saysNothing(call)) {
      this.#calls.set(call.id, { call, told: null });
      return [];
    }
    const fresh = itemOf(call, this.#context);
    // What was shown as one thing stays that thing.
    const item = told === null || told.kind === fresh.kind ? fresh : told;
    if (status !== null) {
      this.#calls.delete(call.id);
      this.#ended.add(call.id);
      return [...(told === null ? [{ kind: 'item-started' as const, item }] : []), { kind: 'item-ended', item, status }];
    }
    this.#calls.set(call.id, { call, told: item });
    if (told === null) return [{ kind: 'item-started', item }];
    return this.#changed(told, item);
  }

  /** Output that only grew is appended. */
  #changed(told: AgentItem, item: AgentItem): readonly AgentEvent[] {
    if (JSON.stringify(told) === JSON.stringify(item)) return [];
    if (told.kind === 'command' && item.kind === 'command') {
      const [before, after] = [told.output ?? '', item.output ?? ''];
      const rest = JSON.stringify({ ...told, output: '' }) === JSON.stringify({ ...item, output: '' });
      if (rest && after.startsWith(before))
        return [{ kind: 'item-append', key: item.key, field: 'output', chunk: after.slice(before.length) }];
    }
    return [{ kind: 'item-updated', item }];
  }

  #planned(update: Fields): readonly AgentEvent[] {
    const known = this.#plan !== null;
    this.#plan = { key: `plan-${this.#turn}`, kind: 'plan', steps: fieldsIn(update, 'entries').map(stepOf), text: '' };
    return [{ kind: known ? 'item-updated' : 'item-started', item: this.#plan }];
  }

  #used(update: Fields): readonly AgentEvent[] {
    const cost = number(inner(update, 'cost'), 'amount');
    if (cost !== null) this.#cost = cost;
    const used = count(update, 'used');
    const size = count(update, 'size');
    this.#usage = {
      ...this.#usage,
      // Nothing is in use where it was stopped: some tell that, and mean that they do not know.
      contextTokens: used > 0 ? used : this.#usage.contextTokens,
      contextWindow: size > 0 ? size : this.#usage.contextWindow,
      costUsd:
        this.#cost === null || text(inner(update, 'cost'), 'currency') !== 'USD' ? this.#usage.costUsd : this.#cost - this.#costBefore,
    };
    return this.#atWork ? [{ kind: 'usage', usage: this.#usage }] : [];
  }

  #compacted(update: Fields): readonly AgentEvent[] {
    const key = `compaction-${text(update, 'compactionId') ?? ''}`;
    const known = this.#compaction?.key === key ? this.#compaction : null;
    const said =
      readBlocks(fieldsIn(update, 'summary')).text || (known?.kind === 'compaction' ? known.text : '') || (text(update, 'error') ?? '');
    const item: AgentItem = { key, kind: 'compaction', text: said };
    this.#compaction = item;
    const status = { completed: 'done', failed: 'failed', cancelled: 'interrupted' } as const;
    const how = text(update, 'status') ?? '';
    if (how in status) return [{ kind: 'item-ended', item, status: status[how as keyof typeof status] }];
    return [{ kind: known === null ? 'item-started' : 'item-updated', item }];
  }

  #summed(update: Fields): readonly AgentEvent[] {
    const key = `compaction-${text(update, 'compactionId') ?? ''}`;
    const chunk = readBlock(fieldsOf(update['content']))?.text ?? '';
    if (this.#compaction?.kind === 'compaction' && this.#compaction.key === key)
      this.#compaction = { ...this.#compaction, text: this.#compaction.text + chunk };
    return chunk === '' ? [] : [{ kind: 'item-append', key, field: 'text', chunk }];
  }
}
