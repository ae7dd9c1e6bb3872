/**
 * Sub-agents: each is one item, and what it says and does are items with that one as parent. It works on in the background when
 * the turn that set it to work is over; then the turn that it wakes shows it anew.
 */
import type { AgentEvent, AgentItem } from '#main/agents/agent-backend.ts';
import { text, type Fields } from '#main/agents/fields.ts';

interface Subagent {
  /** Of its item now. */
  key: string;
  readonly title: string;
  readonly agent: string | null;
  readonly prompt: string | null;
  readonly parentKey: string | null;
  isShown: boolean;
  isBackground: boolean;
}

type Ended = Extract<AgentEvent, { kind: 'item-ended' }>['status'];

export class Subagents {
  /** By the id of the call that set it to work. */
  readonly #all = new Map<string, Subagent>();
  /** Background work of every kind, by task id; its call, where it has one. */
  readonly #tasks = new Map<string, string | null>();
  #rounds = 0;

  /** Ids of tasks that run in the background. */
  get running(): readonly string[] {
    return [...this.#tasks.keys()];
  }

  called(id: string, input: Fields, parentKey: string | null): readonly AgentEvent[] {
    const agent: Subagent = {
      key: id,
      title: text(input, 'description') ?? text(input, 'name') ?? 'Sub-agent',
      agent: text(input, 'subagent_type'),
      prompt: text(input, 'prompt'),
      parentKey,
      isShown: true,
      isBackground: false,
    };
    this.#all.set(id, agent);
    return [{ kind: 'item-started', item: this.#item(agent, '') }];
  }

  has(call: string): boolean {
    return this.#all.has(call);
  }

  /** Key of the item that the work of this sub-agent belongs to; with what has to be told before. */
  home(call: string): { readonly key: string; readonly events: readonly AgentEvent[] } {
    const agent = this.#all.get(call);
    if (agent === undefined || agent.isShown) return { key: agent?.key ?? call, events: [] };
    agent.key = `${call}~${(this.#rounds += 1)}`;
    agent.isShown = true;
    return { key: agent.key, events: [{ kind: 'item-started', item: this.#item(agent, '') }] };
  }

  taskStarted(task: string, call: string | null): void {
    this.#tasks.set(task, call);
    const agent = call === null ? undefined : this.#all.get(call);
    if (agent !== undefined) agent.isBackground = true;
  }

  taskEnded(task: string): void {
    this.#tasks.delete(task);
  }

  isBackground(call: string): boolean {
    return this.#all.get(call)?.isBackground === true;
  }

  /** It is done: `words` is what it reports. */
  ended(call: string, words: string, status: Ended): readonly AgentEvent[] {
    const agent = this.#all.get(call);
    if (agent === undefined) return [];
    const { events } = this.home(call);
    this.#all.delete(call);
    return [...events, { kind: 'item-ended', item: this.#item(agent, words), status }];
  }

  /** The turn is over; those in the background work on. */
  endTurn(status: Ended): readonly AgentEvent[] {
    return [...this.#all].flatMap(([call, agent]): readonly AgentEvent[] => {
      const open = agent.isShown;
      agent.isShown = false;
      if (!agent.isBackground || status === 'interrupted') this.#all.delete(call);
      if (!open) return [];
      return [
        {
          kind: 'item-ended',
          item: this.#item(agent, agent.isBackground && status === 'done' ? 'It works on in the background.' : ''),
          status,
        },
      ];
    });
  }

  #item({ key, title, agent, prompt, parentKey }: Subagent, words: string): AgentItem {
    return {
      key,
      ...(parentKey === null ? {} : { parentKey }),
      kind: 'subagent',
      title,
      text: words,
      ...(agent === null ? {} : { agent }),
      ...(prompt === null ? {} : { prompt }),
    };
  }
}
