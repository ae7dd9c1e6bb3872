/** The `comments` and `reviews` part of the contract. */
import { failure } from '#contract/failure.ts';
import { ChangeScope } from '#contract/review.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { AgentReviews } from './agent-reviews.ts';
import { commentMessage } from './comment-message.ts';
import type { Comments } from './comments.ts';
import type { ReviewAgents } from './review-agents.ts';

export interface CommentDeps {
  readonly comments: Comments;
  readonly reviews: AgentReviews;
  readonly agents: ReviewAgents;
}

type CommentKey = Extract<keyof Handlers, 'comments' | `comments.${string}` | 'reviews' | 'review.start'>;

const nothingToSend = () => failure('invalid', 'There are no comments to send.', 'Write one, or accept a finding.');

const sendComments =
  ({ comments, agents }: CommentDeps): Handlers['comments.send'] =>
  async ({ thread, comments: ids, note, to }) => {
    await comments.follow(thread);
    const chosen = comments.toSend(thread, ids);
    if (chosen.length === 0) throw nothingToSend();
    const text = commentMessage(chosen, note);
    const named = chosen.map(({ id }) => id);
    if (to.kind === 'thread') {
      const how = await agents.send(thread, text, to.delivery);
      comments.markSent(named);
      return { thread, how, sent: named.length };
    }
    const subject = agents.thread(thread);
    if (subject === null) throw failure('not-found', 'This thread is gone.');
    const title = `Comments on: ${subject.title}`.slice(0, 200);
    const made = agents.startBeside(thread, { prompt: text, title, agent: to.agent ?? subject.agent, model: null, readOnly: false });
    comments.markSent(named);
    return { thread: made.id, how: 'started', sent: named.length };
  };

export const commentHandlers = (deps: CommentDeps): Pick<Handlers, CommentKey> => {
  const { comments, reviews } = deps;
  return {
    comments: ({ thread }) => comments.topic(thread),
    'comments.add': ({ thread, scope, ...comment }) => {
      const read = ChangeScope.safeParse(scope);
      return comments.add(thread, { ...comment, scope: read.success ? read.data : 'base', author: { kind: 'user' } });
    },
    'comments.edit': ({ comment, body, severity }) => comments.edit(comment, { body, severity }),
    'comments.set-state': ({ comment, state }) => comments.setState(comment, state),
    'comments.remove': ({ comment }) => {
      comments.remove(comment);
      return null;
    },
    'comments.bring-back': ({ comment }) => comments.bringBack(comment),
    'comments.send': sendComments(deps),
    'comments.discuss': async ({ comment, text }) => ({ thread: await reviews.discuss(comments.get(comment), text) }),
    reviews: ({ thread }) => reviews.topic(thread),
    'review.start': async (request) => ({ review: await reviews.start(request) }),
  };
};
