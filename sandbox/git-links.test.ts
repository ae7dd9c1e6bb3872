import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitlinksIn } from './git-links.ts';

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { encoding: 'utf8' });

test.each([
  { version: '2', format: 'sha1' },
  { version: '4', format: 'sha1' },
  { version: '3', format: 'sha256' },
  { version: '4', format: 'sha256' },
])('repositories named in an index of version $version with $format', ({ version, format }) => {
  const top = mkdtempSync(join(tmpdir(), 'switchyard-links-'));
  git(top, 'init', '-q', `--object-format=${format}`);
  const index = join(top, '.git', 'index');
  expect(gitlinksIn(index)).toEqual([]);
  for (let at = 0; at < 300; at += 1) writeFileSync(join(top, `file-${at}${'x'.repeat(at % 190)}`), '');
  git(top, 'add', '-A');
  expect(gitlinksIn(index)).toEqual([]);
  const links = ['deep/er/than/most/ünter', 'node_modules/one', 'z'];
  for (const link of links) {
    mkdirSync(join(top, link), { recursive: true });
    git(join(top, link), 'init', '-q', `--object-format=${format}`);
    git(join(top, link), 'commit', '-q', '--allow-empty', '-m', 'x');
  }
  git(top, 'add', '-A');
  git(top, 'update-index', '--index-version', version);
  if (version === '3') git(top, 'update-index', '--skip-worktree', 'z');
  expect(gitlinksIn(index)).toEqual(expect.arrayContaining(links));
  rmSync(top, { recursive: true });
});

test('what is no index, and what is none at all', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-links-'));
  writeFileSync(join(folder, 'index'), Buffer.concat([Buffer.from('DIRC\0\0\0\x02\0\0\0\x02'), Buffer.from([0, 0, 0xe0, 0])]));
  expect([gitlinksIn(join(folder, 'index')), gitlinksIn(join(folder, 'none'))]).toEqual([[], []]);
  rmSync(folder, { recursive: true });
});
