import { existsSync } from 'node:fs';
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { CheckpointId, TurnId } from '#contract/ids.ts';
import { aThread, readFiles } from '#main/git/testing/story.ts';
import { toCollect } from './collect.ts';
import { aroundTurn } from './kept-folders.ts';
import { finishRestores, previewRestore, restoreFiles, type RestoreParts } from './restore.ts';
import { CheckpointLab } from './testing/checkpoint-lab.ts';

let lab: CheckpointLab;
let parts: RestoreParts;

beforeEach(async () => {
  lab = await CheckpointLab.make();
  parts = { git: lab.world.git, intents: lab.world.intents, checkpoints: lab.checkpoints };
});
afterEach(() => lab.dispose());

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing failed',
    (error: { failure?: { kind: string } }) => error.failure?.kind ?? error,
  );

test('a checkpoint holds the folder, untracked files too; index, HEAD, stash and hooks are not touched', async () => {
  const { checkout, repository } = lab;
  const trap = await repository.trap('trap', lab.world.mark);
  await repository.git('config', 'core.hooksPath', join(trap, '..'));
  await checkout.write({ 'a.txt': 'one\n2\nthree\n', 'new.txt': 'new\n', 'gone.txt': null, 'ignored/x': 'x' });
  await checkout.write({ 'staged.txt': 'staged\n' });
  await checkout.git('add', 'staged.txt');
  const index = join(repository.path, '.git/worktrees/worktree/index');
  const before = [await readFile(index, 'hex'), await checkout.status(), await checkout.git('rev-parse', 'HEAD')];
  const { commit } = await lab.take();
  expect([await readFile(index, 'hex'), await checkout.status(), await checkout.git('rev-parse', 'HEAD')]).toEqual(before);
  expect((await repository.git('ls-tree', '-r', '--name-only', commit)).split('\n')).toEqual([
    '.gitignore',
    'README.md',
    'a.txt',
    'new.txt',
    'staged.txt',
  ]);
  expect(await repository.git('show', `${commit}:a.txt`)).toBe('one\n2\nthree');
  // The second parent is the index.
  expect(await repository.git('show', `${commit}^2:a.txt`)).toBe('one\ntwo\nthree');
  expect(await repository.git('show', `${commit}^2:staged.txt`)).toBe('staged');
  expect(await checkout.git('stash', 'list')).toBe('');
  expect(await lab.world.sprung()).toBe(false);
});

test('going back brings files, links, modes and deletions; going back once more undoes it', async () => {
  const { checkout } = lab;
  await checkout.write({ 'sub/run.sh': '#!/bin/sh\n', 'new.txt': 'new\n' });
  await chmod(join(checkout.path, 'sub/run.sh'), 0o755);
  await symlink('a.txt', join(checkout.path, 'link'));
  const first = await lab.take();
  const files = await readFiles(checkout.path);
  await checkout.write({ sub: null, 'new.txt': 'other\n', 'a.txt': null, link: null });
  await checkout.write({ sub: 'a file now\n', 'later.txt': 'later\n', 'ignored/x': 'kept' });
  const second = await readFiles(checkout.path);
  expect(await previewRestore(parts, aThread, first)).toEqual({
    totals: { files: 6, added: 6, deleted: 3 },
    paths: ['a.txt', 'later.txt', 'link', 'new.txt', 'sub', 'sub/run.sh'],
  });
  const before = await restoreFiles(parts, aThread, first);
  expect(await readFiles(checkout.path)).toEqual({ ...files, 'ignored/x': 'kept' });
  expect((await stat(join(checkout.path, 'sub/run.sh'))).mode & 0o111).toBe(0o111);
  await restoreFiles(parts, aThread, before);
  expect(await readFiles(checkout.path)).toEqual(second);
  expect(lab.world.intents.all()).toEqual([]);
});

test('cut by a crash in the middle, going back is finished at the next start, and what lay there half-way is kept', async () => {
  const { checkout } = lab;
  await checkout.write({ 'new.txt': 'new\n' });
  const first = await lab.take();
  await checkout.write({ 'new.txt': 'later\n', 'a.txt': 'later\n' });
  await lab.take();
  // As kill -9 leaves it: one file of two was written, git's lock on our index is there, the intent is open.
  await checkout.write({ 'new.txt': 'new\n' });
  lab.world.intents.begin({ kind: 'checkpoint.restore', thread: aThread, data: { to: first.id } });
  await writeFile(join(lab.world.paths.checkpoints, `${aThread}.index.lock`), '');
  lab.checkpoints = lab.open();
  await finishRestores({ ...parts, checkpoints: lab.checkpoints });
  expect(await readFiles(checkout.path)).toMatchObject({ 'new.txt': 'new\n', 'a.txt': 'one\ntwo\nthree\n' });
  const [half] = lab.checkpoints.list(aThread);
  expect(await lab.repository.git('show', `${half?.commit}:a.txt`)).toBe('later');
  expect(lab.world.intents.all()).toEqual([]);
});

test('an index of ours that is damaged or gone is made anew', async () => {
  const first = await lab.take();
  await writeFile(join(lab.world.paths.checkpoints, `${aThread}.index`), 'rubbish');
  await lab.checkout.write({ 'a.txt': 'x\n' });
  const second = await lab.take();
  expect(await lab.repository.git('diff', '--name-only', first.commit, second.commit)).toBe('a.txt');
});

test('the same folder gives the same commit; a conflict or a branch without commits is no obstacle', async () => {
  const first = await lab.take();
  expect((await lab.take()).commit).toBe(first.commit);
  await lab.repository.commit({ 'a.txt': 'theirs\n' }, 'Theirs');
  await lab.checkout.commit({ 'a.txt': 'ours\n' }, 'Ours');
  await lab.checkout.git('merge', 'main').catch(() => '');
  const { commit } = await lab.take();
  expect(await lab.repository.git('show', `${commit}:a.txt`)).toContain('<<<<<<<');
  await lab.checkout.git('merge', '--abort');
  await lab.checkout.git('checkout', '-q', '--orphan', 'fresh');
  expect(await lab.repository.git('rev-list', '--parents', '--max-count=1', (await lab.take()).commit)).toMatch(
    /^[0-9a-f]{40}( [0-9a-f]{40})?$/,
  );
});

test('nothing planted in the worktree runs or is followed', async () => {
  const { checkout, world } = lab;
  const trap = await checkout.trap('trap.sh', world.mark);
  await checkout.git('config', 'core.fsmonitor', trap);
  await checkout.git('config', 'filter.x.clean', trap);
  await checkout.git('config', 'filter.x.smudge', trap);
  await checkout.write({ '.gitattributes': '* filter=x\n', 'a.txt': 'x\n' });
  const first = await lab.take();
  await checkout.write({ 'a.txt': 'y\n' });
  await restoreFiles(parts, aThread, first);
  expect(await world.sprung()).toBe(false);
  // A link in place of a folder is not written through.
  const outside = join(world.folder, 'outside');
  await checkout.write({ 'dir/file.txt': 'inside\n' });
  const withFolder = await lab.take();
  await checkout.write({ dir: null });
  await lab.world.repository('outside');
  await symlink(outside, join(checkout.path, 'dir'));
  await restoreFiles(parts, aThread, withFolder);
  expect(existsSync(join(outside, 'file.txt'))).toBe(false);
  expect(await readFile(join(checkout.path, 'dir/file.txt'), 'utf8')).toBe('inside\n');
});

test('a thread without a folder is refused; one of another thread is not found', async () => {
  const { checkpoints } = lab;
  const { id } = await lab.take();
  expect(checkpoints.find('t_another0000' as typeof aThread, id)).toBe(null);
  Object.assign(lab.place, { worktree: { ...lab.place.worktree, status: 'planned' } });
  expect(await failureOf(lab.take())).toBe('unavailable');
});

const aCheckpoint = (at: number, more: Partial<Checkpoint> = {}): Checkpoint => ({
  id: `k_${String(at).padStart(6, '0')}` as CheckpointId,
  thread: aThread,
  why: 'before-act',
  turn: null,
  label: '',
  position: 0,
  setAside: [],
  commit: `commit ${at}`,
  at,
  ...more,
});

test('old, many and large ones go; the newest turn and the last look stay', () => {
  const rules = { maxAge: 50, maxCount: 4, maxBytes: 1_000 };
  const stored = (at: number, bytes: number, more: Partial<Checkpoint> = {}) => ({ checkpoint: aCheckpoint(at, more), bytes });
  const list = [
    stored(100, 10),
    stored(99, 900),
    stored(98, 200),
    stored(97, 10, { why: 'look' }),
    stored(60, 10, { why: 'look' }),
    stored(55, 10),
    stored(40, 10),
    stored(30, 10, { why: 'turn-start' }),
  ];
  expect(toCollect(list, 100, rules)).toEqual([98, 60, 40].map((at) => aCheckpoint(at).id));
  expect(toCollect(list, 100)).toEqual([aCheckpoint(60).id]);
});

test('what a turn changed lies between its checkpoints; a cut turn ends where the next begins', () => {
  const turn = (name: string): TurnId => `u_${name}00000` as TurnId;
  const list = [
    aCheckpoint(5, { why: 'turn-start', turn: turn('c') }),
    aCheckpoint(4, { why: 'turn-start', turn: turn('b') }),
    aCheckpoint(3),
    aCheckpoint(2, { why: 'turn-end', turn: turn('a') }),
    aCheckpoint(1, { why: 'turn-start', turn: turn('a') }),
  ];
  const at = (wanted: TurnId | 'last') => {
    const found = aroundTurn(list, wanted);
    return found && [found.before.at, found.after?.at ?? null];
  };
  expect([at(turn('a')), at(turn('b')), at(turn('c')), at('last'), at(turn('x'))]).toEqual([[1, 2], [4, 5], [5, null], [5, null], null]);
});

test('ignored files are kept when the project wants them; what is old goes at the next start, with its ref', async () => {
  const { checkout } = lab;
  Object.assign(lab.place.project, { settings: { keepIgnored: ['ignored/*.env'] } });
  await checkout.write({ 'ignored/local.env': 'a=1\n', 'ignored/large.bin': 'x' });
  const first = await lab.take();
  await checkout.write({ 'ignored/local.env': 'a=2\n' });
  await restoreFiles(parts, aThread, first);
  expect(await readFiles(checkout.path)).toMatchObject({ 'ignored/local.env': 'a=1\n', 'ignored/large.bin': 'x' });
  const refs = (): Promise<string> => lab.repository.git('for-each-ref', '--format=%(refname:lstrip=4)', 'refs/switchyard/checkpoints');
  expect((await refs()).split('\n')).toHaveLength(2);
  lab.now += 40 * 24 * 3_600_000;
  await lab.checkpoints.collect();
  expect([await refs(), lab.checkpoints.list(aThread)]).toEqual(['', []]);
});
