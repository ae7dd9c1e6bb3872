/** The change a thread made, and how it lands. Always computed by git in the worktree, for every agent alike. */
import { z } from './zod.ts';
import { ThreadId } from './ids.ts';
import { ChangeTotals } from './threads.ts';

export const ChangeScope = z.enum(['base', 'uncommitted']);
export type ChangeScope = z.infer<typeof ChangeScope>;

export const FileChange = z.object({
  path: z.string(),
  from: z.string().nullable(),
  kind: z.enum(['added', 'modified', 'deleted', 'renamed', 'type-changed', 'conflicted']),
  added: z.number().int().nonnegative(),
  deleted: z.number().int().nonnegative(),
  binary: z.boolean(),
  /** Not known to git yet. */
  untracked: z.boolean(),
});
export type FileChange = z.infer<typeof FileChange>;

export const Changes = z.object({
  thread: ThreadId,
  scope: ChangeScope,
  /** Commit the change is measured from. */
  from: z.string().nullable(),
  files: z.array(FileChange).readonly(),
  totals: ChangeTotals,
  /** Changes with the content; equal means nothing moved. */
  version: z.string(),
});
export type Changes = z.infer<typeof Changes>;

/** Patches past this many characters are left out of a batch and marked `tooLarge`. */
export const PATCH_MAX_CHARS = 2_000_000;

export const FilePatch = z.object({
  path: z.string(),
  /** Unified diff of the one file with its git header; empty when binary or too large. */
  patch: z.string(),
  tooLarge: z.boolean(),
});
export type FilePatch = z.infer<typeof FilePatch>;

export const FileText = z.object({
  path: z.string(),
  /** Null when the file is not there on that side. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  binary: z.boolean(),
  tooLarge: z.boolean(),
});
export type FileText = z.infer<typeof FileText>;

export const LandingMethod = z.enum(['merge', 'squash', 'rebase']);
export type LandingMethod = z.infer<typeof LandingMethod>;

/** What landing would do, found out without touching anything. */
export const LandingPreview = z.object({
  into: z.string(),
  branch: z.string(),
  /** Commits of the branch that the base lacks, oldest first. */
  commits: z.array(z.object({ commit: z.string(), subject: z.string() })).readonly(),
  /** Commits of the base that the branch lacks. */
  behind: z.number().int(),
  /** Uncommitted paths in the worktree; they are not part of what lands. */
  uncommitted: z.array(z.string()).readonly(),
  /** Paths that do not merge; landing is refused while there are any. */
  conflicts: z.array(z.string()).readonly(),
  /** The folder in which the base is checked out, if any: it is moved along only when the user says so. */
  checkout: z.object({ path: z.string(), blockedBy: z.array(z.string()).readonly() }).nullable(),
  message: z.string(),
});
export type LandingPreview = z.infer<typeof LandingPreview>;

export const Landed = z.object({
  into: z.string(),
  commit: z.string(),
  how: LandingMethod,
  /** What the base gained. */
  changes: ChangeTotals,
  /** Why the thread's branch stays where it was, as a sentence. Null when it goes on from what landed. */
  stays: z.string().nullable(),
});
export type Landed = z.infer<typeof Landed>;
