import { expect, test } from 'vitest';
import { readPlan, readVerdict } from './read-answer.ts';

const criteria = [
  { id: 'c1', text: 'one', verify: '' },
  { id: 'c2', text: 'two', verify: '' },
];

test('the last block of its name counts; bare texts are criteria too', () => {
  const text =
    'First\n```criteria\n{"criteria":["old"]}\n```\nno, rather\n```criteria\n{ "plan": "p", "criteria": ["a", { "text": " b ", "verify": "run b" }] }\n```\n';
  expect(readPlan(text)).toEqual({
    kind: 'read',
    value: {
      plan: 'p',
      criteria: [
        { id: 'c1', text: 'a', verify: '' },
        { id: 'c2', text: 'b', verify: 'run b' },
      ],
    },
  });
});

test('an answer that cannot be read says why', () => {
  expect([readPlan('I am done.'), readPlan('```criteria\n{"criteria":[\n```'), readPlan('```json\n{"criteria":[]}\n```')]).toEqual([
    { kind: 'unreadable', why: 'there is no ```criteria block in it' },
    { kind: 'unreadable', why: 'the criteria block is not valid JSON' },
    { kind: 'unreadable', why: expect.stringContaining('“criteria” is wrong') as string },
  ]);
});

test('a verdict passes only when every criterion was judged and holds', () => {
  const say = (findings: readonly object[]) =>
    readVerdict(`\`\`\`verdict\n${JSON.stringify({ summary: 's', findings })}\n\`\`\``, criteria);
  expect(say([{ criterion: 'c1', pass: true, note: 'n' }])).toEqual({
    kind: 'read',
    value: {
      pass: false,
      summary: 's',
      findings: [
        { criterion: 'c1', pass: true, note: 'n' },
        { criterion: 'c2', pass: false, note: 'The evaluator said nothing about it.' },
      ],
    },
  });
  expect(
    say([
      { criterion: 'c1', pass: true },
      { criterion: 'c2', pass: true },
      { criterion: 'c2', pass: false },
    ]),
  ).toMatchObject({ value: { pass: false } });
  expect(say([{ criterion: 'c9', pass: true }])).toMatchObject({ kind: 'unreadable' });
  expect(
    say([
      { criterion: 'c1', pass: true },
      { criterion: 'c2', pass: true },
      { criterion: 'c9', pass: false },
    ]),
  ).toMatchObject({ value: { pass: true } });
});
