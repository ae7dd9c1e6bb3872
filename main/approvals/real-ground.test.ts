import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gitIsOurs, realPath } from './real-ground.ts';

let folder: string;
const at = (...parts: readonly string[]): string => join(folder, ...parts);
const git = (cwd: string, ...args: readonly string[]): void =>
  void execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd, stdio: 'ignore' });

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-ground-')));
  mkdirSync(at('repo'));
  git(at('repo'), 'init', '-q');
  git(at('repo'), 'commit', '--allow-empty', '-qm', 'x');
  git(at('repo'), 'worktree', 'add', '-q', at('tree'));
  mkdirSync(at('tree', 'sub', 'deep'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('links are followed as far as there is something', () => {
  symlinkSync(at('repo'), at('tree', 'link'));
  symlinkSync(at('nowhere'), at('tree', 'dangling'));
  expect([realPath(at('tree', 'link', 'new', 'file')), realPath(at('tree', 'x', 'y')), realPath(at('tree', 'dangling', 'x'))]).toEqual([
    at('repo', 'new', 'file'),
    at('tree', 'x', 'y'),
    '/\0unknown/x',
  ]);
});

test('whose repository git would find', () => {
  const ours = (inside: string): boolean => gitIsOurs(at('tree'), at('repo'), at('tree', inside));
  expect([
    ours(''),
    ours('sub/deep'),
    gitIsOurs(at('repo'), at('repo'), at('repo')),
    gitIsOurs(at('tree'), at('repo'), at('repo')),
  ]).toEqual([true, true, true, false]);
  mkdirSync(at('tree', 'sub', '.git'));
  expect([ours(''), ours('sub/deep')]).toEqual([true, false]);
  mkdirSync(at('evil'));
  git(at('evil'), 'init', '-q');
  rmSync(at('tree', '.git'));
  writeFileSync(at('tree', '.git'), `gitdir: ${at('evil', '.git')}\n`);
  expect(ours('')).toBe(false);
  rmSync(at('tree', '.git'));
  symlinkSync(at('evil', '.git'), at('tree', '.git'));
  expect(ours('')).toBe(false);
});
