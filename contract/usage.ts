/**
 * What agents used: tokens, cost and time, by turn and summed up; the limits of their accounts; and what models cost.
 * Days are the user's own: the day that it was where the core runs when the turn ended.
 */
import { z } from './zod.ts';
import { LimitWindow } from './agents.ts';
import { AgentId, ThreadId, Time, TurnId } from './ids.ts';
import { FigureSource, ModelPrice } from './models.ts';
import { call, topic } from './rpc.ts';

/** `2026-11-22`. */
export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is no day: write it like 2026-11-22');
export type Day = z.infer<typeof Day>;

const whole = z.number().int().nonnegative();

export const UsageSums = z.object({
  turns: whole,
  /** Time that agents were at work: turns, without the time in which they waited for a person. Milliseconds. */
  workMs: whole,
  /** All that models read, whether or not it came from a cache. */
  inputTokens: whole,
  /** Of the input: read from the cache, written into it. */
  cachedTokens: whole,
  cacheWriteTokens: whole,
  /** All that models wrote, reasoning too. */
  outputTokens: whole,
  reasoningTokens: whole,
  /** What the agents said it cost, and, where they did not, tokens by the price of the model. Null: nothing of it has a price. */
  costUsd: z.number().nullable(),
  /** How much of the cost was reckoned from prices, and not told by the agent. */
  reckonedUsd: z.number(),
  /** Tokens that are not in the cost: nobody told theirs, and their model has no price. */
  unpricedTokens: whole,
});
export type UsageSums = z.infer<typeof UsageSums>;

export const UsageBy = z.enum(['agent', 'day', 'model', 'project', 'thread']);
export type UsageBy = z.infer<typeof UsageBy>;

/** `key`: the agent, day, model, project or thread; empty where it is not known, as of usage from before it was kept. */
export const UsageGroup = UsageSums.extend({
  key: z.string(),
  /** Of threads and projects: the title, the name. Null when there is none (any more). */
  label: z.string().nullable(),
  /** Of a thread: it can be opened. */
  isThere: z.boolean(),
});
export type UsageGroup = z.infer<typeof UsageGroup>;

export const USAGE_GROUPS_MAX = 500;

export const UsageSummary = z.object({
  from: Day,
  to: Day,
  /** What `groups` are. */
  by: UsageBy,
  /** The day that it is for the core. */
  today: Day,
  totals: UsageSums,
  /** All agents on record in the order of their first use: a place that each keeps, whatever is asked for. */
  agents: z.array(AgentId).readonly(),
  /** The largest first, days in their order. */
  groups: z.array(UsageGroup).readonly(),
  /** How many groups `groups` leaves out: those that used least. */
  groupsMore: whole,
  /** For the picture: what each agent used on each day; nothing is said of days without use. In the order of days. */
  series: z.array(UsageSums.extend({ day: Day, agent: AgentId })).readonly(),
  /** Models in it whose tokens have no price. The largest first. */
  unpriced: z.array(z.object({ model: z.string(), tokens: whole })).readonly(),
});
export type UsageSummary = z.infer<typeof UsageSummary>;

export const TurnUsage = UsageSums.omit({ turns: true }).extend({
  turn: TurnId,
  number: z.number().int().positive(),
  agent: AgentId,
  /** Empty when the agent does not say. */
  model: z.string(),
  day: Day,
  startedAt: Time,
  /** The context after the last call of the model, and its size. */
  contextTokens: z.number().int().nullable(),
  contextWindow: z.number().int().nullable(),
});
export type TurnUsage = z.infer<typeof TurnUsage>;

export const ThreadUsage = z.object({ totals: UsageSums, turns: z.array(TurnUsage).readonly() });
export type ThreadUsage = z.infer<typeof ThreadUsage>;

export const PriceEntry = z.object({
  model: z.string(),
  price: z.object({ price: ModelPrice, from: FigureSource }).nullable(),
  /** Who used it last; empty: nobody did. */
  agents: z.array(AgentId).readonly(),
  /** All that it was used for so far. */
  tokens: whole,
});
export type PriceEntry = z.infer<typeof PriceEntry>;

export const PriceTable = z.object({
  /** Date of the table of prices that comes with the app. */
  tableOf: z.string(),
  /** Every model that was used or given a price by the user; the most used first. */
  entries: z.array(PriceEntry).readonly(),
});
export type PriceTable = z.infer<typeof PriceTable>;

/** A window of an allowance, as the agent told it last. */
export const KeptWindow = LimitWindow.extend({ toldAt: Time });
export type KeptWindow = z.infer<typeof KeptWindow>;

export const AgentLimits = z.object({
  agent: AgentId,
  /** Who was signed in, as the agent told it. */
  account: z.string().nullable(),
  windows: z.array(KeptWindow).readonly(),
});
export type AgentLimits = z.infer<typeof AgentLimits>;

/** Share of a window from which on it is shown as nearly used up, in percent. */
export const NEAR_LIMIT_PERCENT = 80;

export interface WindowNow {
  readonly usedPercent: number;
  readonly state: 'fine' | 'near' | 'reached';
  /** It began anew after the agent told of it: what was used since is not known. */
  readonly hasReset: boolean;
}

/** How a window stands now: one whose reset has passed is fresh again. */
export const windowNow = (window: Pick<KeptWindow, 'usedPercent' | 'resetsAt'>, now: number): WindowNow => {
  if (window.resetsAt !== null && window.resetsAt <= now) return { usedPercent: 0, state: 'fine', hasReset: true };
  const { usedPercent } = window;
  return { usedPercent, state: usedPercent >= 100 ? 'reached' : usedPercent >= NEAR_LIMIT_PERCENT ? 'near' : 'fine', hasReset: false };
};

const days = { from: Day, to: Day };
const modelName = z.string().min(1).max(400);

export const usageCalls = {
  /** Both ends count. Ends that are left out: the first day on record, today. */
  'usage.summary': call(z.object({ from: Day.optional(), to: Day.optional(), by: UsageBy.default('agent') }), UsageSummary),
  'usage.thread': call(z.object({ thread: ThreadId }), ThreadUsage),
  /** Rows of a table with commas, a line each: day, agent, model, project, thread. The first page begins with the names of the columns. */
  'usage.export': call(
    z.object({ ...days, row: whole.default(0) }),
    z.object({ lines: z.array(z.string()).readonly(), next: z.number().int().nullable() }),
  ),
  'usage.prices': call(z.object({}), PriceTable),
  /** The user's own price; null gives it back to who else knows one. Counts for all that was used, too. */
  'usage.set-price': call(z.object({ model: modelName, price: ModelPrice.nullable() }), z.null()),
  /** The newest limits that agents told, by agent and account. */
  limits: topic(z.object({}), z.array(AgentLimits).readonly(), z.array(AgentLimits).readonly()),
} as const;
