/** Answers of a person to what an agent, or the app, asked. Runs inside the thread's mailbox. */
import type { Approval, ApprovalAnswer, ApprovalState } from '#contract/approvals.ts';
import { failure } from '#contract/failure.ts';
import type { RuleScope } from '#contract/rules.ts';
import type { StoredApproval } from '#main/storage/approvals-table.ts';
import { onceOf } from './agent-asks.ts';
import { answerText } from './carried-answer.ts';
import { agentOf, isPlanMode } from './fit-choice.ts';
import { noticeFor } from './notice.ts';
import { beginTurn } from './run-turn.ts';
import type { ThreadsContext } from './threads-context.ts';
import { runningTurn, type ThreadSlot } from './thread-slot.ts';
import { isWaitedFor, showWaiting } from './waiting-state.ts';

const gone = (): Error => failure('conflict', 'The question is not open any more.', 'Look at the task: the agent went on or was stopped.');

/** The words of an answer, for the record: what was typed, or the options that were chosen. */
const saidIn = (answer: ApprovalAnswer): string | undefined => {
  const chosen = Object.values(answer.answers ?? {}).map((values) => values.join(', '));
  const said = [...chosen, ...(answer.text === undefined ? [] : [answer.text])].filter((text) => text.trim() !== '');
  return said.length === 0 ? undefined : said.join('\n');
};

const decisionLabel = (approval: Approval, answer: ApprovalAnswer): string => {
  const decision = approval.decisions.find(({ id }) => id === answer.decision);
  if (decision !== undefined) return decision.label;
  if (answer.decision === 'answer' && approval.kind === 'question') return 'Answer';
  const known = approval.decisions.map(({ id }) => id).join(', ');
  throw failure('invalid', `“${answer.decision}” is no answer to this question.`, `Choose one of: ${known}.`);
};

const hidesSecrets = (approval: Approval): boolean => approval.detail.questions?.some((question) => question.secret) ?? false;

const answered = (context: ThreadsContext, approval: Approval, answer: ApprovalAnswer): ApprovalState => {
  const text = hidesSecrets(approval) ? undefined : saidIn(answer);
  return { kind: 'answered', decision: answer.decision, ...(text === undefined ? {} : { text }), at: context.now() };
};

const settle = (context: ThreadsContext, slot: ThreadSlot, { approval, request }: StoredApproval, state: ApprovalState): void => {
  context.book.record(slot, { approvals: [{ approval: { ...approval, state }, request }] });
  showWaiting(context, slot);
};

/** The scope of an answer that makes rules; null for one that does not. */
const scopeOf = (slot: ThreadSlot, decision: string): RuleScope | null => {
  if (decision === 'allow-thread') return { kind: 'thread', thread: slot.id };
  return decision === 'allow-project' ? { kind: 'project', project: slot.thread.project } : null;
};

/** Makes the rules of an answer that holds for longer. */
const rememberAnswer = (context: ThreadsContext, slot: ThreadSlot, { offer }: Approval, answer: ApprovalAnswer): void => {
  const scope = scopeOf(slot, answer.decision);
  if (scope !== null && offer !== undefined) context.approvals.remember(scope, answer.rules ?? offer);
};

/** What the agent hears: leave for longer is a yes for once each time. */
const forAgent = (slot: ThreadSlot, approval: Approval, decision: string): string =>
  scopeOf(slot, decision) === null ? decision : (onceOf(approval.decisions) ?? decision);

/** A plan that was approved is carried out: the thread works in the agent's default mode from here on. */
const leavePlanMode = (context: ThreadsContext, slot: ThreadSlot, { kind, decisions }: Approval, answer: ApprovalAnswer): void => {
  const allowed = decisions.find(({ id }) => id === answer.decision)?.effect === 'allow';
  if (kind !== 'plan' || !allowed || !isPlanMode(agentOf(context, slot.thread.agent), slot.thread.mode)) return;
  context.book.record(slot, { thread: { mode: null } });
};

/** The agent waits: it is told first, and the row says so when it has taken the answer. */
const answerAgent = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  stored: StoredApproval,
  request: string,
  answer: ApprovalAnswer,
): Promise<void> => {
  if (slot.session === null) throw gone();
  slot.answering = stored.approval.id;
  try {
    const taken = await slot.session.session.answer(request, {
      decision: forAgent(slot, stored.approval, answer.decision),
      ...(answer.text === undefined ? {} : { text: answer.text }),
      ...(answer.answers === undefined ? {} : { answers: answer.answers }),
    });
    if (!slot.approvals.has(stored.approval.id)) return;
    settle(
      context,
      slot,
      stored,
      taken ? answered(context, stored.approval, answer) : { kind: 'withdrawn', by: 'agent', at: context.now() },
    );
    if (!taken) throw gone();
    rememberAnswer(context, slot, stored.approval, answer);
    leavePlanMode(context, slot, stored.approval, answer);
  } finally {
    slot.answering = null;
  }
};

/** Nobody waits any more, because the app was closed meanwhile: the agent is started again with the answer. */
const answerAfterRestart = (
  context: ThreadsContext,
  slot: ThreadSlot,
  stored: StoredApproval,
  label: string,
  answer: ApprovalAnswer,
): void => {
  const { approval, request } = stored;
  settle(context, slot, { approval, request }, answered(context, approval, answer));
  const notice = noticeFor(slot, { level: 'info', text: 'The agent was started again with your answer.' }, context.now());
  const text = answerText(approval, label, saidIn(answer));
  rememberAnswer(context, slot, approval, answer);
  leavePlanMode(context, slot, approval, answer);
  slot.carried = { asked: approval, decision: forAgent(slot, approval, answer.decision), text: answer.text, answers: answer.answers };
  beginTurn(context, slot, { trigger: 'resume', text, attachments: [], items: [notice] });
};

export const answerApproval = async (context: ThreadsContext, slot: ThreadSlot, answer: ApprovalAnswer): Promise<void> => {
  const stored = slot.approvals.get(answer.approval);
  if (stored === undefined) throw gone();
  const label = decisionLabel(stored.approval, answer);
  if (stored.approval.kind === 'trust') {
    const decision = stored.approval.decisions.find(({ id }) => id === answer.decision);
    await context.projects.trust(slot.thread.project, decision?.effect === 'allow');
    return;
  }
  const { request } = stored;
  // Work in the background asks between turns, too.
  if (request !== null && (runningTurn(slot) !== null || isWaitedFor(slot, stored)))
    return await answerAgent(context, slot, stored, request, answer);
  if (slot.activity.kind !== 'none') throw gone();
  answerAfterRestart(context, slot, stored, label, answer);
};
