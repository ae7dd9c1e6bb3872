/** A thread: one task, its agent, its worktree, its conversation. */
import { z } from './zod.ts';
import { Approval } from './approvals.ts';
import { ContextMode } from './context.ts';
import { Failure } from './failure.ts';
import { PullRequestSummary } from './forge.ts';
import { AgentId, AttachmentId, ItemId, PATH_MAX_CHARS, ProjectId, QueuedId, RaceId, ThreadId, Time, TurnId, WorkflowId } from './ids.ts';
import { Attachment, GrowingField, Item, type PlanStep } from './items.ts';
import { PolicyDetails, PolicyName } from './policy.ts';
import { TurnAct } from './turn-acts.ts';

export const WaitReason = z.enum(['approval', 'question']);

/** What the thread does now. The board's column, the live line and the notifications derive from it. */
export const ThreadState = z.discriminatedUnion('kind', [
  /** Written down, not started. */
  z.object({ kind: z.literal('backlog') }),
  /** The worktree is being made or set up. `done`/`total` are files checked out, when git tells. */
  z.object({
    kind: z.literal('preparing'),
    step: z.enum(['worktree', 'files', 'setup']),
    done: z.number().int().nullable(),
    total: z.number().int().nullable(),
    since: Time,
  }),
  z.object({ kind: z.literal('running'), turn: TurnId, since: Time }),
  z.object({ kind: z.literal('waiting'), turn: TurnId.nullable(), reason: WaitReason, since: Time }),
  /** At rest. `interrupted`: cut by a crash or quit of the app; `stopped`: by the user. */
  z.object({ kind: z.literal('idle'), outcome: z.enum(['none', 'completed', 'stopped', 'interrupted']), since: Time }),
  z.object({ kind: z.literal('failed'), during: z.enum(['prepare', 'turn']), failure: Failure, since: Time }),
]);
export type ThreadState = z.infer<typeof ThreadState>;

export const Column = z.enum(['backlog', 'needs-you', 'running', 'review', 'done']);
export type Column = z.infer<typeof Column>;

export const Worktree = z.object({
  /** `worktree`: made by us; `checkout`: the project's own folder; `adopted`: a worktree that was there before. */
  place: z.enum(['worktree', 'checkout', 'adopted']),
  status: z.enum(['planned', 'creating', 'ready', 'missing', 'removed']),
  path: z.string().nullable(),
  branch: z.string().nullable(),
  /** The branch, tag or commit it was started from, as the user named it; changes land there when it is a branch. */
  base: z.string().nullable(),
  baseCommit: z.string().nullable(),
  /** First of ten ports that belong to this thread. */
  firstPort: z.number().int().nullable(),
  /** Disk use in bytes; null until measured. */
  bytes: z.number().int().nullable(),
  /** The ref that holds what a removal would have lost, untracked files included. */
  snapshot: z.string().nullable(),
});
export type Worktree = z.infer<typeof Worktree>;

/** A thread's part in a long task. */
export const WorkflowLink = z.object({
  id: WorkflowId,
  role: z.enum(['planner', 'generator', 'evaluator']),
  stage: z.enum(['planning', 'agreeing', 'generating', 'evaluating', 'paused', 'passed', 'ended']),
  /** The round under way, 0 before the first; of an evaluator its own. */
  round: z.number().int().nonnegative(),
  rounds: z.number().int().positive(),
});
export type WorkflowLink = z.infer<typeof WorkflowLink>;

export const ChangeTotals = z.object({
  files: z.number().int().nonnegative(),
  added: z.number().int().nonnegative(),
  deleted: z.number().int().nonnegative(),
});
export type ChangeTotals = z.infer<typeof ChangeTotals>;

export const Usage = z.object({
  /** All that was read, from the cache or not. */
  inputTokens: z.number().int().nonnegative(),
  cachedTokens: z.number().int().nonnegative(),
  /** All that was written, reasoning too. */
  outputTokens: z.number().int().nonnegative(),
  /** Tokens in the context after the last model call, and its size; null when the agent does not say. */
  contextTokens: z.number().int().nullable(),
  contextWindow: z.number().int().nullable(),
  /** What the agent itself says it cost. */
  costUsd: z.number().nullable(),
  /** Of a turn, where the agent says it: input that was written into the cache, output that was reasoning, the model. */
  cacheWriteTokens: z.number().int().nonnegative().optional(),
  reasoningTokens: z.number().int().nonnegative().optional(),
  model: z.string().optional(),
});
export type Usage = z.infer<typeof Usage>;

/** Its place in a race: open until one of the threads is picked. */
export const RaceLink = z.object({ id: RaceId, outcome: z.enum(['open', 'won', 'lost']) });
export type RaceLink = z.infer<typeof RaceLink>;

export const Thread = z.object({
  id: ThreadId,
  project: ProjectId,
  title: z.string(),
  agent: AgentId,
  model: z.string().nullable(),
  effort: z.string().nullable(),
  /** The agent's own way of working (`Agent.modes`); absent or null: its default. */
  mode: z.string().nullable().optional(),
  /** What the agent works towards of its own accord, until it is reached or cleared. */
  goal: z.string().optional(),
  policy: PolicyName,
  /** What the user allowed or forbade in this thread alone. */
  sandbox: PolicyDetails.optional(),
  state: ThreadState,
  worktree: Worktree,
  changes: ChangeTotals,
  /** How the work landed last, when it did, and how large it was. */
  landed: z
    .object({ how: z.enum(['merge', 'squash', 'rebase']), into: z.string(), commit: z.string(), changes: ChangeTotals, at: Time })
    .nullable(),
  /** What the forge said last of its pull request; absent while there is none. */
  pullRequest: PullRequestSummary.optional(),
  /** The race it runs in: the same task given to several agents. */
  race: RaceLink.optional(),
  /** Begun outside of the app and taken in then; items up to this position are how it went before. */
  imported: z.object({ at: Time, upTo: z.number().int().positive() }).optional(),
  turns: z.number().int().nonnegative(),
  /**
   * Stretches of the log that were said before the conversation went back to an earlier point: positions, both ends
   * included, in order. They stay in the log; agents are not told of them any more.
   */
  setAside: z
    .array(z.object({ from: z.number().int(), to: z.number().int(), at: Time }))
    .readonly()
    .optional(),
  queued: z.number().int().nonnegative(),
  /** What happens this second, in one line: the command, the file, the first words of the answer. */
  live: z.string().nullable(),
  /** `active`: the step under way, in one line. */
  plan: z.object({ done: z.number().int(), total: z.number().int(), active: z.string().optional() }).nullable(),
  usage: Usage,
  /** What happens before the agent's context is full; the default of the settings when absent. */
  contextMode: ContextMode.optional(),
  /** The long task that drives it. The generator's thread stands for the whole, its `stage` says where that is. */
  workflow: WorkflowLink.optional(),
  tags: z.array(z.string()).readonly(),
  pinned: z.boolean(),
  unread: z.boolean(),
  doneAt: Time.nullable(),
  archivedAt: Time.nullable(),
  snoozedUntil: Time.nullable(),
  /** Set while the thread is removed but can still be restored. */
  removedAt: Time.nullable(),
  createdAt: Time,
  updatedAt: Time,
});
export type Thread = z.infer<typeof Thread>;

export const TurnOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('completed') }),
  z.object({ kind: z.literal('stopped') }),
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('failed'), failure: Failure }),
]);
export type TurnOutcome = z.infer<typeof TurnOutcome>;

export const Turn = z.object({
  id: TurnId,
  thread: ThreadId,
  /** 1, 2, 3 … within the thread. */
  number: z.number().int().positive(),
  trigger: z.enum(['user', 'queue', 'agent', 'retry', 'resume']),
  /** What it was begun for, where that was no plain message. */
  act: TurnAct.optional(),
  startedAt: Time,
  endedAt: Time.nullable(),
  outcome: TurnOutcome.nullable(),
  usage: Usage.nullable(),
});
export type Turn = z.infer<typeof Turn>;

export const QueuedMessage = z.object({
  id: QueuedId,
  text: z.string(),
  attachments: z.array(Attachment).readonly(),
  createdAt: Time,
});
export type QueuedMessage = z.infer<typeof QueuedMessage>;

/** A draft may be longer than what can be sent: it says so when it is sent, and nothing of it is lost till then. */
export const DRAFT_MAX_CHARS = 4_000_000;
export const Draft = z.object({ text: z.string(), attachments: z.array(Attachment).readonly() });
export type Draft = z.infer<typeof Draft>;

/** Where a new thread works. */
export const Placement = z.discriminatedUnion('kind', [
  /** A worktree of its own from a branch, tag or commit; `base` null takes the project's default. */
  z.object({
    kind: z.literal('worktree'),
    base: z.string().max(300).nullable(),
    branch: z.string().max(200).nullable().default(null),
    /** The branch begins at this commit and not at the tip of the base, with the files of another: a fork. */
    start: z.object({ commit: z.string().regex(/^[0-9a-f]{40,64}$/), files: z.string().regex(/^[0-9a-f]{40,64}$/) }).optional(),
  }),
  /** A worktree of its own that starts from what the project's checkout holds now, uncommitted changes included. */
  z.object({ kind: z.literal('from-checkout'), branch: z.string().max(200).nullable().default(null) }),
  /** The project's own checkout. */
  z.object({ kind: z.literal('checkout') }),
  /** A worktree that is there already. */
  z.object({ kind: z.literal('adopt'), path: z.string().max(PATH_MAX_CHARS) }),
]);
export type Placement = z.infer<typeof Placement>;

export const PROMPT_MAX_CHARS = 1_000_000;
const text = z.string().max(PROMPT_MAX_CHARS);
export const MessageText = text.refine((value) => value.trim() !== '', 'says nothing');
const attachments = z.array(AttachmentId).max(100).default([]);

export const NewThread = z.object({
  project: ProjectId,
  prompt: MessageText,
  attachments,
  title: z.string().max(200).optional(),
  agent: AgentId.optional(),
  model: z.string().max(200).nullable().optional(),
  effort: z.string().max(40).nullable().optional(),
  mode: z.string().max(100).nullable().optional(),
  policy: PolicyName.optional(),
  contextMode: ContextMode.optional(),
  placement: Placement.default({ kind: 'worktree', base: null, branch: null }),
  tags: z.array(z.string().max(40)).max(20).optional(),
  /** False writes it down in the backlog. */
  start: z.boolean().default(true),
});
export type NewThread = z.infer<typeof NewThread>;

export const SendMessage = z.object({
  thread: ThreadId,
  text: MessageText,
  attachments,
  /**
   * While a turn runs: `queue` waits for its end, `steer` reaches the agent now (or at its next step; a backend
   * that cannot be steered queues it first in line). At rest both begin a turn.
   */
  delivery: z.enum(['queue', 'steer']).default('queue'),
});
export type SendMessage = z.infer<typeof SendMessage>;

/** Fields the user may set directly; each is optional, null clears. */
export const ThreadPatch = z.object({
  title: z.string().min(1).max(200).optional(),
  agent: AgentId.optional(),
  model: z.string().max(200).nullable().optional(),
  effort: z.string().max(40).nullable().optional(),
  mode: z.string().max(100).nullable().optional(),
  policy: PolicyName.optional(),
  contextMode: ContextMode.optional(),
  sandbox: PolicyDetails.optional(),
  pinned: z.boolean().optional(),
  unread: z.boolean().optional(),
  done: z.boolean().optional(),
  archived: z.boolean().optional(),
  snoozedUntil: Time.nullable().optional(),
  tags: z.array(z.string().max(40)).max(20).optional(),
});
export type ThreadPatch = z.infer<typeof ThreadPatch>;

/** What would be lost or ended if the thread were removed now. */
export const RemovalPreview = z.object({
  worktree: z.enum(['kept', 'removed', 'none']),
  uncommitted: z.array(z.string()).readonly(),
  /** How many paths `uncommitted` leaves out. */
  uncommittedMore: z.number().int(),
  /** Commits on the thread's branch that are on no other branch or remote. */
  unpushed: z.array(z.object({ commit: z.string(), subject: z.string() })).readonly(),
  running: z.array(z.string()).readonly(),
  bytes: z.number().int().nullable(),
});
export type RemovalPreview = z.infer<typeof RemovalPreview>;

export const SearchHit = z.object({
  thread: ThreadId,
  item: ItemId.nullable(),
  /** Text around the hit; the matches stand between U+0002 and U+0003. */
  excerpt: z.string(),
  at: Time,
});
export type SearchHit = z.infer<typeof SearchHit>;

/** A run of a thread's log, oldest first and without holes. */
export const ItemsPage = z.object({
  items: z.array(Item).readonly(),
  /** The turns that the items belong to, in their order. */
  turns: z.array(Turn).readonly(),
});
export type ItemsPage = z.infer<typeof ItemsPage>;

/** The open thread: a snapshot, then `ThreadEvent`s. */
export const ThreadView = z.object({
  thread: Thread,
  /** Those of the items, and the newest. */
  turns: z.array(Turn).readonly(),
  /** The newest items, oldest first, without holes. Older ones come with `threads.items`. */
  items: z.array(Item).readonly(),
  approvals: z.array(Approval).readonly(),
  queue: z.array(QueuedMessage).readonly(),
  draft: Draft,
});
export type ThreadView = z.infer<typeof ThreadView>;

export const ThreadEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('thread'), thread: Thread }),
  z.object({ kind: z.literal('turn'), turn: Turn }),
  /** A new item, or the new whole of one that is known. */
  z.object({ kind: z.literal('item'), item: Item }),
  /** Text added to a live item; `outputBytes` is the new length of the whole when `field` is `output`. */
  z.object({ kind: z.literal('append'), item: ItemId, field: GrowingField, chunk: z.string(), outputBytes: z.number().int().optional() }),
  z.object({ kind: z.literal('approval'), approval: Approval }),
  z.object({ kind: z.literal('queue'), queue: z.array(QueuedMessage).readonly() }),
  z.object({ kind: z.literal('draft'), draft: Draft }),
]);
export type ThreadEvent = z.infer<typeof ThreadEvent>;

const ACTIVE_STEP_MAX_CHARS = 140;

/** How far a plan has come and what it is at; null when there is none. */
export const planProgress = (steps: readonly PlanStep[]): Thread['plan'] => {
  if (steps.length === 0) return null;
  const active = steps
    .find((step) => step.status === 'active')
    ?.text.trim()
    .split('\n', 1)[0]
    ?.slice(0, ACTIVE_STEP_MAX_CHARS);
  const done = steps.filter((step) => step.status === 'done').length;
  return { done, total: steps.length, ...(active === undefined || active === '' ? {} : { active }) };
};

/** The change to speak of: what is there to review, or, when that is nothing, what landed. */
export const changesOf = ({ changes, landed }: Pick<Thread, 'changes' | 'landed'>): ChangeTotals =>
  changes.files === 0 && landed !== null ? landed.changes : changes;
