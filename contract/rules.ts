/**
 * What an agent wants to do, and what the user's rules say about it. One vocabulary for every agent: a backend names the
 * action, the approvals engine judges it.
 */
import { z } from './zod.ts';
import { PATH_MAX_CHARS, ProjectId, RuleId, ThreadId, Time } from './ids.ts';
import { call, topic } from './rpc.ts';

const path = z.string().max(PATH_MAX_CHARS);

export const AgentAction = z.discriminatedUnion('kind', [
  /**
   * A shell text, as it will be run; `sandboxed` false means outside of the sandbox. An agent whose command the sandbox
   * refused asks again with false: that is the escalation, and only a rule of the user's or a person allows it.
   */
  z.object({ kind: z.literal('command'), command: z.string(), cwd: path, sandboxed: z.boolean() }),
  /** Files to be written, moved or deleted; absolute paths. */
  z.object({ kind: z.literal('change'), paths: z.array(path).readonly() }),
  z.object({ kind: z.literal('network'), host: z.string(), port: z.number().int().nullable() }),
  /** A tool of an MCP server (or of the agent itself: `server` null). `readOnly` is what the server says of itself. */
  z.object({ kind: z.literal('tool'), server: z.string().nullable(), tool: z.string(), readOnly: z.boolean() }),
]);
export type AgentAction = z.infer<typeof AgentAction>;

export const Verdict = z.enum(['allow', 'ask', 'refuse']);
export type Verdict = z.infer<typeof Verdict>;

/** The engine's word on an action. `why` is a sentence for people, shown beside what was done, asked or refused. */
export const Judgement = z.object({ verdict: Verdict, why: z.string(), rule: z.string().nullable() });
export type Judgement = z.infer<typeof Judgement>;

/** Where a rule holds. */
export const RuleScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('thread'), thread: ThreadId }),
  z.object({ kind: z.literal('project'), project: ProjectId }),
  z.object({ kind: z.literal('everywhere') }),
]);
export type RuleScope = z.infer<typeof RuleScope>;

const word = z.string().max(4_000);

/** What a rule is about. Its form as text is in rule-text.ts. */
export const RuleMatch = z.discriminatedUnion('kind', [
  /** Every command whose words begin with these, wherever it stands among pipes and lists. */
  z.object({ kind: z.literal('command'), prefix: z.array(word).min(1).max(64).readonly() }),
  /** Changes of files: a glob with `*`, `**` and `?`; relative to the thread's folder, absolute, or from `~/`. */
  z.object({ kind: z.literal('path'), glob: path.min(1) }),
  /** A host, or `*.example.org` for all below it; without a port every port. */
  z.object({ kind: z.literal('host'), host: z.string().min(1).max(255), port: z.number().int().min(1).max(65_535).nullable() }),
  /** A tool of an MCP server; without a tool all of them. `server` null: the agent's own tools. */
  z.object({ kind: z.literal('tool'), server: z.string().max(200).nullable(), tool: z.string().min(1).max(200).nullable() }),
]);
export type RuleMatch = z.infer<typeof RuleMatch>;

export const RuleAuthor = z.enum(['user', 'import']);

export const Rule = z.object({
  id: RuleId,
  scope: RuleScope,
  match: RuleMatch,
  /** The strictest rule that matches wins: refuse before ask before allow. */
  verdict: Verdict,
  createdAt: Time,
  by: RuleAuthor,
  usedCount: z.number().int().nonnegative(),
  lastUsedAt: Time.nullable(),
});
export type Rule = z.infer<typeof Rule>;

/** A change of the rules that can be undone: `rules.undo` puts `before` back. */
export const RuleChange = z.object({
  id: z.number().int(),
  at: Time,
  before: Rule.nullable(),
  after: Rule.nullable(),
});
export type RuleChange = z.infer<typeof RuleChange>;

/** Rules in the order they were made, and the latest changes, newest first. */
export const RulesView = z.object({ rules: z.array(Rule).readonly(), changes: z.array(RuleChange).readonly() });
export type RulesView = z.infer<typeof RulesView>;

/** What the reviewer did on a day, in the core's time zone (`2026-03-04`). */
export const ReviewerDay = z.object({
  day: z.string(),
  /** Asks it answered with yes. */
  allowed: z.number().int().nonnegative(),
  /** Asks it left to a person: doubt, no time, no model, an answer out of form. */
  passedOn: z.number().int().nonnegative(),
});
export type ReviewerDay = z.infer<typeof ReviewerDay>;

/** The reviewer: `today` and the days before, newest first. `ready` false: the chosen model cannot be had now. */
export const ReviewerState = z.object({ ready: z.boolean(), days: z.array(ReviewerDay).readonly() });
export type ReviewerState = z.infer<typeof ReviewerState>;

/** A rule without what the core adds. */
export const NewRule = z.object({ scope: RuleScope, match: RuleMatch, verdict: Verdict });
export type NewRule = z.infer<typeof NewRule>;

/** Longest text of rules that can be imported, in characters. */
const IMPORT_MAX_CHARS = 4_000_000;
const none = z.object({});

export const ruleCalls = {
  rules: topic(none, RulesView, RulesView),
  'rules.add': call(NewRule, Rule),
  'rules.edit': call(z.object({ rule: RuleId, change: NewRule.partial() }), z.object({ rule: Rule, change: z.number().int() })),
  'rules.remove': call(z.object({ rule: RuleId }), z.object({ change: z.number().int() })),
  /** Puts back what a change changed; gives the rule as it is now, null when it is gone. */
  'rules.undo': call(z.object({ change: z.number().int() }), Rule.nullable()),
  /** JSON text. Rules of one thread mean nothing elsewhere and are left out; projects are named by their paths. */
  'rules.export': call(none, z.object({ text: z.string(), rules: z.number().int() })),
  /** Adds what is not there yet. `problems` say what was left out. */
  'rules.import': call(
    z.object({ text: z.string().max(IMPORT_MAX_CHARS) }),
    z.object({ added: z.number().int(), known: z.number().int(), problems: z.array(z.string()).readonly() }),
  ),
  reviewer: topic(none, ReviewerState, ReviewerState),
} as const;
