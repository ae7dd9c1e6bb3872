/**
 * How the log of items reads as a conversation: what was asked, one line of work, then the answer.
 *
 * A settled turn folds everything before its last words into one line of work. A live turn keeps its
 * words where they were said, so that nothing the reader follows jumps away while it is written.
 */
import type { Item, ItemOf } from '#contract/items.ts';
import type { ItemId, TurnId } from '#contract/ids.ts';
import type { Thread, Turn } from '#contract/threads.ts';
import { splitAgents, type AgentNode, type SplitItems } from './agent-tree.ts';

export type Block =
  | { readonly kind: 'user'; readonly key: string; readonly item: ItemOf<'user'> }
  | {
      readonly kind: 'work';
      readonly key: string;
      readonly items: readonly Item[];
      readonly live: boolean;
      readonly startedAt: number;
      readonly endedAt: number | null;
    }
  | { readonly kind: 'answer'; readonly key: string; readonly item: ItemOf<'assistant'>; readonly last: boolean }
  | { readonly kind: 'plan'; readonly key: string; readonly item: ItemOf<'plan'> }
  /** Sub-agents that were set to work one after the other, or at once. */
  | { readonly kind: 'agents'; readonly key: string; readonly nodes: readonly AgentNode[] }
  | { readonly kind: 'review'; readonly key: string; readonly item: ItemOf<'review'> }
  | { readonly kind: 'setup'; readonly key: string; readonly item: ItemOf<'setup'> }
  | { readonly kind: 'notice'; readonly key: string; readonly item: ItemOf<'notice'> }
  | { readonly kind: 'refusal'; readonly key: string; readonly item: ItemOf<'refusal'> }
  | { readonly kind: 'compaction'; readonly key: string; readonly item: ItemOf<'compaction'> }
  /** Said before the conversation went back to an earlier point: folded, and as it read then. */
  | { readonly kind: 'aside'; readonly key: string; readonly items: readonly Item[]; readonly blocks: readonly Block[] }
  | { readonly kind: 'outcome'; readonly key: string; readonly turn: Turn; readonly latest: boolean }
  /** What a turn that is over took, where its agent tells it. */
  | { readonly kind: 'usage'; readonly key: string; readonly turn: Turn };
export type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>;

/** Stands in the flow by itself and parts the work before it from the work after it. */
const standsAlone = (item: Item): item is ItemOf<'user' | 'setup' | 'notice' | 'refusal' | 'compaction'> => {
  switch (item.kind) {
    case 'user':
    case 'setup':
    case 'compaction':
    case 'refusal':
      return true;
    case 'notice':
      // A request that is tried again is of concern while it is; what came of it shows.
      if (item.retry !== undefined) return item.status === 'live';
      return item.turn === null || item.resetsAt != null || (item.level !== 'info' && item.raw === undefined);
    case 'assistant':
    case 'reasoning':
    case 'command':
    case 'file-change':
    case 'tool':
    case 'plan':
    case 'subagent':
    case 'review':
      return false;
  }
};

const aloneBlock = (item: ItemOf<'user' | 'setup' | 'notice' | 'refusal' | 'compaction'>): Block => {
  switch (item.kind) {
    case 'user':
      return { kind: 'user', key: item.id, item };
    case 'setup':
      return { kind: 'setup', key: item.id, item };
    case 'notice':
      return { kind: 'notice', key: item.id, item };
    case 'refusal':
      return { kind: 'refusal', key: item.id, item };
    case 'compaction':
      return { kind: 'compaction', key: item.id, item };
  }
};

const endOf = (items: readonly Item[]): number | null => {
  let end = 0;
  for (const item of items) {
    if (item.status === 'live' || item.endedAt === null) return null;
    end = Math.max(end, item.endedAt);
  }
  return end;
};

const workBlock = (items: readonly Item[], live: boolean): Block[] => {
  const [first] = items;
  if (first === undefined) return [];
  return [{ kind: 'work', key: `work-${first.id}`, items, live, startedAt: first.startedAt, endedAt: live ? null : endOf(items) }];
};

/** The words a run of items ends with: the last words, and those said directly before them. */
const lastWords = (items: readonly Item[]): ReadonlySet<ItemId> => {
  const words = new Set<ItemId>();
  let index = items.findLastIndex((item) => item.kind === 'assistant');
  while (index >= 0) {
    const item = items[index];
    if (item?.kind !== 'assistant') break;
    words.add(item.id);
    index -= 1;
  }
  return words;
};

/** Items that have a block of their own within a run. */
const ownBlock = (item: Item, plan: ItemId | null): Block | null => {
  if (item.kind === 'plan' && item.id === plan) return { kind: 'plan', key: item.id, item };
  return item.kind === 'review' ? { kind: 'review', key: item.id, item } : null;
};

const agentsBlock = (items: readonly Item[], { nodeOf }: SplitItems): Block[] => {
  const nodes = items.filter((item) => item.kind === 'subagent').map(nodeOf);
  const [first] = nodes;
  return first === undefined ? [] : [{ kind: 'agents', key: `agents-${first.item.id}`, nodes }];
};

interface RunPlace {
  readonly plan: ItemId | null;
  readonly split: SplitItems;
}

/** One run of items between two that stand alone, when nothing of it grows any more. */
const settledRun = (items: readonly Item[], { plan, split }: RunPlace): Block[] => {
  const words = lastWords(items);
  const work = items.filter((item) => !words.has(item.id) && item.kind !== 'subagent' && ownBlock(item, plan) === null);
  const worked = work.length > 0 && work.every((item) => item.kind === 'reasoning' && item.text.trim() === '') ? [] : work;
  const said = items.filter((item) => item.kind === 'assistant' && words.has(item.id)) as ItemOf<'assistant'>[];
  return [
    ...workBlock(worked, false),
    ...agentsBlock(items, split),
    ...items.flatMap((item) => ownBlock(item, plan) ?? []),
    ...said.map((item, index): Block => ({ kind: 'answer', key: item.id, item, last: index === said.length - 1 })),
  ];
};

/** One run of items of the turn that is under way: words stay between the work. */
const liveRun = (items: readonly Item[], { plan, split }: RunPlace, isLast: boolean): Block[] => {
  const blocks: Block[] = [];
  let work: Item[] = [];
  let agents: Item[] = [];
  const flush = (live: boolean) => {
    blocks.push(...workBlock(work, live), ...agentsBlock(agents, split));
    work = [];
    agents = [];
  };
  for (const item of items) {
    const own = item.kind === 'assistant' ? ({ kind: 'answer', key: item.id, item, last: false } as const) : ownBlock(item, plan);
    if (own !== null) {
      flush(false);
      blocks.push(own);
    } else if (item.kind === 'subagent') {
      agents.push(item);
    } else {
      // Work that follows a sub-agent stands below it.
      if (agents.length > 0) flush(false);
      work.push(item);
    }
  }
  flush(isLast && agents.length === 0);
  return blocks;
};

interface Run {
  readonly turn: TurnId | null;
  readonly items: Item[];
}

/** Items between two that stand alone, kept apart by turn. */
const toRuns = (items: readonly Item[]): readonly (Run | Item)[] => {
  const runs: (Run | Item)[] = [];
  let run: Run | null = null;
  for (const item of items) {
    if (standsAlone(item)) {
      run = null;
      runs.push(item);
    } else if (run !== null && run.turn === item.turn) {
      run.items.push(item);
    } else {
      run = { turn: item.turn, items: [item] };
      runs.push(run);
    }
  }
  return runs;
};

const outcomeBlock = (turn: Turn | undefined, latest: boolean): Block[] =>
  turn === undefined || turn.outcome === null || turn.outcome.kind === 'completed'
    ? []
    : [{ kind: 'outcome', key: `outcome-${turn.id}`, turn, latest }];

const usageBlock = (turn: Turn): Block[] =>
  turn.outcome === null || turn.usage === null ? [] : [{ kind: 'usage', key: `usage-${turn.id}`, turn }];

/** The plan shown in the flow: the newest one of each turn. Earlier ones are steps of the work. */
const newestPlans = (items: readonly Item[]): ReadonlyMap<TurnId | null, ItemId> =>
  new Map(items.filter((item) => item.kind === 'plan').map((item) => [item.turn, item.id]));

export type SetAside = NonNullable<Thread['setAside']>;

/** Items one after the other that were set aside together, or are not. */
const stretches = (
  items: readonly Item[],
  setAside: SetAside,
): readonly { readonly aside: SetAside[number] | null; readonly items: Item[] }[] => {
  const found: { readonly aside: SetAside[number] | null; readonly items: Item[] }[] = [];
  for (const item of items) {
    const aside = setAside.find(({ from, to }) => from <= item.position && item.position <= to) ?? null;
    const last = found.at(-1);
    if (last !== undefined && last.aside === aside) last.items.push(item);
    else found.push({ aside, items: [item] });
  }
  return found;
};

/** What only told of going back and forth is of no use to anybody. */
const asideBlock = (items: readonly Item[]): Block[] => {
  const [first] = items;
  if (first === undefined || items.every((item) => item.kind === 'notice')) return [];
  return [{ kind: 'aside', key: `aside-${first.id}`, items, blocks: flowOf(items, []) }];
};

/**
 * Blocks in the order they are read. `items` is a run of the log without holes; a turn that began before
 * it is shown from where it is known.
 */
export const toBlocks = (items: readonly Item[], turns: readonly Turn[], setAside: SetAside = []): readonly Block[] =>
  setAside.length === 0
    ? flowOf(items, turns)
    : stretches(items, setAside).flatMap((stretch) => (stretch.aside === null ? flowOf(stretch.items, turns) : asideBlock(stretch.items)));

const flowOf = (all: readonly Item[], turns: readonly Turn[]): readonly Block[] => {
  const split = splitAgents(all);
  const items = split.main;
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const plans = newestPlans(items);
  const runs = toRuns(items);
  const newestTurn = turns.at(-1)?.id ?? null;
  const blocks: Block[] = [];
  const turnOf = (entry: Run | Item | undefined): TurnId | null => entry?.turn ?? null;
  runs.forEach((entry, index) => {
    const turn = turnOf(entry) === null ? undefined : byId.get(turnOf(entry) as TurnId);
    if ('kind' in entry) {
      if (standsAlone(entry)) blocks.push(aloneBlock(entry));
    } else {
      const place = { plan: plans.get(entry.turn) ?? null, split };
      const live = turn !== undefined && turn.outcome === null;
      blocks.push(...(live ? liveRun(entry.items, place, index === runs.length - 1) : settledRun(entry.items, place)));
    }
    const next = runs[index + 1];
    if (turn !== undefined && (next === undefined || turnOf(next) !== turn.id)) {
      blocks.push(...usageBlock(turn), ...outcomeBlock(turn, turn.id === newestTurn));
    }
  });
  return blocks;
};
