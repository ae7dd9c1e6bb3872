import { expect, test } from 'vitest';
import type { Comment } from '#contract/comments.ts';
import type { CommentId, ThreadId } from '#contract/ids.ts';
import { answersIn, commentMessage } from './comment-message.ts';
import { bodyOf, findingsIn, reviewPrompt } from './findings.ts';
import { isTestCommand, riskWeight, risksOf } from './risk.ts';

test.each([
  ['src/app.ts', 'modified', []],
  ['src/app.ts', 'deleted', ['deleted']],
  ['package.json', 'modified', ['dependencies']],
  ['package-lock.json', 'modified', ['dependencies', 'generated']],
  ['requirements.txt', 'modified', ['dependencies']],
  ['.github/workflows/ci.yml', 'added', ['ci']],
  ['db/migrate/003_add.rb', 'added', ['migration']],
  ['dist/app.min.js', 'modified', ['generated']],
  ['src/app.test.ts', 'modified', ['tests']],
  ['tests/unit/test_app.py', 'modified', ['tests']],
  ['.env', 'added', ['secrets']],
  ['.env.example', 'added', []],
  ['vite.config.ts', 'modified', ['configuration']],
  ['AGENTS.md', 'modified', ['configuration']],
  ['docs/guide.md', 'modified', ['documentation']],
] as const)('%s, %s: %j', (path, kind, risks) => {
  expect(risksOf({ path, from: null, kind, binary: false })).toEqual(risks);
});

test('files stand in order of attention', () => {
  const order = [
    'dist/x.js',
    'README.md',
    'a.test.ts',
    'a.ts',
    'image.png',
    'vite.config.ts',
    'package.json',
    '.github/workflows/x.yml',
    '.env',
  ];
  const weight = (path: string) => riskWeight(risksOf({ path, from: null, kind: 'modified', binary: path.endsWith('.png') }));
  expect(order.toSorted((a, b) => weight(a) - weight(b))).toEqual(order);
});

test.each([
  ['npm test', true],
  ['npm run test:unit -- --watch=false', true],
  ['cd app && npx vitest run src', true],
  ['./gradlew clean check', true],
  ['go test ./...', true],
  ['tsc -b', true],
  ['cat test.txt', false],
  ['git commit -m "test it"', false],
  ['ls tests', false],
])('%s is a test: %s', (command, expected) => {
  expect(isTestCommand(command)).toBe(expected);
});

const comment = (more: Partial<Comment>): Comment => ({
  id: 'c_aaaaaa' as CommentId,
  thread: 't_aaaaaa' as ThreadId,
  author: { kind: 'user' },
  place: { kind: 'change' },
  code: '',
  anchor: { kind: 'none' },
  body: 'Why?',
  severity: null,
  state: 'open',
  answer: null,
  sentAt: null,
  createdAt: 1,
  updatedAt: 1,
  ...more,
});

test('comments go with their place as it is now, and their code', () => {
  const text = commentMessage(
    [
      comment({
        place: { kind: 'lines', path: 'a.ts', side: 'after', from: 3, to: 4 },
        anchor: { kind: 'found', path: 'b.ts', from: 13, to: 14 },
        code: 'const a = `\n```\n`;',
        severity: 'major',
      }),
      comment({ id: 'c_bbbbbb' as CommentId, place: { kind: 'file', path: 'c.ts' }, body: 'Too long.' }),
    ],
    'Please.',
  );
  expect(text).toBe(
    [
      'Please.',
      'There are 2 review comments on the change in this folder:',
      '### c_aaaaaa · b.ts:13-14 · major',
      '````\nconst a = `\n```\n`;\n````',
      'Why?',
      '### c_bbbbbb · c.ts',
      'Too long.',
      'Deal with each of them. At the end of your answer name each comment on a line of its own:\n`Resolved ID: what you did`, or `Not resolved ID: why not`.',
    ].join('\n\n'),
  );
});

test('what an agent says of comments is heard however it writes it', () => {
  const said = [
    'I looked at c_aaaaaa and it is resolved, I think.',
    'Resolved c_aaaaaa: renamed it',
    '- **Resolved `c_bbbbbb`**: added a test',
    '2. Not resolved c_cccccc — it is meant to be so',
    '* RESOLVED: c_dddddd',
    'Not resolved c_eeeeee: no',
    'Resolved c_eeeeee: after all',
  ].join('\n');
  expect(answersIn(said).map(({ comment: id, resolved, text }) => [id, resolved, text])).toEqual([
    ['c_aaaaaa', true, 'renamed it'],
    ['c_bbbbbb', true, 'added a test'],
    ['c_cccccc', false, 'it is meant to be so'],
    ['c_dddddd', true, ''],
    ['c_eeeeee', true, 'after all'],
  ]);
});

test('findings are read from the last block of that form; a bad one does not spoil the others', () => {
  const found = findingsIn(
    [
      'For example:\n```json\n{"summary": "not this", "findings": []}\n```',
      'Here it is.\n```json',
      '{"summary": "Fine but for one.", "findings": [',
      '{"path": "a.ts", "from": "3", "severity": "blocker", "title": "Off by one", "body": "See ```x```."},',
      '7, {"path": "b.ts"}, {"title": "In general", "side": "before"}]}',
      '```',
    ].join('\n'),
  );
  expect(found).toEqual({
    summary: 'Fine but for one.',
    findings: [
      { path: 'a.ts', side: 'after', from: 3, severity: 'note', title: 'Off by one', body: 'See ```x```.' },
      { side: 'before', severity: 'note', title: 'In general', body: '' },
    ],
  });
  expect(found?.findings.map(bodyOf)).toEqual(['**Off by one**\n\nSee ```x```.', '**In general**']);
  expect(findingsIn('All good: {"summary": "no fence", "findings": []} Bye.')).toEqual({ summary: 'no fence', findings: [] });
  expect(findingsIn('I found nothing, and say so in prose.')).toBe(null);
});

test('a project’s own instruction takes the place of ours, the form stays', () => {
  const prompt = reviewPrompt({ instruction: 'Only look for typos.', more: '', asked: ['Do\nit'], how: 'Run git diff.', change: '+x' });
  expect(prompt).toMatch(/^Only look for typos\.\n\nWhat was asked for:\n\n> Do\n> it\n\nRun git diff\.\n\n\+x\n\nChange nothing/);
});
