import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitChanges } from '#main/review/commit.ts';
import { aThread, Checkout, createWorld, readFiles, type World } from '#main/git/testing/story.ts';
import { threadGround } from '#main/git/thread-ground.ts';
import { createWorktrees } from './create-worktrees.ts';

let world: World;
let worktrees: ReturnType<typeof createWorktrees>;
beforeEach(async () => {
  world = await createWorld();
  worktrees = createWorktrees(world);
});
afterEach(async () => {
  await worktrees.dispose();
  await world.dispose();
});

const make = async (repository: Checkout) => {
  const project = world.project(repository);
  const placement = { kind: 'worktree', base: 'main', branch: null } as const;
  const worktree = await worktrees.plan({
    thread: aThread,
    title: 'Task',
    agent: 'codex',
    project,
    placement,
    portsTaken: [],
    reserved: [],
  });
  const signal = new AbortController().signal;
  const created = await worktrees.create({
    thread: aThread,
    project,
    worktree,
    placement,
    onProgress: () => undefined,
    onPlaced: () => undefined,
    signal,
  });
  return { ...created, project, checkout: new Checkout(created.worktree.path ?? '') };
};

const hasLfs = (): boolean => {
  try {
    execFileSync('git-lfs', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

test.skipIf(hasLfs())('without Git LFS large files come as pointers, and the thread says so', async () => {
  const repository = await world.repository();
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n';
  await repository.commit({ '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n', 'big.bin': pointer }, 'Pointer');
  for (const [key, value] of [
    ['clean', 'git-lfs clean -- %f'],
    ['smudge', 'git-lfs smudge -- %f'],
    ['process', 'git-lfs filter-process'],
    ['required', 'true'],
  ] as const) {
    await repository.git('config', `filter.lfs.${key}`, value);
  }
  const { notes, checkout } = await make(repository);
  expect(notes).toEqual(['Git LFS is not installed: large files are there as pointers only.']);
  expect(await readFile(join(checkout.path, 'big.bin'), 'utf8')).toBe(pointer);
});

test('submodules stay empty and are named; work beside them is committed, removed and restored', async () => {
  const library = await world.repository('library');
  const repository = await world.repository();
  await repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'lib');
  await repository.commit({}, 'Submodule');
  const { notes, checkout, worktree, project } = await make(repository);
  expect(notes).toEqual([expect.stringContaining('git submodule update --init')]);
  await checkout.write({ 'new.txt': 'n\n' });
  await commitChanges(world.git, world.shadows, await threadGround(world.git, world.shadows, repository.path, checkout.path), {
    message: 'New',
  });
  expect(await checkout.git('show', '--name-status', '--format=', 'HEAD')).toBe('A\tnew.txt');
  await checkout.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init');
  await checkout.write({ 'more.txt': 'm\n' });
  const place = { thread: aThread, project, worktree };
  const removed = await worktrees.remove(place);
  const restored = await worktrees.restore({
    ...place,
    worktree: removed,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(await readFiles(restored.worktree.path ?? '')).toMatchObject({ 'new.txt': 'n\n', 'more.txt': 'm\n' });
  expect(await checkout.git('ls-tree', 'HEAD', 'lib')).toContain('160000 commit');
});
