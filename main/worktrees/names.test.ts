import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_BRANCH } from '#contract/settings.ts';
import {
  branchFromTemplate,
  expandTemplate,
  folderFromTemplate,
  freeBranch,
  hasOwnFolder,
  isBranchFree,
  type NameFields,
} from './place-names.ts';
import { matchesPattern } from './prepare-files.ts';
import { slug } from './slug.ts';

const fields = (title: string): NameFields => ({
  title,
  thread: 't_0123456789abc',
  agent: 'codex',
  project: 'My App',
  date: new Date(2026, 10, 2),
});

test.each([
  ['Fix the Bug!', 'fix-the-bug'],
  ['  Änderung für Élodie  ', 'anderung-fur-elodie'],
  ['修正错误 и тест', '修正错误-и-тест'],
  ['हिन्दी शीर्षक', 'हिन्दी-शीर्षक'],
  ['한국어 제목', '한국어-제목'],
  ['🚀🚀', 'task'],
  ['../../etc/passwd', 'etc-passwd'],
  ['con', 'con-task'],
  ['', 'task'],
  [`${'word '.repeat(20)}`, 'word-word-word-word-word-word-word-word'],
])('%j becomes %s', (title, expected) => expect(slug(title)).toBe(expected));

test('every title makes a name that git, shells and disks take', () => {
  const names = new Set<string>();
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 })), (title) => {
      const name = slug(title);
      expect([...name].length).toBeLessThanOrEqual(45);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(130);
      expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*$/u);
      expect(slug(name)).toBe(name);
      names.add(branchFromTemplate(DEFAULT_BRANCH, fields(title)));
    }),
  );
  for (const name of [...names].slice(0, 60)) execFileSync('git', ['check-ref-format', `refs/heads/${name}`]);
});

test('templates: every placeholder, odd characters, a directory of our own when there is none', () => {
  expect(expandTemplate('{project}/{agent}/{date}/{thread}/{title}', fields('A b'))).toBe('my-app/codex/2026-11-02/789abc/a-b');
  expect(branchFromTemplate('{title}', fields('A b'))).toBe('switchyard/a-b');
  expect(branchFromTemplate('//we ird~^:/..x../{title}.lock', fields('A b'))).toBe('we-ird/x/a-b-lock');
  expect(branchFromTemplate('  ', fields('A b'))).toBe('switchyard/a-b');
  expect(() => expandTemplate('{nope}', fields('x'))).toThrow('unknown placeholder {nope}');
  expect(folderFromTemplate('', fields('A b'), '/repo', '/data/{odd}')).toBe('/data/{odd}/my-app/a-b');
  expect(folderFromTemplate('../trees', fields('A b'), '/code/repo', '/data')).toBe('/code/trees/a-b');
  expect(folderFromTemplate('/w/{thread}', fields('A b'), '/repo', '/data')).toBe('/w/789abc');
});

test('a free branch is never one that is taken, nor above or below one', () => {
  const name = fc.stringMatching(/^[ab]{1,2}(\/[ab]{1,2}){0,2}$/);
  fc.assert(
    fc.property(name, fc.array(name, { maxLength: 12 }), (wanted, taken) => {
      expect(isBranchFree(freeBranch(`x/${wanted}`, taken), taken)).toBe(true);
    }),
  );
  expect(freeBranch('x/a', ['X/A', 'x/a-2'])).toBe('x/a-3');
});

test('a task whose template gives it a folder gets one in which nothing else lies', () => {
  expect(['switchyard/{title}/work', 'x/{thread}-{date}/y', 'switchyard/{title}', '{title}/{agent}'].map(hasOwnFolder)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(freeBranch('x/a/work', ['x/a', 'X/A-2/other', 'x/a-3/work'], true)).toBe('x/a-4/work');
  expect(freeBranch('x/a/work', ['x'], true)).toBe('x-tasks/a/work');
});

test.each([
  ['.env', '.env*', true],
  ['app/.env.local', '.env*', true],
  ['app/.env.local', '/.env*', false],
  ['.env.local', './.env*', true],
  ['config/a.json', 'config/*.json', true],
  ['other/config/a.json', 'config/*.json', false],
  ['node_modules/', 'node_modules', true],
  ['build/out', 'build/**', true],
  ['environment', '.env*', false],
])('%s against %s: %s', (path, pattern, expected) => expect(matchesPattern(path, pattern)).toBe(expected));
