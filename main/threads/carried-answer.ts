/**
 * An answer that was given while nobody waited for it: the app had been closed or killed while the agent asked. The
 * agent is started again, and when it asks the very same thing, the answer is already there. Anything else it asks
 * goes to the person.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Approval } from '#contract/approvals.ts';
import { log } from '#main/base/log.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { showWaiting } from './waiting-state.ts';

/** The same question about the same thing: not a word may differ. */
export const asksTheSame = (earlier: Approval, now: Approval): boolean =>
  earlier.kind === now.kind && earlier.title === now.title && isDeepStrictEqual(earlier.detail, now.detail);

/** What the agent is told when it is started again with an answer. */
export const answerText = (asked: Approval, decisionLabel: string, said: string | undefined): string => {
  const question = asked.detail.command ?? asked.detail.questions?.map((one) => one.text).join(' ') ?? asked.title;
  const answer = asked.kind === 'question' ? (said ?? decisionLabel) : `${decisionLabel}${said === undefined ? '' : ` (${said})`}`;
  return [
    'The app was closed while you waited for an answer of the user, so your last step did not finish.',
    `You had asked: ${question}`,
    `The user answers: ${answer}`,
    'Look at the state of the folder, then go on with the task. Ask again where you need to.',
  ].join('\n');
};

/** Answers the request if it is the one the person has answered before. */
export const carryAnswer = (context: ThreadsContext, slot: ThreadSlot, request: string): void => {
  const { carried, session } = slot;
  const stored = [...slot.approvals.values()].find((candidate) => candidate.request === request);
  if (carried === null || session === null || stored === undefined || !asksTheSame(carried.asked, stored.approval)) return;
  slot.carried = null;
  slot.answering = stored.approval.id;
  const { decision, text, answers } = carried;
  const answer = { decision, ...(text === undefined ? {} : { text }), ...(answers === undefined ? {} : { answers }) };
  session.session
    .answer(request, answer)
    .then((taken) => {
      const at = context.now();
      const state = taken
        ? { kind: 'answered' as const, decision, ...(text === undefined ? {} : { text }), at }
        : { kind: 'withdrawn' as const, by: 'agent' as const, at };
      context.book.record(slot, { approvals: [{ approval: { ...stored.approval, state }, request }] });
      showWaiting(context, slot);
    })
    .catch((error: unknown) => log.warning('threads.carried-answer', { thread: slot.id, error }))
    .finally(() => {
      if (slot.answering === stored.approval.id) slot.answering = null;
    });
};
