/** What a reader does with comments: each is shown at once, says what failed, and can be taken back where something goes. */
import type { Comment, CommentPlace } from '#contract/comments.ts';
import type { CallInput } from '#contract/contract.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { ChangeScope } from '#contract/review.ts';
import { showComment } from '#renderer/state/comments.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say, sayFailure } from '#renderer/state/notices.ts';
import { openThread } from '#renderer/state/route.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { plural } from '#renderer/ui/units.ts';

export const addComment = async (thread: ThreadId, scope: ChangeScope, place: CommentPlace, body: string): Promise<boolean> => {
  try {
    const comment = await call('comments.add', { thread, scope, place, body });
    showComment(thread, { kind: 'put', comments: [comment] });
    return true;
  } catch (error) {
    sayFailure(failureOf(error), 'The comment was not saved.');
    return false;
  }
};

export const editComment = (comment: Comment, body: string): Promise<boolean> =>
  attempt(call('comments.edit', { comment: comment.id, body }), 'The comment was not saved.');

export type Judgement = CallInput<'comments.set-state'>['state'];

export const judgeComment = async (comment: Comment, state: Judgement): Promise<boolean> => {
  showComment(comment.thread, { kind: 'put', comments: [{ ...comment, state }] });
  const saved = await attempt(call('comments.set-state', { comment: comment.id, state }), 'The comment stays as it was.');
  if (!saved) showComment(comment.thread, { kind: 'put', comments: [comment] });
  return saved;
};

export const removeComment = async (comment: Comment): Promise<void> => {
  showComment(comment.thread, { kind: 'removed', comment: comment.id });
  const removed = await attempt(call('comments.remove', { comment: comment.id }), 'The comment was not deleted.');
  if (!removed) return showComment(comment.thread, { kind: 'put', comments: [comment] });
  const back = (): void => void attempt(call('comments.bring-back', { comment: comment.id }), 'The comment could not be brought back.');
  say({ text: 'Comment deleted', action: { label: 'Undo', run: back } });
};

export const discussFinding = async (comment: Comment, text: string): Promise<boolean> => {
  try {
    const { thread } = await call('comments.discuss', { comment: comment.id, text });
    say({ text: 'Asked the reviewer', action: { label: 'Open', run: () => openThread(thread) } });
    return true;
  } catch (error) {
    sayFailure(failureOf(error), 'The question did not reach the reviewer.');
    return false;
  }
};

/** What goes out with the next sending: the user's open comments and the findings he agrees with. */
export const waitingComments = (comments: readonly Comment[]): readonly Comment[] =>
  comments.filter(({ author, state }) => (author.kind === 'user' ? state === 'open' : state === 'accepted'));

export const sendComments = async (thread: ThreadId, to: CallInput<'comments.send'>['to'], note = ''): Promise<boolean> => {
  try {
    const sent = await call('comments.send', { thread, note, ...(to === undefined ? {} : { to }) });
    const elsewhere = sent.thread !== thread;
    say({
      text: `${plural(sent.sent, 'comment')} ${elsewhere ? 'sent to a new thread' : sent.how === 'queued' ? 'queued for the agent' : 'sent to the agent'}`,
      ...(elsewhere ? { action: { label: 'Open', run: () => openThread(sent.thread) } } : {}),
    });
    return true;
  } catch (error) {
    sayFailure(failureOf(error), 'The comments were not sent; they are kept.');
    return false;
  }
};
