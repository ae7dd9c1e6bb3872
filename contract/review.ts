/** The change a thread made, and how it lands. Always computed by git in the worktree, for every agent alike. */
import { z } from './zod.ts';
import { BlockKey } from './hunks.ts';
import { ActId, AgentId, CheckpointId, ItemId, PATH_MAX_CHARS, ThreadId, Time, TurnId } from './ids.ts';
import { Landed, LandingMethod, LandingPreview } from './landing.ts';
import { call, topic } from './rpc.ts';
import { ChangeTotals } from './threads.ts';

const commitPart = z.string().regex(/^[0-9a-f]{4,64}$/);

/**
 * From where to where a change is read. A plain text, so that it can stand in an address or a key.
 *
 * `base`            since the branch left its base, up to the folder as it lies there
 * `uncommitted`     since the last commit, up to the folder
 * `staged`          since the last commit, up to the index
 * `unstaged`        since the index, up to the folder
 * `commit.<id>`     what one commit changed
 * `last-turn`       since before the newest turn: up to its end, or to the folder while it runs
 * `turn.<id>`       the same of any turn
 * `since-look`      since `review.look` was called last, up to the folder
 * `since.<id>`      since a checkpoint, up to the folder
 * `between.<a>.<b>` from one checkpoint to another
 *
 * Turns and checkpoints hold the folder whole, so what the user's editor, setup or another agent did shows too.
 */
export const ChangeScope = z.union([
  z.enum(['base', 'uncommitted', 'staged', 'unstaged', 'last-turn', 'since-look']),
  z.templateLiteral(['commit.', commitPart]),
  z.templateLiteral(['turn.', z.string().regex(/^u_[a-z0-9]{6,32}$/)]),
  z.templateLiteral(['since.', z.string().regex(/^k_[a-z0-9]{6,32}$/)]),
  z.templateLiteral(['between.', z.string().regex(/^k_[a-z0-9]{6,32}$/), '.', z.string().regex(/^k_[a-z0-9]{6,32}$/)]),
]);
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
  /** Not written by hand: `marked` as generated in the repository's `.gitattributes`. Absent: by hand, as far as is known. */
  generated: z.enum(['lock-file', 'minified', 'marked']).optional(),
  /** Changes with the content on either side: a patch that was read with the same version is still right. */
  version: z.string(),
});
export type FileChange = z.infer<typeof FileChange>;

export const Changes = z.object({
  thread: ThreadId,
  scope: ChangeScope,
  /** Commit the change is measured from. */
  from: z.string().nullable(),
  /** What it leads up to: `folder` is what lies in the worktree and can be written, reverted and staged. */
  to: z.enum(['folder', 'index', 'commit']),
  files: z.array(FileChange).readonly(),
  totals: ChangeTotals,
  /**
   * False while `added`, `deleted` and `binary` of the files are still being counted (they are 0 and false until then)
   * and renames may still show as two files; the counted list follows at once.
   */
  counted: z.boolean(),
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
  binary: z.boolean(),
  /** Git's names of the content on both sides; null where there is none, or where only the mode or name changed. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type FilePatch = z.infer<typeof FilePatch>;

/** What `hunksOf` takes as `content` for a patch. */
export const contentOf = ({ before, after }: Pick<FilePatch, 'before' | 'after'>): string =>
  before === null && after === null ? '' : `${before ?? '-'}..${after ?? '-'}`;

export const FileText = z.object({
  path: z.string(),
  /** Null when the file is not there on that side. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  binary: z.boolean(),
  tooLarge: z.boolean(),
  /** Of what lies in the folder now, for `review.write-file`; null when nothing does. */
  version: z.string().nullable(),
  /** Whether it can be saved with `review.write-file` without loss: plain text in the folder, of a scope that leads up to it. */
  editable: z.boolean(),
});
export type FileText = z.infer<typeof FileText>;

/** Longest text that is read or written whole, in bytes. */
export const TEXT_MAX_BYTES = 12_000_000;

/** Bytes of one side of a file, a piece at a time: images, and what is too large to be read as text. */
export const FileBytes = z.object({
  base64: z.string(),
  totalBytes: z.number().int().nonnegative(),
  /** By the first bytes, else `application/octet-stream`: `image/png`, `image/svg+xml` … */
  mime: z.string(),
});
export type FileBytes = z.infer<typeof FileBytes>;
export const BYTES_MAX_PIECE = 4_000_000;

/** What there is to choose as a scope. */
export const ScopeList = z.object({
  /** Commits of the branch that the base lacks, newest first, at most 200. */
  commits: z.array(z.object({ commit: z.string(), subject: z.string(), author: z.string(), at: Time })).readonly(),
  /** Turns that have a checkpoint before them, newest first, at most 200. */
  turns: z
    .array(
      z.object({
        turn: TurnId,
        number: z.number().int(),
        /** First line of what was asked. */
        prompt: z.string(),
        startedAt: Time,
        endedAt: Time.nullable(),
        before: CheckpointId,
        after: CheckpointId.nullable(),
      }),
    )
    .readonly(),
  /** When the user looked last; null when `since-look` is not to be had. */
  lookedAt: Time.nullable(),
  /** Whether the index holds anything that is not committed. */
  staged: z.boolean(),
});
export type ScopeList = z.infer<typeof ScopeList>;

const range = z.tuple([z.number().int().positive(), z.number().int().positive()]);
const path = z.string().max(PATH_MAX_CHARS);

/** What of a scope's change is staged, unstaged or reverted. */
export const Selection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('files'), paths: z.array(path).min(1).max(10_000) }),
  /** Hunks of a patch as read with `review.patches`, by the ids that `hunksOf` gives. */
  z.object({ kind: z.literal('hunks'), path, hunks: z.array(z.string().max(60)).min(1).max(10_000) }),
  /** Removed lines by their numbers on the left, added ones by theirs on the right: first and last, counted from 1. */
  z.object({
    kind: z.literal('lines'),
    path,
    /** `before` and `after` of the patch in which they were chosen. */
    content: z.object({ before: z.string().max(64).nullable(), after: z.string().max(64).nullable() }),
    before: z.array(range).max(10_000),
    after: z.array(range).max(10_000),
  }),
]);
export type Selection = z.infer<typeof Selection>;

/** Something done to files or index that can be taken back with `review.undo`. */
export const Act = z.object({
  id: ActId,
  thread: ThreadId,
  kind: z.enum(['stage', 'unstage', 'revert', 'restore', 'write']),
  paths: z.array(z.string()).readonly(),
  /** What was there before, whole. */
  checkpoint: CheckpointId,
  at: Time,
  undone: z.boolean(),
});
export type Act = z.infer<typeof Act>;

/** Which acts a scope offers. Unstaging whole files works wherever the folder is shown. */
export const actsOf = (scope: ChangeScope): { readonly stage: boolean; readonly unstage: boolean; readonly revert: boolean } => ({
  stage: scope !== 'staged' && !scope.startsWith('commit.') && !scope.startsWith('between.'),
  unstage: scope === 'staged' || scope === 'uncommitted' || scope === 'base',
  revert: scope !== 'staged',
});

export const FileMarks = z.object({
  path: z.string(),
  /** `1` for a viewed hunk, `0` for another, in the order of `hunksOf`. */
  hunks: z.string(),
  /** The `version` of the file's change that this was found for. */
  version: z.string(),
});
export type FileMarks = z.infer<typeof FileMarks>;

/** How far the reading of a change has come. */
export const ReviewMarks = z.object({
  scope: ChangeScope,
  /** Files that have been counted; those of the change that are missing here are not yet. */
  files: z.array(FileMarks).readonly(),
  hunks: z.number().int(),
  viewed: z.number().int(),
  /** Whether every file of the change has been counted. */
  complete: z.boolean(),
});
export type ReviewMarks = z.infer<typeof ReviewMarks>;

export const ReviewMarksEvent = z.object({
  /** Files that are new or different. */
  put: z.array(FileMarks).readonly(),
  removed: z.array(z.string()).readonly(),
  hunks: z.number().int(),
  viewed: z.number().int(),
  complete: z.boolean(),
});
export type ReviewMarksEvent = z.infer<typeof ReviewMarksEvent>;

/** The reducer of the `review.marks` topic. */
export const applyMarks = (marks: ReviewMarks, { put, removed, hunks, viewed, complete }: ReviewMarksEvent): ReviewMarks => {
  const files = new Map(marks.files.map((file) => [file.path, file]));
  for (const one of removed) files.delete(one);
  for (const file of put) files.set(file.path, file);
  return { scope: marks.scope, files: [...files.values()], hunks, viewed, complete };
};

export const SavedFile = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), version: z.string(), act: ActId }),
  /** Somebody else wrote the file since it was read: what lies there now, and its version to save over it. */
  z.object({ kind: z.literal('conflict'), text: z.string().nullable(), version: z.string().nullable() }),
]);
export type SavedFile = z.infer<typeof SavedFile>;

/** Why a file of a change deserves, or does not deserve, attention. A file may have several. */
export const Risk = z.enum([
  'deleted',
  'dependencies',
  'configuration',
  'ci',
  'migration',
  'secrets',
  'binary',
  'tests',
  'generated',
  'documentation',
]);
export type Risk = z.infer<typeof Risk>;

/** “Asked versus changed”: what the thread was asked for beside what happened. Data only; no model is asked. */
export const Evidence = z.object({
  /** What was asked, oldest first. `turn` null while no turn has taken it. */
  requests: z.array(z.object({ item: ItemId, turn: TurnId.nullable(), text: z.string(), at: Time })).readonly(),
  /** The agent's last words; null when it has said none. */
  lastWords: z.object({ item: ItemId, text: z.string(), at: Time }).nullable(),
  /** Commands that the agent ran, oldest first; `test` when it looks like tests, a build or a check. */
  commands: z
    .array(
      z.object({
        item: ItemId,
        command: z.string(),
        exitCode: z.number().int().nullable(),
        status: z.enum(['live', 'done', 'failed', 'declined', 'interrupted']),
        /** Milliseconds; null while it runs. */
        took: z.number().int().nullable(),
        test: z.boolean(),
        /** Last line of output that says something. */
        last: z.string(),
      }),
    )
    .readonly(),
  /** How many commands `commands` leaves out at its beginning. */
  commandsBefore: z.number().int(),
  /** Paths of the change by what they are, the riskiest first. A path without a word is plain source. */
  files: z.array(z.object({ path: z.string(), risks: z.array(Risk).readonly() })).readonly(),
  /** What the sandbox or a rule refused, as sentences of the log. */
  refused: z.array(z.object({ item: ItemId, text: z.string(), at: Time })).readonly(),
});
export type Evidence = z.infer<typeof Evidence>;

const onThread = z.object({ thread: ThreadId });
const inScope = z.object({ thread: ThreadId, scope: ChangeScope });
const done = z.null();
const acting = z.object({ thread: ThreadId, scope: ChangeScope, what: Selection, ignoreSpace: z.boolean().default(false) });

export const reviewCalls = {
  /** With `quick` the first snapshot may come before its lines are counted (`counted`): the file list at once. */
  changes: topic(inScope.extend({ quick: z.boolean().optional() }), Changes, Changes),
  'review.scopes': call(onThread, ScopeList),
  'review.patches': call(
    inScope.extend({
      paths: z.array(path).max(200),
      ignoreSpace: z.boolean().default(false),
      /** Unchanged lines around a change; 3 when absent. */
      context: z.number().int().min(0).max(10_000).optional(),
    }),
    z.array(FilePatch).readonly(),
  ),
  'review.file': call(inScope.extend({ path }), FileText),
  'review.bytes': call(
    inScope.extend({
      path,
      side: z.enum(['before', 'after']),
      from: z.number().int().nonnegative().default(0),
      bytes: z.number().int().min(1).max(BYTES_MAX_PIECE).default(BYTES_MAX_PIECE),
    }),
    /** Null when the file is not there on that side. */
    FileBytes.nullable(),
  ),

  /** How much of the change has been viewed. Follows the change as it grows. */
  'review.marks': topic(inScope.extend({ ignoreSpace: z.boolean().default(false) }), ReviewMarks, ReviewMarksEvent),
  /** Marks blocks as viewed or not: those of a hunk, by `hunksOf` and `keyOf`. Marks are of content and hold in every scope. */
  'review.mark': call(
    z.object({
      thread: ThreadId,
      viewed: z.boolean(),
      files: z.array(z.object({ path, blocks: z.array(BlockKey).max(20_000) })).max(200),
    }),
    done,
  ),
  /** The same for whole files; for all of them when `paths` is absent. */
  'review.mark-files': call(
    inScope.extend({ paths: z.array(path).max(10_000).optional(), viewed: z.boolean(), ignoreSpace: z.boolean().default(false) }),
    done,
  ),
  /** The user has seen what is there now: scope `since-look` begins here. */
  'review.look': call(onThread, done),

  /**
   * Each keeps a checkpoint first and can be taken back with `review.undo`. `conflict` when a file is not any more what
   * the selection was made on; then nothing was done.
   */
  'review.stage': call(acting, Act),
  'review.unstage': call(acting, Act),
  'review.revert': call(acting, Act),
  /** Takes an act back. `conflict`, with the paths, when its files were changed since. */
  'review.undo': call(z.object({ thread: ThreadId, act: ActId }), Act),
  /** Acts of a thread, newest first, at most 50. */
  'review.acts': call(onThread, z.array(Act).readonly()),
  /** Saves a file in the folder. `version` is that of what was read; null when the file was not there. */
  'review.write-file': call(
    z.object({ thread: ThreadId, path, text: z.string().max(TEXT_MAX_BYTES), version: z.string().max(100).nullable() }),
    SavedFile,
  ),

  'review.evidence': call(inScope, Evidence),
  /**
   * Lets an agent review the change: a thread of its own in the same folder, read only. Its findings come as comments of
   * the thread. `agent` null: the thread's own. `instruction` is added to what a reviewer is told.
   */
  'review.start': call(
    inScope.extend({
      agent: AgentId.nullable().default(null),
      model: z.string().max(200).nullable().default(null),
      instruction: z.string().max(20_000).default(''),
    }),
    z.object({ review: ThreadId }),
  ),

  'review.message': call(onThread, z.object({ message: z.string() })),
  /** Commits all changes of the worktree, or those of `paths`, or what is staged. */
  'review.commit': call(
    z.object({
      thread: ThreadId,
      message: z.string().min(1).max(100_000),
      paths: z.array(path).max(100_000).optional(),
      staged: z.boolean().optional(),
    }),
    z.object({ commit: z.string() }),
  ),
  'review.landing': call(z.object({ thread: ThreadId, how: LandingMethod }), LandingPreview),
  /** `moveCheckout` is the user's word that the folder in which the base is checked out may be moved along. */
  'review.land': call(
    z.object({ thread: ThreadId, how: LandingMethod, message: z.string().max(100_000).optional(), moveCheckout: z.boolean() }),
    Landed,
  ),
} as const;
