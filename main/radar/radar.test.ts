import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import type { Radar } from '#contract/radar.ts';
import { newId } from '#main/base/new-id.ts';
import { Checkout, createWorld, type World } from '#main/git/testing/story.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import type { Worktree } from '#contract/threads.ts';
import { readRadar } from './read-radar.ts';
import { openRadar } from './radar-topic.ts';

let world: World;
let repository: Checkout;
let parts: ReviewParts;
const worktrees = new Map<ThreadId, Worktree>();

beforeEach(async () => {
  worktrees.clear();
  world = await createWorld();
  repository = await world.repository();
  await repository.commit({ 'a.txt': 'one\ntwo\nthree\nfour\nfive\n', 'b.txt': 'b\n' }, 'Second');
  const project = world.project(repository);
  parts = {
    git: world.git,
    shadows: world.shadows,
    findPlace: (thread) => {
      const worktree = worktrees.get(thread);
      return worktree === undefined ? null : { thread, project, worktree };
    },
  };
});
afterEach(() => world.dispose());

const begin = async (name: string): Promise<{ readonly thread: ThreadId; readonly checkout: Checkout }> => {
  const thread = newId('t');
  const checkout = new Checkout(`${world.folder}/${name}`);
  await repository.git('worktree', 'add', '-q', '-b', `switchyard/${name}`, checkout.path);
  worktrees.set(thread, {
    ...{ place: 'worktree', status: 'ready', path: checkout.path, branch: `switchyard/${name}` },
    ...{ base: 'main', baseCommit: null, firstPort: null, bytes: null, snapshot: null },
  });
  return { thread, checkout };
};

const read = (): Promise<Radar> =>
  readRadar(
    parts,
    { project: world.project(repository).id, threads: [...worktrees.keys()], now: 7, signal: new AbortController().signal },
    new Map(),
  );

test('overlaps that fit together, overlaps that conflict, and the order that lands cleanly', async () => {
  const top = await begin('top');
  const bottom = await begin('bottom');
  const rival = await begin('rival');
  const alone = await begin('alone');
  const idle = await begin('idle');
  await top.checkout.commit({ 'a.txt': 'ONE\ntwo\nthree\nfour\nfive\n' }, 'Top');
  // Uncommitted and untracked changes count as they lie there.
  await bottom.checkout.write({ 'a.txt': 'one\ntwo\nthree\nfour\nFIVE\n' });
  await rival.checkout.write({ 'a.txt': '1\ntwo\nthree\nfour\nfive\n', 'b.txt': 'rival\n' });
  await alone.checkout.write({ 'new.txt': 'new\n' });
  const before = await repository.git('for-each-ref');
  const radar = await read();
  expect(radar.threads).toEqual([top, bottom, rival, alone].map(({ thread }) => thread));
  expect(radar.overlaps).toEqual([
    { a: top.thread, b: bottom.thread, paths: ['a.txt'], more: 0, conflicts: [] },
    { a: top.thread, b: rival.thread, paths: ['a.txt'], more: 0, conflicts: ['a.txt'] },
    { a: bottom.thread, b: rival.thread, paths: ['a.txt'], more: 0, conflicts: [] },
  ]);
  expect(radar.rows).toEqual([
    {
      into: 'main',
      order: [alone.thread, top.thread, bottom.thread],
      stuck: [{ thread: rival.thread, early: false, conflicts: ['a.txt'] }],
    },
  ]);
  expect(radar.unread).toEqual([]);
  expect(await repository.git('for-each-ref')).toBe(before);
  expect(await bottom.checkout.status()).toBe(' M a.txt');
  expect(await idle.checkout.status()).toBe('');
});

test('a folder that is gone is listed with why; the others are read', async () => {
  const here = await begin('here');
  const gone = await begin('gone');
  await here.checkout.write({ 'b.txt': 'x\n' });
  await repository.git('worktree', 'remove', '--force', gone.checkout.path);
  expect(await read()).toMatchObject({ threads: [here.thread], unread: [{ thread: gone.thread, why: expect.stringContaining('gone') }] });
});

test('the topic looks again when a change moved, only while somebody listens', async () => {
  const { thread, checkout } = await begin('one');
  let moved: (thread: ThreadId) => void = () => undefined;
  const project = world.project(repository).id;
  const radar = openRadar({
    parts,
    threads: () => [thread],
    projectOf: () => project,
    onMoved: (listener) => {
      moved = listener;
      return () => undefined;
    },
    now: () => 1,
  });
  const topic = radar.handlers.radar({ project }, { signal: new AbortController().signal });
  await topic.prepare?.();
  expect(topic.snapshot().threads).toEqual([]);
  await checkout.write({ 'b.txt': 'x\n' });
  const next = new Promise<Radar | undefined>((resolve) => topic.listen((events) => resolve(events[0])));
  moved(thread);
  expect((await next)?.threads).toEqual([thread]);
  await radar.dispose();
});
