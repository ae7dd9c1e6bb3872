/** From a word of the user's to the answer that an approval takes. Pure. */
import type { Approval, ApprovalAnswer, Decision, Question } from '#contract/approvals.ts';
import { UsageError } from './cli-error.ts';

type Chosen = Pick<ApprovalAnswer, 'decision' | 'text' | 'answers'>;

/** Words for decisions, and the ids they may mean, best first. */
const words: Readonly<Record<string, readonly string[]>> = {
  allow: ['allow-once', 'allow-always'],
  yes: ['allow-once', 'allow-always'],
  y: ['allow-once', 'allow-always'],
  approve: ['allow-once', 'allow-always'],
  once: ['allow-once'],
  task: ['allow-thread'],
  project: ['allow-project'],
  always: ['allow-always', 'allow-project'],
  deny: ['deny', 'deny-and-stop'],
  no: ['deny', 'deny-and-stop'],
  n: ['deny', 'deny-and-stop'],
  reject: ['deny', 'deny-and-stop'],
  stop: ['deny-and-stop'],
};
const allowing = new Set(['allow', 'yes', 'y', 'approve']);
const denying = new Set(['deny', 'no', 'n', 'reject']);

const byWord = (decisions: readonly Decision[], word: string): Decision | undefined => {
  const meant = (words[word] ?? [])
    .map((id) => decisions.find((decision) => decision.id === id))
    .find((decision) => decision !== undefined);
  if (meant !== undefined) return meant;
  // A plan's or a tool's decisions have ids of their own; what they do says which one is meant, if it is only one.
  const effect = allowing.has(word) ? 'allow' : denying.has(word) ? 'deny' : null;
  const fitting = decisions.filter((decision) => decision.effect === effect);
  return fitting.length === 1 ? fitting[0] : undefined;
};

const byLabel = (decisions: readonly Decision[], word: string): Decision | undefined => {
  const fitting = decisions.filter(({ label, id }) => label.toLowerCase() === word || id === word);
  return fitting.length === 1 ? fitting[0] : undefined;
};

/** The labels that a word or a list of numbers chooses; null when it chooses none. */
const optionsOf = (question: Question, word: string): readonly string[] | null => {
  const labelOf = (text: string): string | undefined => {
    const number = /^(?:option-)?(\d+)$/.exec(text)?.[1];
    if (number !== undefined) return question.options[Number(number) - 1]?.label;
    return question.options.find(({ label }) => label.toLowerCase() === text.toLowerCase())?.label;
  };
  const whole = labelOf(word);
  if (whole !== undefined) return [whole];
  const parts = word.split(',').map((part) => labelOf(part.trim()));
  return question.many && parts.every((part) => part !== undefined) ? (parts as string[]) : null;
};

const parsedAnswers = (text: string): Chosen['answers'] | null => {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value).map(([id, given]) => [id, Array.isArray(given) ? given.map(String) : [String(given)]]));
  } catch {
    // Not JSON: a free text like any other.
    return null;
  }
};

const answerQuestion = (approval: Approval, questions: readonly Question[], word: string, text: string | undefined): Chosen | null => {
  const [question, second] = questions;
  if (question === undefined || !approval.decisions.some(({ id }) => id === 'answer')) return null;
  const given = word === 'answer' ? text : text === undefined ? word : undefined;
  if (given === undefined) return null;
  if (second !== undefined) {
    const answers = parsedAnswers(given);
    if (answers !== null && answers !== undefined) return { decision: 'answer', answers };
    const ids = questions.map(({ id }) => `"${id}"`).join(', ');
    throw new UsageError(`This asks ${questions.length} questions.`, `Answer with JSON: {${ids}: "…"} after the word “answer”.`);
  }
  const chosen = optionsOf(question, given);
  if (chosen !== null) return { decision: 'answer', answers: { [question.id]: [...chosen] } };
  return question.freeText ? { decision: 'answer', text: given, answers: { [question.id]: [given] } } : null;
};

/** Throws UsageError, naming what can be answered, when the word fits nothing or more than one thing. */
export const chooseDecision = (approval: Approval, given: string, text: string | undefined): Chosen => {
  const word = given.trim().toLowerCase();
  const withText = text === undefined ? {} : { text };
  const exact = approval.decisions.find(({ id }) => id === given);
  const questions = approval.detail.questions ?? [];
  if (exact !== undefined && (exact.id !== 'answer' || questions.length === 0)) return { decision: exact.id, ...withText };
  const numbered = approval.decisions.find(({ id }) => id === `option-${word}`);
  const decision = numbered ?? byLabel(approval.decisions, word) ?? byWord(approval.decisions, word);
  if (decision !== undefined && decision.id !== 'answer') return { decision: decision.id, ...withText };
  const answered = answerQuestion(approval, questions, given, text);
  if (answered !== null) return answered;
  const choices = approval.decisions.map(({ id, label }) => `${id} (${label})`).join(', ');
  throw new UsageError(`“${given}” is no answer to “${approval.title}”.`, `Choose one of: ${choices}.`);
};
