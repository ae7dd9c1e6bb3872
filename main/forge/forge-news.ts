/** What is new about a pull request since it was last looked at, in sentences for the thread. Pure. */
import type { ForgeComment, PullRequest } from '#contract/forge.ts';

/** What was known: kept per thread, so that nothing is told twice, and nothing is missed over a restart. */
export interface KnownPullRequest {
  readonly state: PullRequest['state'];
  readonly comments: readonly string[];
  readonly failed: readonly string[];
}

export const knownOf = (pullRequest: PullRequest): KnownPullRequest => ({
  state: pullRequest.state,
  comments: pullRequest.commentList.map(({ id }) => id),
  failed: pullRequest.checkList.filter(({ state }) => state === 'failed').map(({ id }) => id),
});

export interface News {
  readonly level: 'info' | 'warning';
  readonly text: string;
}

const BODY_MAX_CHARS = 2_000;

const commentNews = (comment: ForgeComment): News => {
  const { author, path, line, verdict, body } = comment;
  const where = path === null ? '' : ` on ${path}${line === null ? '' : `:${line}`}`;
  const words =
    verdict === 'approved' ? 'approved the pull request' : verdict === 'changes-requested' ? 'asks for changes' : `commented${where}`;
  const said = body.length <= BODY_MAX_CHARS ? body : `${body.slice(0, BODY_MAX_CHARS)}…`;
  return { level: verdict === 'changes-requested' ? 'warning' : 'info', text: `${author} ${words}${said === '' ? '.' : `: ${said}`}` };
};

export const newsOf = (known: KnownPullRequest | null, now: PullRequest): readonly News[] => {
  const news: News[] = [];
  if (known !== null && known.state !== now.state && (now.state === 'merged' || now.state === 'closed'))
    news.push({ level: 'info', text: `Pull request #${now.number} was ${now.state}.` });
  const failed = now.checkList.filter(({ state, id }) => state === 'failed' && known?.failed.includes(id) !== true);
  if (failed.length > 0)
    news.push({
      level: 'warning',
      text: `Failed on the forge: ${failed.map(({ name }) => name).join(', ')}. Hand it to the agent from the pull request.`,
    });
  // What stood there before we first looked was written by people who know it.
  if (known !== null) news.push(...now.commentList.filter(({ id }) => !known.comments.includes(id)).map(commentNews));
  return news;
};
