import { expect, test } from 'vitest';
import type { Evidence } from '#contract/review.ts';
import { evidenceLine, riskCounts, took } from './evidence-text.ts';

const command = (more: object) => ({
  item: 'i_aaaaaa',
  command: 'npm test',
  exitCode: 0,
  status: 'done',
  took: 1,
  test: true,
  last: '',
  ...more,
});
const evidence = (more: object): Evidence =>
  ({ requests: [{}], lastWords: null, commands: [], commandsBefore: 0, files: [], refused: [], ...more }) as unknown as Evidence;

test('one line says how it went', () => {
  expect([
    evidenceLine(evidence({})),
    evidenceLine(evidence({ commands: [command({ exitCode: 1 }), command({})], commandsBefore: 2 })),
    evidenceLine(evidence({ commands: [command({ exitCode: 1, status: 'failed' })], refused: [{}] })),
  ]).toEqual([
    '1 request · 0 commands · no tests run',
    '1 request · 4 commands · last tests passed',
    '1 request · 1 command · last tests failed · 1 refused',
  ]);
});

test('kinds of files, the riskiest first', () => {
  const files = [
    { path: 'a', risks: ['tests'] },
    { path: 'b', risks: ['deleted', 'tests'] },
    { path: 'c', risks: [] },
  ] as const;
  expect(riskCounts({ files })).toEqual([
    { risk: 'deleted', files: 1 },
    { risk: 'tests', files: 2 },
  ]);
});

test('times', () => {
  expect([took(null), took(1_234), took(45_400), took(125_000)]).toEqual(['', '1.2 s', '45 s', '2 min 5 s']);
});
