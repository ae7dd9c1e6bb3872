import { expect, test } from 'vitest';
import { readRow, shownDecisions } from './rule-offer.ts';
import { approvalFixture } from './testing/fixtures.ts';

const decisions = [
  { id: 'allow-once', label: 'Allow once', effect: 'allow' },
  { id: 'allow-thread', label: 'Allow in this task', effect: 'allow' },
  { id: 'allow-project', label: 'Allow in this project', effect: 'allow' },
  { id: 'deny', label: 'Deny', effect: 'deny' },
] as const;
const ids = (offer: object): readonly string[] => shownDecisions(approvalFixture({ decisions, ...offer })).map(({ id }) => id);

test('the decisions that make rules are one button', () => {
  expect([ids({ offer: [{ kind: 'command', prefix: ['npm'] }] }), ids({})]).toEqual([
    ['allow-once', 'remember', 'deny'],
    ['allow-once', 'deny'],
  ]);
});

test('what was typed is read, with what is wrong or wide about it', () => {
  expect([
    readRow({ kind: 'command', text: 'npm test' }),
    readRow({ kind: 'command', text: 'bash' }),
    readRow({ kind: 'host', text: 'a b' }),
  ]).toEqual([
    { kind: 'command', text: 'npm test', match: { kind: 'command', prefix: ['npm', 'test'] }, problem: null, warning: null },
    {
      kind: 'command',
      text: 'bash',
      match: { kind: 'command', prefix: ['bash'] },
      problem: null,
      warning: '“bash” alone can run anything.',
    },
    { kind: 'host', text: 'a b', match: null, problem: 'Write a host, or a host and a port: example.org:443.', warning: null },
  ]);
});
