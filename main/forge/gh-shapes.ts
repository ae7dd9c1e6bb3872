/** What `gh` and the pages behind `gh api` answer, as far as it is read here, and our own words for it. Pure. */
import { createHash } from 'node:crypto';
import type { Check, ForgeComment, PullRequest, PullRequestSummary } from '#contract/forge.ts';
import { z } from '#contract/zod.ts';

const text = z.string().nullish();

const CheckRun = z.object({
  __typename: z.literal('CheckRun'),
  name: z.string(),
  workflowName: text,
  status: z.string(),
  conclusion: text,
  detailsUrl: text,
});
const StatusContext = z.object({ __typename: z.literal('StatusContext'), context: z.string(), state: z.string(), targetUrl: text });

const Listed = z.object({
  number: z.number().int(),
  url: z.string(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean().default(false),
  reviewDecision: text,
  mergeable: text,
  headRefOid: z.string(),
  statusCheckRollup: z.array(z.unknown()).nullish(),
});

const User = z.object({ login: z.string() }).nullish();
const Comment = z.object({
  id: z.number(),
  user: User,
  body: text,
  html_url: text,
  created_at: text,
  submitted_at: text,
  path: text,
  line: z.number().int().nullish(),
  original_line: z.number().int().nullish(),
  state: text,
});
type Comment = z.infer<typeof Comment>;

/** Fields asked of `gh pr list --json`. */
export const listedFields = 'number,url,title,state,isDraft,reviewDecision,mergeable,headRefOid,statusCheckRollup';

const passing = new Set(['SUCCESS', 'NEUTRAL']);
const skipping = new Set(['SKIPPED', 'STALE']);

const checkState = (word: string): Check['state'] => {
  if (passing.has(word)) return 'passed';
  if (skipping.has(word)) return 'skipped';
  return ['', 'PENDING', 'EXPECTED', 'QUEUED', 'IN_PROGRESS', 'WAITING', 'REQUESTED'].includes(word) ? 'pending' : 'failed';
};

const idOf = (name: string, url: string | null): string =>
  createHash('sha256')
    .update(`${name}\0${url ?? ''}`)
    .digest('hex')
    .slice(0, 16);

const checkOf = (value: unknown): Check | null => {
  const run = CheckRun.safeParse(value);
  if (run.success) {
    const { name, workflowName, status, conclusion, detailsUrl } = run.data;
    const shown = workflowName == null || workflowName === '' ? name : `${workflowName} / ${name}`;
    const url = detailsUrl ?? null;
    return { id: idOf(shown, url), name: shown, state: status === 'COMPLETED' ? checkState(conclusion ?? '') : 'pending', url };
  }
  const status = StatusContext.safeParse(value);
  if (!status.success) return null;
  const { context, state, targetUrl } = status.data;
  const url = targetUrl ?? null;
  return { id: idOf(context, url), name: context, state: checkState(state), url };
};

const verdicts: Readonly<Record<string, ForgeComment['verdict']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
};

const commentOf = (kind: 'comment' | 'review' | 'line', comment: Comment): ForgeComment => ({
  id: `${kind}-${comment.id}`,
  author: comment.user?.login ?? 'somebody',
  body: comment.body ?? '',
  path: comment.path ?? null,
  line: comment.line ?? comment.original_line ?? null,
  verdict: kind === 'review' ? (verdicts[comment.state ?? ''] ?? null) : null,
  url: comment.html_url ?? null,
  at: Math.max(0, Date.parse(comment.submitted_at ?? comment.created_at ?? '') || 0),
});

/** What one of the three addresses of comments answered; entries that make no sense are left out. */
export const commentsOf = (kind: 'comment' | 'review' | 'line', answer: unknown): readonly ForgeComment[] =>
  (Array.isArray(answer) ? answer : []).flatMap((entry: unknown) => {
    const parsed = Comment.safeParse(entry);
    if (!parsed.success) return [];
    const comment = commentOf(kind, parsed.data);
    // A review without words and without a verdict is only the envelope of its line comments.
    return comment.body === '' && (comment.verdict === null || comment.verdict === 'commented') ? [] : [comment];
  });

const reviews: Readonly<Record<string, PullRequestSummary['review']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  REVIEW_REQUIRED: 'required',
};
const mergeables: Readonly<Record<string, PullRequest['mergeable']>> = { MERGEABLE: 'yes', CONFLICTING: 'no' };

/** The number of the pull request in a listing; null when there is none. Throws when the answer is not of gh. */
export const listedOf = (answer: unknown): z.infer<typeof Listed> | null => z.array(Listed).parse(answer)[0] ?? null;

export const pullRequestOf = (listed: z.infer<typeof Listed>, comments: readonly ForgeComment[]): PullRequest => {
  const checkList = (listed.statusCheckRollup ?? []).map(checkOf).filter((check) => check !== null);
  const count = (state: Check['state']): number => checkList.filter((check) => check.state === state).length;
  return {
    number: listed.number,
    url: listed.url,
    title: listed.title,
    state: listed.state === 'OPEN' ? (listed.isDraft ? 'draft' : 'open') : listed.state === 'MERGED' ? 'merged' : 'closed',
    review: reviews[listed.reviewDecision ?? ''] ?? 'none',
    mergeable: mergeables[listed.mergeable ?? ''] ?? 'unknown',
    head: listed.headRefOid,
    checks: { passed: count('passed'), failed: count('failed'), pending: count('pending') },
    comments: comments.length,
    checkList,
    commentList: comments.toSorted((a, b) => a.at - b.at),
  };
};

export const summaryOf = ({ number, url, state, review, checks, comments }: PullRequest): PullRequestSummary => ({
  ...{ number, url, state, review, checks, comments },
});

/** The job of GitHub's own checks that an address leads to; null for checks of others. */
export const jobOf = (url: string | null): string | null => /\/actions\/runs\/\d+\/job\/(\d+)/.exec(url ?? '')?.[1] ?? null;
