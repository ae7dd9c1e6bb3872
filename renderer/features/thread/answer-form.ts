/** What was chosen and written in a form of questions, and the answer it makes. */
import type { Approval, ApprovalAnswer, Question } from '#contract/approvals.ts';

export interface QuestionState {
  readonly chosen: readonly string[];
  readonly text: string;
}
export type FormState = Readonly<Record<string, QuestionState>>;

const blank: QuestionState = { chosen: [], text: '' };
export const stateOf = (form: FormState, question: Pick<Question, 'id'>): QuestionState => form[question.id] ?? blank;

/** One of several takes the place of the other; with `many` it joins or leaves. Choosing one takes back free text. */
export const choose = (form: FormState, question: Question, label: string): FormState => {
  const { chosen, text } = stateOf(form, question);
  const on = chosen.includes(label);
  const next = question.many ? (on ? chosen.filter((one) => one !== label) : [...chosen, label]) : [label];
  return { ...form, [question.id]: { chosen: next, text: question.many ? text : '' } };
};

/** Free text takes the place of a single choice and stands beside several. */
export const write = (form: FormState, question: Question, text: string): FormState => {
  const { chosen } = stateOf(form, question);
  return { ...form, [question.id]: { chosen: question.many || text.trim() === '' ? chosen : [], text } };
};

export const answersOf = (form: FormState, question: Question): readonly string[] => {
  const { chosen, text } = stateOf(form, question);
  const written = text.trim();
  return written === '' ? chosen : [...chosen, written];
};

/** Questions that lack an answer. */
export const missing = (form: FormState, questions: readonly Question[]): readonly Question[] =>
  questions.filter((question) => answersOf(form, question).length === 0);

/**
 * The answer to send. A question whose options are decisions of their own (`option-2`) is answered by that
 * decision, so that an agent that knows only those understands it.
 */
export const formAnswer = (approval: Approval, form: FormState): ApprovalAnswer => {
  const questions = approval.detail.questions ?? [];
  const answers = Object.fromEntries(questions.map((question) => [question.id, [...answersOf(form, question)]]));
  const [only] = questions;
  const answering = approval.decisions.find((decision) => decision.id === 'answer') ?? approval.decisions.find((decision) => decision.effect === 'answer');
  if (only !== undefined && questions.length === 1) {
    const given = answersOf(form, only);
    const own = approval.decisions.find((decision) => decision.id.startsWith('option-') && given.length === 1 && decision.label === given[0]);
    return { approval: approval.id, decision: own?.id ?? answering?.id ?? 'answer', text: given.join('\n'), answers };
  }
  return { approval: approval.id, decision: answering?.id ?? 'answer', answers };
};
