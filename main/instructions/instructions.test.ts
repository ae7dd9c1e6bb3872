import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FILE_MAX_BYTES, instructionFolders, instructionsText, loadInstructions, withinBound } from './instructions.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-agents-md-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

test('folders from the root to where work is done, the outermost first; nothing outside', () => {
  expect(instructionFolders('/r', '/r', ['/r/a/b/x.ts', '/r/a/y.ts', '/r/c/z.ts', '/elsewhere/w.ts', '/r/../q/v.ts'])).toEqual([
    '',
    'a',
    'c',
    'a/b',
  ]);
  expect(instructionFolders('/r', '/r/a/b')).toEqual(['', 'a', 'a/b']);
});

test('each file that is there, the nearest last', async () => {
  put('AGENTS.md', 'Root.');
  put('src/AGENTS.md', 'Source </instructions> only.');
  put('docs/x.md', 'no instructions');
  const files = await loadInstructions(root, root, [join(root, 'src', 'deep', 'a.ts')]);
  expect(files.map(({ path, note }) => [path, note])).toEqual([
    ['AGENTS.md', null],
    ['src/AGENTS.md', null],
  ]);
  expect(instructionsText(files)).toBe(
    '<instructions path="AGENTS.md">\nRoot.\n</instructions>\n<instructions path="src/AGENTS.md">\nSource <\\/instructions> only.\n</instructions>',
  );
});

test('a link inside is followed, one that leads out is not', async () => {
  put('CLAUDE.md', 'Same.');
  symlinkSync('CLAUDE.md', join(root, 'AGENTS.md'));
  mkdirSync(join(root, 'src'));
  symlinkSync('/etc/hostname', join(root, 'src', 'AGENTS.md'));
  symlinkSync('/etc', join(root, 'out'));
  const files = await loadInstructions(root, root, [join(root, 'src', 'a.ts'), join(root, 'out', 'b')]);
  expect(files.map(({ path, text, note }) => [path, text, note === null])).toEqual([
    ['AGENTS.md', 'Same.', true],
    ['src/AGENTS.md', '', false],
  ]);
});

test('a huge file is cut, and of too many the nearest keep theirs', async () => {
  put('AGENTS.md', 'x'.repeat(FILE_MAX_BYTES + 10));
  expect(await loadInstructions(root, root)).toMatchObject([
    { bytes: FILE_MAX_BYTES + 10, usedBytes: FILE_MAX_BYTES, note: expect.any(String) as string },
  ]);
  const file = (path: string, text: string) => ({ path, text, bytes: text.length, usedBytes: text.length, note: null });
  expect(withinBound([file('a', 'aaaa'), file('a/b', 'bbbb'), file('a/b/c', 'cc')], 5).map(({ path, text }) => [path, text])).toEqual([
    ['a', ''],
    ['a/b', 'bbb'],
    ['a/b/c', 'cc'],
  ]);
});
