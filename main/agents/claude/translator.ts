/**
 * Frames of one conversation in, events out. Holds only what a translation needs to remember; starts nothing and answers
 * nothing, so that recorded frames can be played through it.
 */
import type { AgentEvent, AgentItem, AgentTurnOutcome } from '#main/agents/agent-backend.ts';
import { failureOfResult } from './failures.ts';
import { fieldsOf, inner, list, number, rawOf, text, texts, type Fields } from '#main/agents/fields.ts';
import { AccountLimits, noticeOf } from './notices.ts';
import { Speech } from './speech.ts';
import { Subagents } from './subagents.ts';
import { isTodoTool, TodoList } from './todo-list.ts';
import { endedItem, resultText, startedItem, type ToolCall } from './tool-items.ts';
import { TurnUsage } from './usage.ts';

const agentTools = new Set(['Agent', 'Task']);
/** Shown as what they ask, not as tools. */
const askingTools = new Set(['AskUserQuestion', 'EnterPlanMode']);
const MAIN = '';
const STOPPED = /^(?:The user doesn't want to proceed with this tool use|\[Request interrupted)/;

export class Translator {
  readonly #cwd: string;
  readonly #now: () => number;
  readonly #speech = new Map<string, Speech>();
  readonly #calls = new Map<string, ToolCall>();
  readonly #subagents = new Subagents();
  readonly #todos = new TodoList();
  readonly #usage = new TurnUsage();
  readonly #limits = new AccountLimits();
  /** Calls that were denied, here or by a rule. */
  readonly #denied = new Set<string>();
  /** What sub-agents that the turn waits for have reported, by call. */
  readonly #reports = new Map<string, string>();
  /** Messages of ours that wait within the turn. */
  readonly #queued = new Set<string>();
  #runs = false;
  #mark: string | null = null;
  #compacting: 'no' | 'began' | 'summary' = 'no';
  #compactions = 0;
  #plan = '';

  /** `cwd` is the folder that paths are told relative to. */
  constructor(cwd: string, now: () => number) {
    this.#cwd = cwd;
    this.#now = now;
  }

  get runs(): boolean {
    return this.#runs;
  }
  /** Ids of what works in the background. */
  get background(): readonly string[] {
    return this.#subagents.running;
  }
  /** The plan that the agent wrote last. */
  get plan(): string {
    return this.#plan;
  }
  call(id: string): ToolCall | null {
    return this.#calls.get(id) ?? null;
  }
  /** Commands that are under way, the oldest first. */
  get openCommands(): readonly ToolCall[] {
    return [...this.#calls.values()].filter(({ name }) => name === 'Bash' || name === 'Monitor');
  }
  denied(id: string): void {
    this.#denied.add(id);
  }
  /** A message of ours was put behind what runs: the turn goes on until it was heard. */
  queued(uuid: string): void {
    this.#queued.add(uuid);
  }

  begin(byAgent: boolean): readonly AgentEvent[] {
    if (this.#runs) return [];
    this.#runs = true;
    this.#usage.begin();
    return [{ kind: 'turn-started', byAgent }];
  }

  /** Ends the running turn, whatever the reason; nothing when there is none. */
  end(outcome: AgentTurnOutcome): readonly AgentEvent[] {
    if (!this.#runs) return [];
    this.#runs = false;
    const status = outcome.kind === 'completed' ? 'done' : 'interrupted';
    const compaction: AgentEvent[] =
      this.#compacting === 'no' ? [] : [{ kind: 'item-ended', item: { key: this.#compactionKey(), kind: 'compaction', text: '' }, status }];
    this.#compacting = 'no';
    this.#speech.clear();
    // What sub-agents in the background are at is told when it is done, as part of the turn that it wakes.
    const goesOn = (call: ToolCall): boolean => status === 'done' && call.agent !== null && this.#subagents.isBackground(call.agent);
    for (const [id, call] of this.#calls) if (!goesOn(call)) this.#calls.delete(id);
    this.#denied.clear();
    this.#queued.clear();
    const mark = this.#mark === null ? {} : { mark: this.#mark };
    return [...compaction, ...this.#todos.end(), ...this.#subagents.endTurn(status), { kind: 'turn-ended', outcome, ...mark }];
  }

  /** The account's limits as they were asked for. */
  limits(usage: Fields): readonly AgentEvent[] {
    const limits = this.#limits.told(usage);
    return limits === null ? [] : [limits];
  }

  take(frame: Fields): readonly AgentEvent[] {
    const call = text(frame, 'parent_tool_use_id');
    switch (text(frame, 'type')) {
      case 'stream_event':
        return this.#stream(inner(frame, 'event'), call);
      case 'assistant':
        return this.#assistant(frame, call);
      case 'user':
        return this.#user(frame);
      case 'result':
        return this.#result(frame);
      case 'system':
        return this.#system(frame);
      case 'command_lifecycle':
        return this.#lifecycle(frame);
      case 'rate_limit_event':
        return [this.#limits.take(frame)];
      default:
        return this.#other(frame);
    }
  }

  #other(frame: Fields): readonly AgentEvent[] {
    const notice = noticeOf(frame, this.#now());
    if (notice !== undefined) return notice === null ? [] : [notice];
    const name = [text(frame, 'type'), text(frame, 'subtype')].filter((part) => part !== null).join('/');
    return [{ kind: 'notice', level: 'info', text: `Claude Code says something new: ${name}`, raw: rawOf(frame) }];
  }

  /** Where what a sub-agent does belongs. Its work goes on when no turn runs: then one begins by itself. */
  #home(call: string | null): { readonly parentKey: string | null; readonly events: readonly AgentEvent[] } {
    if (call === null) return { parentKey: null, events: this.begin(true) };
    const begun = this.begin(true);
    const { key, events } = this.#subagents.home(call);
    return { parentKey: key, events: [...begun, ...events] };
  }

  #speaker(parentKey: string | null): Speech {
    let speech = this.#speech.get(parentKey ?? MAIN);
    if (speech === undefined) this.#speech.set(parentKey ?? MAIN, (speech = new Speech(parentKey)));
    return speech;
  }

  #stream(event: Fields, call: string | null): readonly AgentEvent[] {
    if (!this.#runs && call === null) return [];
    const { parentKey, events } = this.#home(call);
    const spoken = this.#speaker(parentKey).stream(event);
    const used: AgentEvent[] =
      text(event, 'type') === 'message_delta' ? [{ kind: 'usage', usage: this.#usage.called(inner(event, 'usage'), call === null) }] : [];
    return [...events, ...spoken, ...used];
  }

  #assistant(frame: Fields, call: string | null): readonly AgentEvent[] {
    const message = inner(frame, 'message');
    // What stands for an error, or for nothing at all: the end of the turn says it better.
    if (text(message, 'model') === '<synthetic>') return [];
    const { parentKey, events } = this.#home(call);
    const uuid = text(frame, 'uuid');
    if (call === null && uuid !== null) this.#mark = uuid;
    const blocks = list(message, 'content').map(fieldsOf);
    return [
      ...events,
      ...blocks.flatMap((block) => {
        const said = this.#speaker(parentKey).block(text(message, 'id') ?? '', block, frame['aborted'] === true);
        return said.length > 0 ? said : this.#block(block, parentKey, call);
      }),
    ];
  }

  #block(block: Fields, parentKey: string | null, agent: string | null): readonly AgentEvent[] {
    const type = text(block, 'type') ?? '';
    if (type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use') return this.#called(block, parentKey, agent);
    if (type.endsWith('_tool_result')) return this.#resulted(block, {}, null);
    return [];
  }

  #called(block: Fields, parentKey: string | null, agent: string | null): readonly AgentEvent[] {
    const call: ToolCall = { id: text(block, 'id') ?? '', name: text(block, 'name') ?? '', input: inner(block, 'input'), parentKey, agent };
    this.#calls.set(call.id, call);
    if (call.name === 'ExitPlanMode') {
      this.#plan = text(call.input, 'plan') ?? this.#plan;
      return [{ kind: 'item-started', item: this.#planItem(call.id) }];
    }
    if (call.name === 'Write' && /[/\\]plans[/\\][^/\\]+\.md$/.test(text(call.input, 'file_path') ?? ''))
      this.#plan = text(call.input, 'content') ?? '';
    if (agentTools.has(call.name)) return this.#subagents.called(call.id, call.input, parentKey);
    if (askingTools.has(call.name) || isTodoTool(call.name)) return [];
    return [{ kind: 'item-started', item: startedItem(call, this.#cwd) }];
  }

  #user(frame: Fields): readonly AgentEvent[] {
    const content = inner(frame, 'message')['content'];
    if (typeof content === 'string') return this.#told(content, frame);
    if (!Array.isArray(content)) return [];
    const told = fieldsOf(frame['tool_use_result']);
    const decided = list(frame, 'tool_result_meta').map(fieldsOf);
    return (content as readonly unknown[]).map(fieldsOf).flatMap((block) => {
      if (text(block, 'type') !== 'tool_result') return [];
      const decision = decided.find((one) => text(one, 'id') === text(block, 'tool_use_id'));
      return this.#resulted(block, told, text(inner(decision ?? {}, 'permission_decision'), 'decision'));
    });
  }

  /** Text that Claude Code itself puts into the conversation. */
  #told(content: string, frame: Fields): readonly AgentEvent[] {
    if (this.#compacting === 'summary') {
      this.#compacting = 'no';
      const words = content
        .replace(/^This session is being continued[^\n]*\n+/, '')
        .replace(/<system-reminder>[\s\S]*?<\/system-reminder>\n*/g, '');
      return [{ kind: 'item-ended', item: { key: this.#compactionKey(), kind: 'compaction', text: words.trim() }, status: 'done' }];
    }
    const printed =
      /^<local-command-(?:stdout|stderr)>([\s\S]*)<\/local-command-(?:stdout|stderr)>$/.exec(content.trim())?.[1]?.trim() ?? '';
    if (printed === '' || printed === 'Compacted' || printed.startsWith('Set model to ')) return [];
    return [{ kind: 'item-ended', item: { key: text(frame, 'uuid') ?? 'printed', kind: 'assistant', text: printed }, status: 'done' }];
  }

  #resulted(block: Fields, told: Fields, decision: string | null): readonly AgentEvent[] {
    const id = text(block, 'tool_use_id') ?? '';
    const call = this.#calls.get(id);
    if (call === undefined) return [];
    this.#calls.delete(id);
    const isError = block['is_error'] === true;
    const result = { content: block['content'], isError, told };
    if (this.#subagents.has(id)) {
      if (!isError && (text(told, 'status') === 'async_launched' || this.#subagents.isBackground(id))) return [];
      const report = isError ? resultText(result.content) : (this.#reports.get(id) ?? resultText(told['content'] ?? result.content));
      this.#reports.delete(id);
      return this.#subagents.ended(id, report, this.#statusOf(id, isError, decision));
    }
    if (call.name === 'ExitPlanMode') {
      return [{ kind: 'item-ended', item: this.#planItem(id), status: this.#statusOf(id, isError, decision) }];
    }
    if (askingTools.has(call.name)) return [];
    if (isTodoTool(call.name) && !isError) return this.#todos.done(call.name, call.input, told);
    const { parentKey, events } = call.agent === null ? { ...call, events: [] } : this.#home(call.agent);
    const item = endedItem(parentKey === call.parentKey ? call : { ...call, id: `${id}~`, parentKey }, result, this.#cwd);
    // The user's word for it that the program puts there when a turn is stopped.
    if (isError && !this.#denied.has(id) && decision === null && STOPPED.test(resultText(result.content))) {
      const cut = item.kind === 'command' || item.kind === 'tool' ? { ...item, output: null } : item;
      return [...events, { kind: 'item-ended', item: cut, status: 'interrupted' }];
    }
    const failed = isError || (item.kind === 'command' && item.exitCode !== null && item.exitCode !== 0);
    return [...events, { kind: 'item-ended', item, status: this.#statusOf(id, failed, decision) }];
  }

  #statusOf(id: string, failed: boolean, decision: string | null): 'done' | 'failed' | 'declined' {
    if (this.#denied.delete(id) || (failed && decision !== null && decision !== 'accept')) return 'declined';
    return failed ? 'failed' : 'done';
  }

  #result(frame: Fields): readonly AgentEvent[] {
    const begun = this.begin(true);
    const usage: AgentEvent = { kind: 'usage', usage: this.#usage.ended(frame) };
    for (const uuid of texts(frame, 'user_message_uuids')) this.#queued.delete(uuid);
    const stopped = text(frame, 'terminal_reason')?.startsWith('aborted') === true || text(frame, 'subtype') === 'error_during_execution';
    const failed = frame['is_error'] === true || text(frame, 'subtype') !== 'success';
    if (stopped) return [...begun, usage, ...this.end({ kind: 'stopped' })];
    if (failed) return [...begun, usage, ...this.end({ kind: 'failed', ...failureOfResult(frame) })];
    // A message that came too late for this answer is heard next, in the same turn of ours.
    return this.#queued.size > 0 ? [...begun, usage] : [...begun, usage, ...this.end({ kind: 'completed' })];
  }

  #lifecycle(frame: Fields): readonly AgentEvent[] {
    if (text(frame, 'state') === 'completed' || text(frame, 'state') === 'cancelled')
      this.#queued.delete(text(frame, 'command_uuid') ?? '');
    return [];
  }

  #system(frame: Fields): readonly AgentEvent[] {
    switch (text(frame, 'subtype')) {
      case 'init':
        return this.begin(true);
      case 'status':
        return this.#status(frame);
      case 'compact_boundary':
        return this.#compacted(inner(frame, 'compact_metadata'));
      case 'api_retry':
        return [...[...this.#speech.values()].flatMap((speech) => speech.drop()), ...this.#other(frame)];
      case 'permission_denied':
        this.#denied.add(text(frame, 'tool_use_id') ?? '');
        return this.#other(frame);
      case 'task_started':
        if (frame['is_backgrounded'] !== false) this.#subagents.taskStarted(text(frame, 'task_id') ?? '', text(frame, 'tool_use_id'));
        return [];
      case 'task_progress':
      case 'task_updated':
        return [];
      case 'task_notification':
        return this.#taskEnded(frame);
      case 'commands_changed':
        return [{ kind: 'surroundings' }];
      case 'session_title_changed': {
        const title = text(frame, 'title') ?? '';
        return title === '' ? [] : [{ kind: 'title', title }];
      }
      case 'local_command_output':
        return this.#told(`<local-command-stdout>${text(frame, 'content') ?? ''}</local-command-stdout>`, frame);
      default:
        return this.#other(frame);
    }
  }

  #taskEnded(frame: Fields): readonly AgentEvent[] {
    const call = text(frame, 'tool_use_id') ?? '';
    const how = text(frame, 'status');
    const summary = text(frame, 'summary') ?? '';
    this.#subagents.taskEnded(text(frame, 'task_id') ?? '');
    if (this.#subagents.has(call) && this.#subagents.isBackground(call)) {
      const begun = this.begin(true);
      return [
        ...begun,
        ...this.#subagents.ended(call, summary, how === 'completed' ? 'done' : how === 'failed' ? 'failed' : 'interrupted'),
      ];
    }
    if (this.#subagents.has(call)) {
      // The result of the call follows, with much around it that is for the model.
      this.#reports.set(call, summary);
      return [];
    }
    return summary === '' || how === 'stopped' ? [] : [{ kind: 'notice', level: how === 'failed' ? 'warning' : 'info', text: summary }];
  }

  #planItem(key: string): AgentItem {
    return { key, kind: 'plan', steps: [], text: this.#plan };
  }

  #compactionKey(): string {
    return `compaction-${this.#compactions}`;
  }

  #status(frame: Fields): readonly AgentEvent[] {
    const begins = text(frame, 'status') === 'compacting';
    if (begins && this.#compacting === 'no') {
      const begun = this.begin(true);
      this.#compacting = 'began';
      this.#compactions += 1;
      return [...begun, { kind: 'item-started', item: { key: this.#compactionKey(), kind: 'compaction', text: '' } }];
    }
    const failed = text(frame, 'compact_result') === 'failed';
    if (!failed || this.#compacting === 'no') return [];
    this.#compacting = 'no';
    const item = { key: this.#compactionKey(), kind: 'compaction', text: text(frame, 'compact_error') ?? '' } as const;
    return [{ kind: 'item-ended', item, status: 'failed' }];
  }

  #compacted(metadata: Fields): readonly AgentEvent[] {
    const begun = this.#compacting === 'no' ? this.#status({ status: 'compacting' }) : [];
    this.#compacting = 'summary';
    this.#usage.compacted(number(metadata, 'post_tokens'));
    return begun;
  }
}
