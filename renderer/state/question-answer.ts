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

const answersFor = (question: Question, picks: Picks, texts: Texts): string[] => {
  const text = texts[question.id]?.trim() ?? '';
  const picked = picks[question.id] ?? [];
  // Written text replaces a pick where only one answer is taken.
  if (text !== '') return question.many ? [...picked, text] : [text];
  return [...picked];
};

/** What is filled in before a person has done anything. */
export const initialAnswers = (questions: readonly Question[]): { readonly picks: Picks; readonly texts: Texts } => {
  const labels = (question: Question): readonly string[] =>
    (question.initial ?? []).filter((value) => question.options.some(({ label }) => label === value));
  const words = (question: Question): string => (question.initial ?? []).filter((value) => !labels(question).includes(value)).join(', ');
  return {
    picks: Object.fromEntries(
      questions.filter((question) => labels(question).length > 0).map((question) => [question.id, labels(question)]),
    ),
    texts: Object.fromEntries(questions.filter((question) => words(question) !== '').map((question) => [question.id, words(question)])),
  };
};

const emailShape = /^[^\s@]+@[^\s@]+$/;

/** What is wrong with the text that was written, in a few words; null when nothing is. */
export const textTrouble = ({ input }: Pick<Question, 'input'>, text: string): string | null => {
  const value = text.trim();
  if (value === '') return null;
  switch (input) {
    case 'number':
      return Number.isFinite(Number(value)) ? null : 'Not a number';
    case 'integer':
      return Number.isSafeInteger(Number(value)) ? null : 'Not a whole number';
    case 'email':
      return emailShape.test(value) ? null : 'Not an address like name@example.org';
    case 'url':
      return URL.canParse(value) ? null : 'Not an address like https://example.org';
    case 'date':
    case 'date-time':
      return Number.isNaN(Date.parse(value)) ? 'Not a date' : null;
    case 'text':
    case undefined:
      return null;
  }
};

export const isComplete = (questions: readonly Question[], picks: Picks, texts: Texts): boolean =>
  questions.every(
    (question) =>
      textTrouble(question, texts[question.id] ?? '') === null &&
      (question.optional === true || answersFor(question, picks, texts).length > 0),
  );

export const answerQuestions = (approval: Pick<Approval, 'id' | 'detail' | 'decisions'>, picks: Picks, texts: Texts): ApprovalAnswer => {
  const questions = questionsOf(approval);
  // What was left empty is not said at all.
  const answered = questions.map((question) => [question.id, answersFor(question, picks, texts)] as const);
  const answers = Object.fromEntries(answered.filter(([, given]) => given.length > 0));
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
