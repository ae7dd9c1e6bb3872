/** Comments on a thread's change: the user's own, and findings of an agent that reviewed it. */
import { z } from './zod.ts';
import { AgentId, CommentId, PATH_MAX_CHARS, ThreadId, Time } from './ids.ts';
import { call, topic } from './rpc.ts';

const path = z.string().min(1).max(PATH_MAX_CHARS);

/** What a comment is about. Line numbers count from 1, both ends included, and are those of the moment it was written. */
export const CommentPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change') }),
  z.object({ kind: z.literal('file'), path }),
  z.object({
    kind: z.literal('lines'),
    path,
    /** `after`: lines as they lie in the folder. `before`: lines that the change removed. */
    side: z.enum(['before', 'after']),
    from: z.number().int().positive(),
    to: z.number().int().positive(),
  }),
]);
export type CommentPlace = z.infer<typeof CommentPlace>;

export const CommentAuthor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user') }),
  /** `thread` is the reviewer's. */
  z.object({ kind: z.literal('reviewer'), agent: AgentId, thread: ThreadId }),
]);
export type CommentAuthor = z.infer<typeof CommentAuthor>;

export const Severity = z.enum(['critical', 'major', 'minor', 'note']);
export type Severity = z.infer<typeof Severity>;

/**
 * `open`       a draft of the user, or a finding that nobody has judged yet
 * `sent`       put to an agent
 * `accepted`   a finding that the user agrees with; sent on with the next `comments.send`
 * `dismissed`  a finding that the user does not agree with
 * `resolved`   done, by the user's word or the agent's
 */
export const CommentState = z.enum(['open', 'sent', 'accepted', 'dismissed', 'resolved']);
export type CommentState = z.infer<typeof CommentState>;

/** Where the code of a comment is now. */
export const CommentAnchor = z.discriminatedUnion('kind', [
  /** Unchanged lines, maybe elsewhere than where they were written about. */
  z.object({ kind: z.literal('found'), path: z.string(), from: z.number().int(), to: z.number().int() }),
  /** The lines were edited, but what stands around them is there: about here. */
  z.object({ kind: z.literal('edited'), path: z.string(), from: z.number().int(), to: z.number().int() }),
  z.object({ kind: z.literal('gone') }),
  /** About a file or the whole change, or not looked for yet. */
  z.object({ kind: z.literal('none') }),
]);
export type CommentAnchor = z.infer<typeof CommentAnchor>;

export const COMMENT_MAX_CHARS = 100_000;
const body = z.string().max(COMMENT_MAX_CHARS);

export const Comment = z.object({
  id: CommentId,
  thread: ThreadId,
  author: CommentAuthor,
  place: CommentPlace,
  /** The lines it was written about, at most 200 of them; empty for a file or the change. */
  code: z.string(),
  anchor: CommentAnchor,
  /** Markdown. */
  body,
  severity: Severity.nullable(),
  state: CommentState,
  /** What the agent said as it resolved the comment; null when the user did, or nobody yet. */
  answer: z.string().nullable(),
  sentAt: Time.nullable(),
  createdAt: Time,
  updatedAt: Time,
});
export type Comment = z.infer<typeof Comment>;

export const CommentsEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('put'), comments: z.array(Comment).readonly() }),
  z.object({ kind: z.literal('removed'), comment: CommentId }),
]);
export type CommentsEvent = z.infer<typeof CommentsEvent>;

/** The reducer of the `comments` topic: in order of creation. */
export const applyComments = (list: readonly Comment[], event: CommentsEvent): readonly Comment[] => {
  if (event.kind === 'removed') return list.filter(({ id }) => id !== event.comment);
  const byId = new Map(list.map((comment) => [comment.id, comment]));
  for (const comment of event.comments) byId.set(comment.id, comment);
  return [...byId.values()].toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
};

/** A review by an agent, as far as it has come. */
export const Review = z.object({
  /** The reviewer's thread, and the thread whose change it reviews. */
  review: ThreadId,
  thread: ThreadId,
  agent: AgentId,
  scope: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  findings: z.number().int(),
  /** The reviewer's own words on the whole. */
  summary: z.string(),
  /** Why it failed, as a sentence. */
  trouble: z.string().nullable(),
  startedAt: Time,
  endedAt: Time.nullable(),
});
export type Review = z.infer<typeof Review>;

const onThread = z.object({ thread: ThreadId });
const onComment = z.object({ comment: CommentId });

export const commentCalls = {
  /** All comments of a thread that are not removed, in order of creation; their anchors follow the code. */
  comments: topic(onThread, z.array(Comment).readonly(), CommentsEvent),
  'comments.add': call(
    onThread.extend({
      place: CommentPlace,
      body: body.min(1),
      severity: Severity.nullable().default(null),
      /** The scope it was read in: finds the lines of the `before` side. */
      scope: z.string().max(200).default('base'),
    }),
    Comment,
  ),
  'comments.edit': call(onComment.extend({ body: body.min(1).optional(), severity: Severity.nullable().optional() }), Comment),
  /** `open` takes a judgement back. `sent` cannot be set: it comes with sending. */
  'comments.set-state': call(onComment.extend({ state: z.enum(['open', 'accepted', 'dismissed', 'resolved']) }), Comment),
  /** `comments.bring-back` undoes it. */
  'comments.remove': call(onComment, z.null()),
  'comments.bring-back': call(onComment, Comment),
  /**
   * Puts comments to an agent in one message with their exact place and code: to the thread's own (`queue` or
   * `steer`) or to a new thread in the same folder. Without `comments`: the open ones of the user and the accepted findings.
   */
  'comments.send': call(
    onThread.extend({
      comments: z.array(CommentId).max(1_000).optional(),
      /** Put before the comments. */
      note: z.string().max(COMMENT_MAX_CHARS).default(''),
      to: z
        .discriminatedUnion('kind', [
          z.object({ kind: z.literal('thread'), delivery: z.enum(['queue', 'steer']).default('queue') }),
          z.object({ kind: z.literal('new-thread'), agent: AgentId.optional() }),
        ])
        .default({ kind: 'thread', delivery: 'queue' }),
    }),
    z.object({ thread: ThreadId, how: z.enum(['started', 'queued', 'steered']), sent: z.number().int() }),
  ),
  /** Asks the reviewer back about a finding, in the reviewer's thread. */
  'comments.discuss': call(onComment.extend({ text: body.min(1) }), z.object({ thread: ThreadId })),
  /** Reviews of a thread's change by agents, newest first. `review.start` begins one. */
  reviews: topic(onThread, z.array(Review).readonly(), z.array(Review).readonly()),
} as const;
