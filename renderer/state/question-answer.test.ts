import { expect, test } from 'vitest';
import type { Question } from '#contract/approvals.ts';
import { answerInWords, answerQuestions, initialAnswers, isComplete, isOneClick, pickOption } from './question-answer.ts';
import { approvalFixture } from './testing/fixtures.ts';

const question = (id: string, over: Partial<Question> = {}): Question => ({
  id,
  header: '',
  text: 'Which?',
  options: [
    { label: 'Own keys', description: '' },
    { label: 'One key', description: '' },
  ],
  many: false,
  freeText: true,
  secret: false,
  ...over,
});
const answer = { id: 'answer', label: 'Answer', effect: 'answer' } as const;
const asking = (...questions: readonly Question[]) =>
  approvalFixture({
    kind: 'question',
    detail: { questions },
    decisions: [{ id: 'option-1', label: 'Own keys', effect: 'answer' }, answer],
  });

test('an option is its own decision where the agent gave it one', () => {
  const approval = asking(question('q'));
  expect([isOneClick(approval), pickOption(approval, 0), pickOption(approval, 1), pickOption(approval, 2)]).toEqual([
    true,
    { approval: approval.id, decision: 'option-1', answers: { q: ['Own keys'] } },
    { approval: approval.id, decision: 'answer', answers: { q: ['One key'] } },
    null,
  ]);
});

test('several questions go together; words replace a pick or join several', () => {
  const approval = asking(question('a'), question('b', { many: true }));
  const [picks, texts] = [
    { a: ['Own keys'], b: ['One key'] },
    { a: ' neither ', b: 'and a third' },
  ];
  expect(isOneClick(approval)).toBe(false);
  expect([isComplete(approval.detail.questions!, { a: ['Own keys'] }, {}), isComplete(approval.detail.questions!, picks, {})]).toEqual([
    false,
    true,
  ]);
  expect(answerQuestions(approval, picks, texts)).toEqual({
    approval: approval.id,
    decision: 'answer',
    answers: { a: ['neither'], b: ['One key', 'and a third'] },
  });
});

test('words answer a question without options too', () => {
  const plain = approvalFixture({ kind: 'question', detail: {}, decisions: [answer] });
  expect([answerInWords(plain, ' own keys '), answerInWords(asking(question('q')), 'own keys')]).toEqual([
    { approval: plain.id, decision: 'answer', answers: {}, text: 'own keys' },
    { approval: plain.id, decision: 'answer', answers: { q: ['own keys'] }, text: 'own keys' },
  ]);
});

test('fields of a form: what is filled in, what may stay empty, what makes no sense', () => {
  const age = question('age', { options: [], input: 'integer' });
  const mail = question('mail', { options: [], input: 'email', optional: true });
  const keys = question('keys', { initial: ['One key'] });
  const note = question('note', { options: [], optional: true, initial: ['Later'] });
  const form = [age, mail, keys, note];
  const initial = initialAnswers(form);
  expect(initial).toEqual({ picks: { keys: ['One key'] }, texts: { note: 'Later' } });
  const complete = (texts: Readonly<Record<string, string>>) => isComplete(form, initial.picks, { ...initial.texts, ...texts });
  expect([complete({}), complete({ age: '4.5' }), complete({ age: '4' }), complete({ age: '4', mail: 'nobody' })]).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(answerQuestions(asking(...form), initial.picks, { age: '4' }).answers).toEqual({ age: ['4'], keys: ['One key'] });
});
