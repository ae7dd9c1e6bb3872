/** From what a person picked and wrote to the answer that the core takes. Pure. */
import type { Approval, ApprovalAnswer, Question } from '#contract/approvals.ts';

/** Labels picked, by question id. */
export type Picks = Readonly<Record<string, readonly string[]>>;
/** Free text, by question id. */
export type Texts = Readonly<Record<string, string>>;

export const questionsOf = (approval: Pick<Approval, 'detail'>): readonly Question[] => approval.detail.questions ?? [];

/** One click answers it: a single question of which one option is taken. */
export const isOneClick = (approval: Pick<Approval, 'detail'>): boolean => {
  const questions = questionsOf(approval);
  return questions.length === 1 && questions[0]?.many === false;
};

const answersFor = (question: Question, picks: Picks, texts: Texts): readonly string[] => {
  const text = texts[question.id]?.trim() ?? '';
  const picked = picks[question.id] ?? [];
  // Written text replaces a pick where only one answer is taken.
  if (text !== '') return question.many ? [...picked, text] : [text];
  return picked;
};

export const isComplete = (questions: readonly Question[], picks: Picks, texts: Texts): boolean =>
  questions.every((question) => answersFor(question, picks, texts).length > 0);

export const answerQuestions = (approval: Pick<Approval, 'id' | 'detail' | 'decisions'>, picks: Picks, texts: Texts): ApprovalAnswer => {
  const questions = questionsOf(approval);
  const answers = Object.fromEntries(questions.map((question) => [question.id, [...answersFor(question, picks, texts)]]));
  const [only] = questions;
  const text = only === undefined || questions.length > 1 ? undefined : texts[only.id]?.trim();
  const decision = approval.decisions.find((one) => one.id === 'answer') ?? approval.decisions.find((one) => one.effect === 'answer');
  return { approval: approval.id, decision: decision?.id ?? 'answer', answers, ...(text === undefined || text === '' ? {} : { text }) };
};

/** Answers a single question by its nth option (from 0); by the option's own decision where it has one. */
export const pickOption = (approval: Pick<Approval, 'id' | 'detail' | 'decisions'>, index: number): ApprovalAnswer | null => {
  const [question] = questionsOf(approval);
  const option = question?.options[index];
  if (question === undefined || option === undefined) return null;
  const own = approval.decisions.find((decision) => decision.id === `option-${index + 1}`);
  if (own !== undefined) return { approval: approval.id, decision: own.id, answers: { [question.id]: [option.label] } };
  return answerQuestions(approval, { [question.id]: [option.label] }, {});
};

/** Only text: for questions that take it, and for questions without any structure. */
export const answerInWords = (approval: Pick<Approval, 'id' | 'detail' | 'decisions'>, text: string): ApprovalAnswer => {
  const [question] = questionsOf(approval);
  return { ...answerQuestions(approval, {}, question === undefined ? {} : { [question.id]: text }), text: text.trim() };
};
