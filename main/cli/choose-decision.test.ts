import { describe, expect, test } from 'vitest';
import type { Approval, Decision, Question } from '#contract/approvals.ts';
import { chooseDecision } from './choose-decision.ts';

const allow: Decision = { id: 'allow-once', label: 'Allow once', effect: 'allow' };
const always: Decision = { id: 'allow-always', label: 'Always allow “npm test”', effect: 'allow' };
const deny: Decision = { id: 'deny', label: 'Deny', effect: 'deny' };
const stop: Decision = { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' };
const answer: Decision = { id: 'answer', label: 'Answer', effect: 'answer' };
const option = (number: number, label: string): Decision => ({ id: `option-${number}`, label, effect: 'answer' });

const asking = (decisions: readonly Decision[], questions: readonly Question[] = []): Approval =>
  ({ title: 'Run npm test', detail: questions.length === 0 ? {} : { questions }, decisions }) as unknown as Approval;
const question = (more: Partial<Question> = {}): Question => ({
  id: 'q1',
  header: '',
  text: 'Which?',
  options: ['Red', 'Green', '7'].map((label) => ({ label, description: '' })),
  many: false,
  freeText: true,
  secret: false,
  ...more,
});

describe('an approval', () => {
  const approval = asking([allow, always, deny, stop]);
  test.each([
    ['allow-once', 'allow-once'],
    ['allow', 'allow-once'],
    ['YES', 'allow-once'],
    ['always', 'allow-always'],
    ['no', 'deny'],
    ['deny', 'deny'],
    ['stop', 'deny-and-stop'],
    ['deny and stop', 'deny-and-stop'],
  ])('%s', (word, decision) => {
    expect(chooseDecision(approval, word, undefined)).toEqual({ decision });
  });

  test('a denial may have a reason', () => {
    expect(chooseDecision(approval, 'no', 'too slow')).toEqual({ decision: 'deny', text: 'too slow' });
  });

  test('what fits nothing, or more than one thing, is refused with the choices', () => {
    expect(() => chooseDecision(approval, 'perhaps', undefined)).toThrow('“perhaps” is no answer to “Run npm test”.');
    const two = asking([{ ...allow, id: 'a' }, { ...always, id: 'b' }, deny]);
    expect(() => chooseDecision(two, 'yes', undefined)).toThrow('is no answer');
    expect(chooseDecision(two, 'no', undefined)).toEqual({ decision: 'deny' });
  });
});

describe('a question', () => {
  const withOptions = asking([option(1, 'Red'), option(2, 'Green'), option(3, '7'), answer], [question()]);
  test.each([
    ['2', undefined, { decision: 'option-2' }],
    ['green', undefined, { decision: 'option-2' }],
    ['option-1', undefined, { decision: 'option-1' }],
    ['3', undefined, { decision: 'option-3' }],
    ['something else', undefined, { decision: 'answer', text: 'something else', answers: { q1: ['something else'] } }],
    ['answer', 'something else', { decision: 'answer', text: 'something else', answers: { q1: ['something else'] } }],
    ['answer', 'red', { decision: 'answer', answers: { q1: ['Red'] } }],
  ])('%s %s', (word, text, chosen) => {
    expect(chooseDecision(withOptions, word, text)).toEqual(chosen);
  });

  test('several answers are given by numbers or labels', () => {
    expect(chooseDecision(asking([answer], [question({ many: true })]), '1, green', undefined)).toEqual({
      decision: 'answer',
      answers: { q1: ['Red', 'Green'] },
    });
  });

  test('without free text only the options count', () => {
    expect(() => chooseDecision(asking([answer], [question({ freeText: false })]), 'blue', undefined)).toThrow('is no answer');
  });

  test('several questions are answered at once, by JSON', () => {
    const several = asking([answer], [question(), question({ id: 'q2' })]);
    expect(chooseDecision(several, 'answer', '{"q1":"Red","q2":["7","x"]}')).toEqual({
      decision: 'answer',
      answers: { q1: ['Red'], q2: ['7', 'x'] },
    });
    expect(() => chooseDecision(several, 'answer', 'Red')).toThrow('This asks 2 questions.');
  });
});
