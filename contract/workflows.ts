/**
 * Long tasks: a planner proposes criteria, a generator works, an evaluator with fresh eyes judges, round after round within
 * limits. Each role is an ordinary thread of any agent; the generator's thread stands for the whole on the board.
 */
import { z } from './zod.ts';
import { AgentId, AttachmentId, ProjectId, ThreadId, Time, WorkflowId } from './ids.ts';
import { PolicyName } from './policy.ts';
import { call, topic } from './rpc.ts';
import { MessageText, Placement, type WorkflowLink } from './threads.ts';

export const WorkflowRole = z.enum(['planner', 'generator', 'evaluator']);
export type WorkflowRole = z.infer<typeof WorkflowRole>;

/** Who plays a role. Null takes the project's default; planner and evaluator read only unless something else is said. */
export const RoleChoice = z.object({
  agent: AgentId.nullable().default(null),
  model: z.string().max(200).nullable().default(null),
  effort: z.string().max(40).nullable().default(null),
  policy: PolicyName.nullable().default(null),
});
export type RoleChoice = z.infer<typeof RoleChoice>;

const RoleChoices = z.object({ planner: RoleChoice, generator: RoleChoice, evaluator: RoleChoice });

/** What must be so in the end, and how that is seen. */
export const Criterion = z.object({
  id: z.string().regex(/^c[0-9]{1,3}$/),
  text: z.string().trim().min(1).max(2_000),
  verify: z.string().max(2_000).default(''),
});
export type Criterion = z.infer<typeof Criterion>;

export const Finding = z.object({ criterion: z.string(), pass: z.boolean(), note: z.string() });
export type Finding = z.infer<typeof Finding>;

/** The evaluator's word. `pass` only when every criterion passes. */
export const RoundVerdict = z.object({ pass: z.boolean(), findings: z.array(Finding).readonly(), summary: z.string() });
export type RoundVerdict = z.infer<typeof RoundVerdict>;

export const Round = z.object({
  number: z.number().int().positive(),
  startedAt: Time,
  endedAt: Time.nullable(),
  /** The state of the generator's folder that was judged. */
  commit: z.string().nullable(),
  evaluator: ThreadId.nullable(),
  verdict: RoundVerdict.nullable(),
});
export type Round = z.infer<typeof Round>;

export const WorkflowStep = z.enum(['planning', 'agreeing', 'generating', 'evaluating']);
export type WorkflowStep = z.infer<typeof WorkflowStep>;

export const WorkflowStatus = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running') }),
  /** `by`: the user's word, or something that only they can mend; `why` is a sentence. */
  z.object({ kind: z.literal('paused'), by: z.enum(['user', 'trouble']), why: z.string() }),
  z.object({ kind: z.literal('over'), outcome: z.enum(['passed', 'rounds', 'tokens', 'stopped']), at: Time }),
]);
export type WorkflowStatus = z.infer<typeof WorkflowStatus>;

export const ROUNDS_MAX = 20;
export const WorkflowLimits = z.object({
  rounds: z.number().int().min(1).max(ROUNDS_MAX).default(4),
  /** Input and output of all its threads together; null: no limit. */
  tokens: z.number().int().min(1_000).nullable().default(null),
});
export type WorkflowLimits = z.infer<typeof WorkflowLimits>;

/** What was asked of a role's thread, so that a crash neither repeats nor loses it. */
const Asked = z.object({
  role: WorkflowRole,
  thread: ThreadId,
  /** Turns of the thread before it was asked. */
  turns: z.number().int().nonnegative(),
  text: z.string(),
  /** How often it was asked again because the answer could not be read, and taken up again after a crash. */
  again: z.number().int().nonnegative(),
  resumed: z.number().int().nonnegative(),
});
export type Asked = z.infer<typeof Asked>;

export const Workflow = z.object({
  id: WorkflowId,
  project: ProjectId,
  title: z.string(),
  prompt: z.string(),
  roles: RoleChoices,
  limits: WorkflowLimits,
  /** Whether the user sees the criteria before the work begins. */
  agreement: z.enum(['ask', 'auto']),
  step: WorkflowStep,
  status: WorkflowStatus,
  plan: z.string(),
  criteria: z.array(Criterion).readonly(),
  planner: ThreadId.nullable(),
  generator: ThreadId,
  /** Oldest first; the last one is under way or judged. */
  rounds: z.array(Round).readonly(),
  asked: Asked.nullable(),
  tokens: z.number().int().nonnegative(),
  createdAt: Time,
  updatedAt: Time,
});
export type Workflow = z.infer<typeof Workflow>;

export const NewWorkflow = z.object({
  project: ProjectId,
  prompt: MessageText,
  attachments: z.array(AttachmentId).max(100).default([]),
  title: z.string().max(200).optional(),
  roles: z.object({ planner: RoleChoice.optional(), generator: RoleChoice.optional(), evaluator: RoleChoice.optional() }).default({}),
  limits: WorkflowLimits.default({ rounds: 4, tokens: null }),
  agreement: z.enum(['ask', 'auto']).default('ask'),
  placement: Placement.default({ kind: 'worktree', base: null, branch: null }),
});
export type NewWorkflow = z.infer<typeof NewWorkflow>;

const onWorkflow = z.object({ workflow: WorkflowId });

export const workflowCalls = {
  workflows: topic(z.object({}), z.array(Workflow).readonly(), Workflow),
  'workflows.create': call(NewWorkflow, Workflow),
  /** The user's word on plan and criteria: the work begins. Also changes them for the rounds to come. */
  'workflows.agree': call(onWorkflow.extend({ plan: z.string().max(200_000), criteria: z.array(Criterion).min(1).max(50) }), Workflow),
  /** Ends the turn that runs; nothing is begun until it goes on. */
  'workflows.pause': call(onWorkflow, Workflow),
  /** Goes on where it was; with new limits also after it had reached one. */
  'workflows.continue': call(onWorkflow.extend({ limits: WorkflowLimits.partial().optional() }), Workflow),
  /** Ends it for good. Its threads stay. */
  'workflows.stop': call(onWorkflow, Workflow),
} as const;

export const putWorkflow = (list: readonly Workflow[], workflow: Workflow): readonly Workflow[] => {
  const index = list.findIndex(({ id }) => id === workflow.id);
  return index < 0 ? [...list, workflow] : list.with(index, workflow);
};

/** One word for where it stands, for badges. */
export const stageOf = ({ step, status }: Pick<Workflow, 'step' | 'status'>): WorkflowLink['stage'] => {
  if (status.kind === 'running') return step;
  if (status.kind === 'paused') return 'paused';
  return status.outcome === 'passed' ? 'passed' : 'ended';
};
