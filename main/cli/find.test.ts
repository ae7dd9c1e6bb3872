import { mkdtempSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Project } from '#contract/projects.ts';
import type { Thread } from '#contract/threads.ts';
import { findProject, findThread, projectOfFolder } from './find.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-find-')));
afterAll(() => rmSync(root, { recursive: true }));
for (const folder of ['a/inner/deep', 'b', 'worktree']) mkdirSync(join(root, folder), { recursive: true });
symlinkSync(join(root, 'a'), join(root, 'link'));

const project = (id: string, name: string, path: string): Project => ({ id, name, path: join(root, path) }) as Project;
const a = project('p_aaaaaa', 'shop', 'a');
const inner = project('p_ababab', 'b', 'a/inner');
const b = project('p_bbbbbb', 'tools', 'b');
const projects = [a, inner, b];
const threads = [
  { id: 't_abc111', project: b.id, worktree: { path: join(root, 'worktree') } },
  { id: 't_abd222', project: a.id, worktree: { path: null } },
] as Thread[];

test('a thread is found by a unique beginning of its id, with or without the prefix', () => {
  expect(['t_abc111', 't_abc', 'abd'].map((text) => findThread(threads, text).id)).toEqual(['t_abc111', 't_abc111', 't_abd222']);
});

test.each([
  ['ab', '“ab” begins the ids of 2 threads: t_abc111, t_abd222.'],
  ['t_', 'There is no thread “t_”.'],
  ['', 'There is no thread “”.'],
  ['zzz', 'There is no thread “zzz”.'],
])('%j is no thread', (text, message) => {
  expect(() => findThread(threads, text)).toThrow(message);
});

test('a project is found by id, name, path or the beginning of its id, in this order', () => {
  const found = ['p_bbbbbb', 'shop', join(root, 'link'), 'b', 'aaa'].map((text) => findProject(projects, text).id);
  expect(found).toEqual([b.id, a.id, a.id, inner.id, a.id]);
});

test('a folder belongs to the innermost project around it, a worktree to the project of its thread', () => {
  const found = ['a', 'a/inner/deep', 'link/inner', 'worktree', '.'].map(
    (folder) => projectOfFolder(projects, threads, join(root, folder))?.id ?? null,
  );
  expect(found).toEqual([a.id, inner.id, inner.id, b.id, null]);
});
