/**
 * What an agent asks, before a person hears of it. Where the user's rules decide, the agent is answered at once and the row
 * says by which rule; a harmless ask may go to the reviewer; all else is asked of a person, with the rule that a yes could
 * make from now on.
 */
import type { AnsweredBy, Approval, Decision } from '#contract/approvals.ts';
import type { AgentAction, RuleMatch } from '#contract/rules.ts';
import type { AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import type { Asker } from '#main/approvals/approvals.ts';
import type { Ruling } from '#main/approvals/judgement.ts';
import { log } from '#main/base/log.ts';
import type { StoredApproval } from '#main/storage/approvals-table.ts';
import { tell } from './notice.ts';
import type { ThreadsContext } from './threads-context.ts';
import { runningTurn, type ThreadSlot } from './thread-slot.ts';
import { showWaiting } from './waiting-state.ts';

/** The thread as the engine of approvals sees it; null while it has no folder. */
export const askerOf = (context: Pick<ThreadsContext, 'projects'>, slot: ThreadSlot): Asker | null => {
  const { thread } = slot;
  const project = context.projects.find(thread.project);
  const worktree = thread.worktree.path;
  if (project === null || worktree === null) return null;
  return { thread: slot.id, project: thread.project, policy: thread.policy, worktree, repository: project.path };
};

const thisTask: Decision = { id: 'allow-thread', label: 'Allow in this task', effect: 'allow' };
const thisProject: Decision = { id: 'allow-project', label: 'Allow in this project', effect: 'allow' };

/** Leave for longer than once is ours to give: what the agent would remember by itself is left out. */
const decisionsWith = (decisions: readonly Decision[], offer: readonly RuleMatch[] | null): readonly Decision[] => {
  const once = decisions.find(({ effect }) => effect === 'allow');
  const others = decisions.filter(({ effect }) => effect !== 'allow');
  return [...(once === undefined ? [] : [once]), ...(offer === null || once === undefined ? [] : [thisTask, thisProject]), ...others];
};

/** The first yes of what the agent offered: the one that holds once. */
export const onceOf = (decisions: readonly Decision[]): string | null => decisions.find(({ effect }) => effect === 'allow')?.id ?? null;

/** Puts to the row what the engine adds to it. */
export const withOffer = (context: ThreadsContext, slot: ThreadSlot, request: AgentRequest, approval: Approval): Approval => {
  const asker = askerOf(context, slot);
  if (request.action === undefined || asker === null) return approval;
  const offer = context.approvals.offer(asker, request.action);
  slot.actions.set(approval.id, request.action);
  return { ...approval, decisions: decisionsWith(request.decisions, offer), ...(offer === null ? {} : { offer }) };
};

/** An agent that asks although it need not has its reason: only rules, and what merely reads in the sandbox, answer it. */
const decides = (action: AgentAction, { basis, verdict }: Ruling): boolean =>
  (basis === 'rule' && verdict !== 'ask') || (basis === 'read-only' && action.kind === 'command' && action.sandboxed);

const answerFor = (approval: Approval, ruling: Ruling): RequestAnswer | null => {
  const effect = ruling.verdict === 'allow' ? 'allow' : 'deny';
  const decision = approval.decisions.find((one) => one.effect === effect);
  return decision === undefined ? null : { decision: decision.id, ...(effect === 'deny' ? { text: ruling.why } : {}) };
};

/** Tells the agent, and writes down who answered. The row is answered before anybody could see it as open. */
const answerBy = (
  context: ThreadsContext,
  slot: ThreadSlot,
  stored: StoredApproval,
  answer: RequestAnswer,
  by: AnsweredBy | null,
): void => {
  const { approval, request } = stored;
  const session = slot.session?.session;
  if (session === undefined || request === null) return;
  const put = (state: Approval['state']): void => {
    const { reviewing: _, ...settled } = approval;
    context.book.record(slot, { approvals: [{ approval: { ...settled, state }, request }] });
    showWaiting(context, slot);
  };
  const { decision, text } = answer;
  slot.actions.delete(approval.id);
  put({ kind: 'answered', decision, ...(text === undefined ? {} : { text }), ...(by === null ? {} : { by }), at: context.now() });
  session
    .answer(request, answer)
    .then((taken) => {
      if (!taken) put({ kind: 'withdrawn', by: 'agent', at: context.now() });
    })
    .catch((error: unknown) => {
      // The agent did not hear it: a person may still answer.
      log.warning('threads.rule-answer', { thread: slot.id, error });
      if (runningTurn(slot) !== null) put({ kind: 'open' });
    });
};

/** Answers what the rules decide; tells whether they did. */
export const answerByRules = (context: ThreadsContext, slot: ThreadSlot, stored: StoredApproval): boolean => {
  const action = slot.actions.get(stored.approval.id);
  const asker = askerOf(context, slot);
  if (action === undefined || asker === null || slot.session === null || slot.answering === stored.approval.id) return false;
  const looked = context.approvals.look(asker, action);
  const answer = decides(action, looked) ? answerFor(stored.approval, looked) : null;
  if (answer === null) return false;
  const ruling = context.approvals.judge(asker, action);
  const rule = ruling.rules[0]?.id ?? null;
  const what = `${ruling.verdict === 'allow' ? 'Allowed' : 'Refused'} without asking: ${stored.approval.title}. `;
  // Below the step that it is about, the reason alone says enough.
  tell(context, slot, { level: 'info', text: `${stored.approval.item === null ? what : ''}${ruling.why}` });
  answerBy(context, slot, stored, answer, rule === null ? null : { kind: 'rule', rule, text: ruling.why });
  return true;
};

/** Gives a harmless ask to the reviewer; a person may answer meanwhile. */
export const giveToReviewer = (context: ThreadsContext, slot: ThreadSlot, stored: StoredApproval): void => {
  const { id } = stored.approval;
  const action = slot.actions.get(id);
  const asker = askerOf(context, slot);
  const once = onceOf(stored.approval.decisions);
  if (action === undefined || asker === null || once === null || !context.approvals.isReviewable(asker, action)) return;
  context.book.record(slot, { approvals: [{ ...stored, approval: { ...stored.approval, reviewing: true } }] });
  void context.approvals.review(asker, action, stored.approval.detail).then((review) => {
    const now = slot.approvals.get(id);
    if (now === undefined || slot.answering === id) return;
    if (review.kind === 'allowed' && runningTurn(slot) !== null && slot.session !== null) {
      tell(context, slot, { level: 'info', text: `Answered by the reviewer: ${now.approval.title}. ${review.why}` });
      return answerBy(context, slot, now, { decision: once }, { kind: 'reviewer', model: review.model, why: review.why });
    }
    const { reviewing: _, ...approval } = now.approval;
    context.book.record(slot, { approvals: [{ ...now, approval }] });
    showWaiting(context, slot);
  });
};

/** The rules have changed: what waits is looked at again. */
export const answerWaiting = (context: ThreadsContext): void => {
  for (const slot of context.book.all()) {
    if (runningTurn(slot) === null) continue;
    for (const stored of slot.approvals.values()) answerByRules(context, slot, stored);
  }
};
