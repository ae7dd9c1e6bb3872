/**
 * Landing a thread's branch in its base, and bringing it up to a base that moved on, with its conflicts resolved by a person.
 * Nothing of the worktree changes before everything is resolved; a resolution is kept by what conflicts, so that it holds
 * over restarts, and over later moves of the base that do not touch the same lines.
 */
import { z } from './zod.ts';
import { PATH_MAX_CHARS, ThreadId } from './ids.ts';
import { call } from './rpc.ts';
import { ChangeTotals } from './threads.ts';

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

export const TakeInMethod = z.enum(['merge', 'rebase']);
export type TakeInMethod = z.infer<typeof TakeInMethod>;

/** Longest text of one side that is shown and edited, in characters. */
export const CONFLICT_MAX_CHARS = 2_000_000;

export const Resolution = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().max(CONFLICT_MAX_CHARS) }),
  /** The thread's side, or the base's, whole: also when that side deleted the file. */
  z.object({ kind: z.literal('thread') }),
  z.object({ kind: z.literal('base') }),
]);
export type Resolution = z.infer<typeof Resolution>;

export const ConflictFile = z.object({
  /** Names what conflicts: the path and the content of all three sides. */
  id: z.string(),
  path: z.string(),
  /** Whether each side has the file. */
  has: z.object({ ancestor: z.boolean(), thread: z.boolean(), base: z.boolean() }),
  /** Text of each side; null where there is none, or where it cannot be edited as text. */
  ancestor: z.string().nullable(),
  thread: z.string().nullable(),
  base: z.string().nullable(),
  /** As git leaves it, with conflict markers named `thread` and by the base. */
  marked: z.string().nullable(),
  /** Whose lines stand first between the markers. */
  first: z.enum(['thread', 'base']),
  /** False for binary, very large or special files: a side is chosen whole. */
  editable: z.boolean(),
  resolution: Resolution.nullable(),
});
export type ConflictFile = z.infer<typeof ConflictFile>;

export const TakeInLook = z.discriminatedUnion('kind', [
  /** The branch has everything that the base has. */
  z.object({ kind: z.literal('current'), into: z.string() }),
  z.object({ kind: z.literal('clean'), into: z.string(), behind: z.number().int(), resolved: z.number().int() }),
  z.object({
    kind: z.literal('conflict'),
    into: z.string(),
    behind: z.number().int(),
    /** In a rebase: the commit that does not apply, and how many there are. */
    step: z.object({ commit: z.string(), subject: z.string(), number: z.number().int(), total: z.number().int() }).nullable(),
    /** All files that conflict in this step, resolved ones included. */
    files: z.array(ConflictFile).readonly(),
  }),
]);
export type TakeInLook = z.infer<typeof TakeInLook>;

export const TakenIn = z.object({ into: z.string(), from: z.string(), to: z.string() });
export type TakenIn = z.infer<typeof TakenIn>;

const onThread = z.object({ thread: ThreadId });
const done = z.null();

export const landingCalls = {
  /** What taking in the base would do: found out without touching anything. */
  'landing.look': call(onThread.extend({ how: TakeInMethod }), TakeInLook),
  /** Keeps how a file is resolved; null takes that back. */
  'landing.resolve': call(
    onThread.extend({ conflict: z.string().max(100), path: z.string().max(PATH_MAX_CHARS), resolution: Resolution.nullable() }),
    done,
  ),
  /**
   * Merges the base into the thread's branch, or rebases the branch on it, and moves the worktree along. Throws `conflict`
   * while something is unresolved or uncommitted changes stand in the way, `busy` while the agent is at work.
   */
  'landing.take-in': call(onThread.extend({ how: TakeInMethod }), TakenIn),
  /** Moves branch and worktree back to where they were before `to` was taken in, as long as the branch is still there. */
  'landing.undo-take-in': call(onThread.extend({ from: z.string().max(64), to: z.string().max(64) }), done),
  /** Changes the last commit: its message, and its content when `paths` is given or `all` changes are taken in. */
  'landing.amend': call(
    onThread.extend({ message: z.string().min(1).max(100_000), content: z.enum(['keep', 'all']) }),
    z.object({ commit: z.string() }),
  ),
  /** The last commit, when it is the thread's own and may be amended; else why not. */
  'landing.last-commit': call(onThread, z.object({ commit: z.string(), message: z.string(), refused: z.string().nullable() }).nullable()),
} as const;
