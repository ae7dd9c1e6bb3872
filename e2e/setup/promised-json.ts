/** The JSON that the command line promises to programs, written down anew so that a change of the app's own shapes shows. */
import { z } from '#contract/zod.ts';

const time = z.iso.datetime();
const count = z.number().int().nonnegative();

export const PromisedThread = z.object({
  id: z.string().min(1),
  title: z.string().min(1),
  project: z.string().min(1),
  agent: z.string().min(1),
  model: z.string().nullable(),
  policy: z.enum(['read-only', 'workspace-write', 'full-access']),
  column: z.enum(['backlog', 'needs-you', 'running', 'review', 'done']),
  state: z.string().min(1),
  /** Not promised in detail; what tests compare is among it. */
  stateDetail: z.looseObject({ kind: z.string() }),
  branch: z.string().nullable(),
  base: z.string().nullable(),
  worktree: z.string().nullable(),
  turns: count,
  queued: count,
  changes: z.object({ files: count, added: count, deleted: count }),
  createdAt: time,
  updatedAt: time,
});
export type PromisedThread = z.infer<typeof PromisedThread>;

export const PromisedItem = z.object({
  id: z.string().min(1),
  turn: z.number().int().nullable(),
  kind: z.string().min(1),
  status: z.string().min(1),
  text: z.string().optional(),
  command: z.string().optional(),
  output: z.string().optional(),
  exitCode: z.number().int().nullable().optional(),
  changes: z.array(z.object({ path: z.string(), kind: z.string() })).optional(),
});
export type PromisedItem = z.infer<typeof PromisedItem>;

export const PromisedApproval = z.object({
  id: z.string().min(1),
  thread: z.string().min(1),
  kind: z.string().min(1),
  title: z.string().min(1),
  detail: z.unknown(),
  decisions: z.array(z.object({ id: z.string().min(1), label: z.string().min(1) })).min(1),
});

export const PromisedLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread'), thread: PromisedThread }),
  z.object({ type: z.literal('turn'), turn: z.object({ number: z.number().int() }) }),
  z.object({ type: z.literal('item'), item: PromisedItem }),
  z.object({ type: z.literal('approval'), approval: PromisedApproval }),
]);
