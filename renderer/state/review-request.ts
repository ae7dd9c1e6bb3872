/** A scope of a thread's change that some other part of the page wants to see; the changes panel takes it from here. */
import { create } from 'zustand';
import type { ThreadId } from '#contract/ids.ts';
import type { ChangeScope } from '#contract/review.ts';

interface ReviewRequest {
  readonly thread: ThreadId;
  readonly scope: ChangeScope;
}

export const useReviewRequest = create<{ readonly request: ReviewRequest | null }>(() => ({ request: null }));

export const requestReview = (thread: ThreadId, scope: ChangeScope): void => useReviewRequest.setState({ request: { thread, scope } });
export const takeReviewRequest = (): void => useReviewRequest.setState({ request: null });
