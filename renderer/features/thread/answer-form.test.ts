import { expect, test } from 'vitest';
import type { Approval, Question } from '#contract/approvals.ts';
import type { ApprovalId } from '#contract/ids.ts';
import { choose, formAnswer, missing, write } from './answer-form.ts';
import { aThreadId } from './testing/conversation-samples.ts';

const question = (id: string, many = false): Question => ({
  id,
  header: id,
  text: `${id}?`,
  options: [{ label: 'Redis', description: '' }, { label: 'Memory', description: '' }],
  many,
  freeText: true,
  secret: false,
});
const approval = (questions: readonly Question[], decisions: Approval['decisions'] = [{ id: 'answer', label: 'Answer', effect: 'answer' }]): Approval => ({
  id: 'a_sample01' as ApprovalId,
  thread: aThreadId,
  turn: null,
  item: null,
  kind: 'question',
  title: 'Where?',
  detail: { questions },
  decisions,
  state: { kind: 'open' },
  createdAt: 0,
});

test('one of several takes the place of the other; free text takes the place of it', () => {
  const where = question('where');
  const form = choose(choose({}, where, 'Redis'), where, 'Memory');
  expect(formAnswer(approval([where]), form)).toEqual({ approval: 'a_sample01', decision: 'answer', text: 'Memory', answers: { where: ['Memory'] } });
  expect(formAnswer(approval([where]), write(form, where, ' A file ')).answers).toEqual({ where: ['A file'] });
});

test('several can be chosen, joined by free text', () => {
  const which = question('which', true);
  const form = write(choose(choose(choose({}, which, 'Redis'), which, 'Memory'), which, 'Redis'), which, 'and a file');
  expect(formAnswer(approval([which]), form).answers).toEqual({ which: ['Memory', 'and a file'] });
});

test('an option that is a decision of its own is answered by it', () => {
  const where = question('where');
  const asked = approval([where], [
    { id: 'option-1', label: 'Redis', effect: 'answer' },
    { id: 'option-2', label: 'Memory', effect: 'answer' },
  ]);
  expect(formAnswer(asked, choose({}, where, 'Memory')).decision).toBe('option-2');
});

test('every question wants an answer', () => {
  const both = [question('a'), question('b')];
  expect(missing(choose({}, both[0] as Question, 'Redis'), both).map((one) => one.id)).toEqual(['b']);
});
