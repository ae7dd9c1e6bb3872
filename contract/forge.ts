/**
 * Where a thread's branch goes beyond this machine: the remote it is pushed to, and its pull request there. Only git's own
 * push address and, for GitHub, the user's `gh` are used; Switchyard holds no account of a forge.
 */
import { z } from './zod.ts';
import { ThreadId, Time } from './ids.ts';
import { call } from './rpc.ts';

export const ForgeKind = z.enum(['github', 'gitlab', 'bitbucket', 'gitea', 'other']);
export type ForgeKind = z.infer<typeof ForgeKind>;

export const CheckState = z.enum(['passed', 'failed', 'pending', 'skipped']);
export const Check = z.object({
  /** Unique within the pull request. */
  id: z.string(),
  name: z.string(),
  state: CheckState,
  url: z.string().nullable(),
});
export type Check = z.infer<typeof Check>;

export const ForgeComment = z.object({
  id: z.string(),
  author: z.string(),
  body: z.string(),
  /** Where in the change it stands; null when it is about the whole. */
  path: z.string().nullable(),
  line: z.number().int().nullable(),
  /** The word of a review; null for a plain comment. */
  verdict: z.enum(['approved', 'changes-requested', 'commented']).nullable(),
  url: z.string().nullable(),
  at: Time,
});
export type ForgeComment = z.infer<typeof ForgeComment>;

/** What the board shows of a pull request. */
export const PullRequestSummary = z.object({
  number: z.number().int(),
  url: z.string(),
  state: z.enum(['open', 'draft', 'merged', 'closed']),
  review: z.enum(['none', 'required', 'approved', 'changes-requested']),
  checks: z.object({ passed: z.number().int(), failed: z.number().int(), pending: z.number().int() }),
  comments: z.number().int(),
});
export type PullRequestSummary = z.infer<typeof PullRequestSummary>;

export const PullRequest = PullRequestSummary.extend({
  title: z.string(),
  mergeable: z.enum(['yes', 'no', 'unknown']),
  /** Commit the forge has as its head. */
  head: z.string(),
  checkList: z.array(Check).readonly(),
  commentList: z.array(ForgeComment).readonly(),
});
export type PullRequest = z.infer<typeof PullRequest>;

export const ForgeLook = z.object({
  branch: z.string(),
  base: z.string(),
  /** Null when the repository has no remote. The address is shown without what could be a password. */
  remote: z.object({ name: z.string(), url: z.string(), kind: ForgeKind }).nullable(),
  /** As of the last push or fetch: commits not pushed yet, and commits of the remote that the branch lacks. Null: never pushed. */
  pushed: z.object({ ahead: z.number().int(), behind: z.number().int() }).nullable(),
  uncommitted: z.number().int(),
  /** How a pull request is opened: by `gh`, or on a page in the browser; `none` when the forge is not known. */
  way: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('gh') }),
    z.object({ kind: z.literal('page'), why: z.string() }),
    z.object({ kind: z.literal('none'), why: z.string() }),
  ]),
  proposed: z.object({ title: z.string(), body: z.string() }),
  pullRequest: PullRequest.nullable(),
  /** Why the pull request could not be looked up, as a sentence. */
  trouble: z.string().nullable(),
});
export type ForgeLook = z.infer<typeof ForgeLook>;

const onThread = z.object({ thread: ThreadId });

export const forgeCalls = {
  'forge.look': call(onThread, ForgeLook),
  /** Pushes the branch. `force` replaces what the remote has, only if that is what was seen last (a lease). */
  'forge.push': call(onThread.extend({ force: z.boolean().default(false) }), z.object({ remote: z.string(), page: z.string().nullable() })),
  /** Pushes, then opens a pull request; where that is done on a page, `page` is its address, to be opened by the caller. */
  'forge.open': call(
    onThread.extend({ title: z.string().min(1).max(300), body: z.string().max(60_000), draft: z.boolean().default(false) }),
    z.object({ url: z.string().nullable(), page: z.string().nullable() }),
  ),
  /** The last lines that a failed check printed. */
  'forge.check-log': call(onThread.extend({ check: z.string().max(300) }), z.object({ text: z.string() })),
} as const;
