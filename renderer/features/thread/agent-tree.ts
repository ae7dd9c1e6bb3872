/** Sub-agents as a tree: each with its steps, among them further sub-agents. Pure. */
import type { Item, ItemOf } from '#contract/items.ts';
import type { ItemId } from '#contract/ids.ts';

export type SubagentItem = ItemOf<'subagent'>;
export interface AgentNode {
  readonly item: SubagentItem;
  readonly steps: readonly AgentStep[];
}
/** A step is an item of its own, or a sub-agent of the sub-agent. */
export type AgentStep = { readonly item: Exclude<Item, SubagentItem>; readonly steps?: undefined } | AgentNode;

export const isNode = (step: AgentStep): step is AgentNode => step.steps !== undefined;

export interface SplitItems {
  /** What the agent itself said and did. */
  readonly main: readonly Item[];
  readonly nodeOf: (item: SubagentItem) => AgentNode;
}

/**
 * Keeps what sub-agents did apart. What belongs to one that is not known yet (it stands in an older page) is left out:
 * it comes with it.
 */
export const splitAgents = (items: readonly Item[]): SplitItems => {
  if (items.every((item) => item.parent === undefined)) return { main: items, nodeOf: (item) => ({ item, steps: [] }) };
  const children = new Map<ItemId, Item[]>();
  for (const item of items) {
    if (item.parent === undefined) continue;
    const siblings = children.get(item.parent);
    if (siblings === undefined) children.set(item.parent, [item]);
    else siblings.push(item);
  }
  const nodeOf = (item: SubagentItem): AgentNode => ({
    item,
    steps: (children.get(item.id) ?? []).map((child) => (child.kind === 'subagent' ? nodeOf(child) : { item: child })),
  });
  return { main: items.filter((item) => item.parent === undefined), nodeOf };
};

/** Steps of a sub-agent, those of its own sub-agents too. Words and thoughts are steps. */
export const countSteps = ({ steps }: AgentNode): number => steps.reduce((sum, step) => sum + 1 + (isNode(step) ? countSteps(step) : 0), 0);

/** The items are compared by identity: they are replaced when they change. */
export const sameNode = (a: AgentNode, b: AgentNode): boolean =>
  a === b ||
  (a.item === b.item &&
    a.steps.length === b.steps.length &&
    a.steps.every((step, index) => {
      const other = b.steps[index];
      if (other === undefined || step.item !== other.item) return false;
      return !isNode(step) || !isNode(other) || sameNode(step, other);
    }));

/** What it does this moment: its newest step that is under way, as deep as that is; else its newest. */
export const currentStep = (node: AgentNode): AgentStep['item'] | null => {
  const step = node.steps.findLast(({ item }) => item.status === 'live') ?? node.steps.at(-1);
  if (step === undefined) return null;
  return isNode(step) ? (currentStep(step) ?? step.item) : step.item;
};

/** The title of the sub-agent whose item it is; null when the agent itself did it. */
export const askingAgent = (items: readonly Item[], id: ItemId | null): string | null => {
  if (id === null) return null;
  const parent = items.findLast((item) => item.id === id)?.parent;
  const agent = parent === undefined ? undefined : items.findLast((item) => item.id === parent);
  if (agent?.kind !== 'subagent') return null;
  return agent.title.trim() === '' ? (agent.agent ?? 'without a name') : agent.title;
};
