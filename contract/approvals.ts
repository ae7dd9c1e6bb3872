/**
 * Approvals: what an agent asks of a person. A row each; it survives restarts, can be answered from anywhere,
 * and never turns into a denial by itself.
 */
import { z } from './zod.ts';
import { ApprovalId, ItemId, RuleId, ThreadId, Time, TurnId } from './ids.ts';
import { ChangedFile } from './items.ts';
import { RuleMatch } from './rules.ts';

export const ApprovalKind = z.enum(['command', 'file-change', 'tool', 'permissions', 'question', 'plan', 'trust']);
export type ApprovalKind = z.infer<typeof ApprovalKind>;

/** `decision` of an answer is the id of one of these; `answer` goes with `answers` or a text. */
export const DecisionId = z.string().min(1).max(64);

export const Decision = z.object({
  /**
   * `allow-once`, `allow-thread` and `allow-project` (which make rules), `deny`, `deny-and-stop`, `answer`, or an option's own
   * id (`option-1`).
   */
  id: DecisionId,
  label: z.string(),
  effect: z.enum(['allow', 'deny', 'answer']),
});
export type Decision = z.infer<typeof Decision>;

export const Question = z.object({
  id: z.string(),
  header: z.string(),
  text: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string() })).readonly(),
  many: z.boolean(),
  freeText: z.boolean(),
  secret: z.boolean(),
  /** What the free text is, for a form that asks for more than words (MCP elicitation). Absent: any text. */
  input: z.enum(['text', 'number', 'integer', 'email', 'url', 'date', 'date-time']).optional(),
  /** May be left empty. */
  optional: z.boolean().optional(),
  /** What is filled in at first: labels of options, or a text. */
  initial: z.array(z.string()).readonly().optional(),
});
export type Question = z.infer<typeof Question>;

export const ApprovalDetail = z.object({
  command: z.string().optional(),
  cwd: z.string().optional(),
  /** Why the agent or the sandbox says it is needed. */
  reason: z.string().optional(),
  changes: z.array(ChangedFile).readonly().optional(),
  questions: z.array(Question).readonly().optional(),
  /** A plan to approve, or the arguments of a tool as JSON text. */
  text: z.string().optional(),
  /** A page that the user is to visit before answering. Opened only when the user follows it. */
  url: z.string().optional(),
});
export type ApprovalDetail = z.infer<typeof ApprovalDetail>;

/** Who answered, where it was not a person. */
export const AnsweredBy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rule'), rule: RuleId, text: z.string() }),
  z.object({ kind: z.literal('reviewer'), model: z.string(), why: z.string() }),
]);
export type AnsweredBy = z.infer<typeof AnsweredBy>;

export const ApprovalState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.object({ kind: z.literal('answered'), decision: DecisionId, text: z.string().optional(), by: AnsweredBy.optional(), at: Time }),
  /**
   * Nobody waits for the answer any more: the turn was stopped, or the agent died. After a crash it stays
   * answerable in the sense that going on asks again.
   */
  z.object({ kind: z.literal('withdrawn'), by: z.enum(['stop', 'crash', 'agent']), at: Time }),
]);
export type ApprovalState = z.infer<typeof ApprovalState>;

export const Approval = z.object({
  id: ApprovalId,
  thread: ThreadId,
  turn: TurnId.nullable(),
  item: ItemId.nullable(),
  kind: ApprovalKind,
  /** One line: what is asked. */
  title: z.string(),
  detail: ApprovalDetail,
  decisions: z.array(Decision).readonly(),
  /** The rules that `allow-thread` and `allow-project` would make, before a person edits them. */
  offer: z.array(RuleMatch).readonly().optional(),
  /** The reviewer model looks at it; a person may answer all the same. */
  reviewing: z.boolean().optional(),
  state: ApprovalState,
  createdAt: Time,
});
export type Approval = z.infer<typeof Approval>;

export const ApprovalAnswer = z.object({
  approval: ApprovalId,
  decision: DecisionId,
  /** Reason of a denial, or the free-text answer to a question. */
  text: z.string().max(100_000).optional(),
  /** Answers by question id, when there are several questions. */
  answers: z.record(z.string().max(1_000), z.array(z.string().max(100_000)).max(1_000)).optional(),
  /** What `allow-thread` and `allow-project` are to remember, as edited; absent: as offered. */
  rules: z.array(RuleMatch).min(1).max(20).optional(),
});
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>;
