/** Takes what the forge says of a thread's pull request into its row, and tells what is new. */
import { isDeepStrictEqual } from 'node:util';
import type { PullRequest } from '#contract/forge.ts';
import type { ThreadId } from '#contract/ids.ts';
import { knownOf, newsOf } from '#main/forge/forge-news.ts';
import { summaryOf } from '#main/forge/gh-shapes.ts';
import { noticeFor } from './notice.ts';
import type { ThreadsContext } from './threads-context.ts';

export const takePullRequest = (context: ThreadsContext, thread: ThreadId, pullRequest: PullRequest): void => {
  const slot = context.book.find(thread);
  if (slot === null || context.isClosing()) return;
  const known = knownOf(pullRequest);
  const summary = summaryOf(pullRequest);
  if (isDeepStrictEqual(known, slot.private.pullRequest) && isDeepStrictEqual(summary, slot.thread.pullRequest)) return;
  const news = newsOf(slot.private.pullRequest ?? null, pullRequest);
  const now = context.now();
  context.book.record(slot, {
    items: news.map((words, offset) => ({ item: noticeFor(slot, words, now, offset) })),
    thread: { pullRequest: summary, ...(news.length > 0 ? { unread: true } : {}) },
    private: { pullRequest: known },
  });
};

/** Threads whose pull request can still bring news. */
export const openPullRequests = ({ book }: Pick<ThreadsContext, 'book'>): readonly ThreadId[] =>
  book
    .all()
    .filter(({ thread }) => thread.archivedAt === null && (thread.pullRequest?.state === 'open' || thread.pullRequest?.state === 'draft'))
    .map(({ id }) => id);
