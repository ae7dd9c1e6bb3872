import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConflictFile, Resolution, TakeInLook, TakeInMethod } from '#contract/landing.ts';
import { aThread, readFiles } from '#main/git/testing/story.ts';
import { createRepositoryQueue } from '#main/review/repository-queue.ts';
import { context, failureOf, ReviewLab } from '#main/review/testing/review-lab.ts';
import type { Database } from '#main/storage/database.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { ResolutionsTable } from '#main/storage/resolutions-table.ts';
import { landingHandlers } from './landing-handlers.ts';
import { finishTakeIns } from './take-in.ts';

let lab: ReviewLab;
let database: Database;
let resolutions: ResolutionsTable;
let handlers: ReturnType<typeof landingHandlers>;
let running = false;

beforeEach(async () => {
  lab = await ReviewLab.open();
  ({ database } = openDatabase(lab.world.paths, 1));
  resolutions = new ResolutionsTable(database);
  running = false;
  handlers = landingHandlers({
    parts: { review: lab.parts, intents: lab.world.intents },
    resolutions,
    watch: { poke: lab.watch.poke, isRunning: () => running },
    threads: { onCommitted: () => undefined },
    inRepository: createRepositoryQueue(),
  });
});
afterEach(async () => {
  database.close();
  await lab.dispose();
});

const look = (how: TakeInMethod): Promise<TakeInLook> => Promise.resolve(handlers['landing.look']({ thread: aThread, how }, context));
const takeIn = (how: TakeInMethod) => Promise.resolve(handlers['landing.take-in']({ thread: aThread, how }, context));
const resolve = (file: Pick<ConflictFile, 'id' | 'path'>, resolution: Resolution | null) =>
  handlers['landing.resolve']({ thread: aThread, conflict: file.id, path: file.path, resolution }, context);
const filesOf = (seen: TakeInLook): readonly ConflictFile[] => (seen.kind === 'conflict' ? seen.files : []);
const log = () => lab.checkout.git('log', '--format=%s', '--first-parent');

test('a base that did not move has nothing to take in', async () => {
  expect(await look('merge')).toEqual({ kind: 'current', into: 'main' });
  expect(await failureOf(takeIn('rebase'))).toMatchObject({ kind: 'invalid' });
});

test.each(['merge', 'rebase'] as const)('takes in by %s what does not conflict; uncommitted changes elsewhere stay', async (how) => {
  await lab.checkout.write({ 'a.txt': 'one\nTWO\nthree\n' });
  await lab.commit('Mine');
  await lab.checkout.write({ 'moved.txt': 'uncommitted\n', 'own.txt': 'untracked\n' });
  await lab.repository.commit({ 'b.txt': 'b\n' }, 'Theirs');
  expect(await look(how)).toEqual({ kind: 'clean', into: 'main', behind: 1, resolved: 0 });
  const before = await lab.checkout.git('rev-parse', 'HEAD');
  const taken = await takeIn(how);
  expect(taken).toEqual({ into: 'main', from: before, to: await lab.checkout.git('rev-parse', 'HEAD') });
  expect(await log()).toBe(how === 'merge' ? `Merge main into ${lab.worktree.branch}\nMine\nSecond\nFirst` : 'Mine\nTheirs\nSecond\nFirst');
  expect(await readFiles(lab.checkout.path)).toMatchObject({
    'a.txt': 'one\nTWO\nthree\n',
    'b.txt': 'b\n',
    'moved.txt': 'uncommitted\n',
    'own.txt': 'untracked\n',
  });
  expect(await look(how)).toEqual({ kind: 'current', into: 'main' });
  expect(await lab.backups()).toEqual([before]);
  await handlers['landing.undo-take-in']({ thread: aThread, from: taken.from, to: taken.to }, context);
  expect(await lab.checkout.git('rev-parse', 'HEAD')).toBe(before);
  expect(await readFiles(lab.checkout.path)).toMatchObject({ 'moved.txt': 'uncommitted\n', 'own.txt': 'untracked\n' });
  expect(lab.world.intents.all()).toEqual([]);
});

test('a conflict shows its three sides, is resolved by hand, and is remembered until then', async () => {
  await lab.checkout.write({ 'a.txt': 'one\nmine\nthree\n' });
  await lab.commit('Mine');
  await lab.repository.commit({ 'a.txt': 'one\ntheirs\nthree\n' }, 'Theirs');
  const refsBefore = await lab.repository.git('for-each-ref');
  const [file] = filesOf(await look('merge'));
  expect(file).toMatchObject({
    path: 'a.txt',
    has: { ancestor: true, thread: true, base: true },
    ancestor: 'one\ntwo\nthree\n',
    thread: 'one\nmine\nthree\n',
    base: 'one\ntheirs\nthree\n',
    editable: true,
    resolution: null,
  });
  expect(file?.marked).toBe('one\n<<<<<<< thread\nmine\n=======\ntheirs\n>>>>>>> main\nthree\n');
  expect(await failureOf(takeIn('merge'))).toMatchObject({ kind: 'conflict', paths: ['a.txt'] });
  expect(await lab.repository.git('for-each-ref')).toBe(refsBefore);
  await resolve(file as ConflictFile, { kind: 'text', text: 'one\nboth\nthree\n' });
  // The base moves on where it does not matter: the resolution still holds.
  await lab.repository.commit({ 'c.txt': 'c\n' }, 'More');
  expect(await look('merge')).toMatchObject({ kind: 'clean', behind: 2, resolved: 1 });
  await takeIn('merge');
  expect(await readFiles(lab.checkout.path)).toMatchObject({ 'a.txt': 'one\nboth\nthree\n', 'c.txt': 'c\n' });
  expect(await lab.checkout.status()).toBe('');
  expect(resolutions.get(aThread, (file as ConflictFile).id)).toBeNull();
});

test('a rebase stops at each commit that conflicts, with the sides the right way round', async () => {
  await lab.checkout.write({ 'a.txt': 'one\nmine\nthree\n' });
  await lab.commit('First of mine');
  await lab.checkout.write({ 'moved.txt': 'mine\n' });
  await lab.commit('Second of mine');
  await lab.repository.commit({ 'a.txt': 'one\ntheirs\nthree\n', 'moved.txt': 'theirs\n' }, 'Theirs');
  const first = await look('rebase');
  expect(first).toMatchObject({ kind: 'conflict', step: { subject: 'First of mine', number: 1, total: 2 } });
  const [a] = filesOf(first);
  expect(a).toMatchObject({ path: 'a.txt', thread: 'one\nmine\nthree\n', base: 'one\ntheirs\nthree\n' });
  await resolve(a as ConflictFile, { kind: 'thread' });
  const second = await look('rebase');
  expect(second).toMatchObject({ kind: 'conflict', step: { subject: 'Second of mine', number: 2, total: 2 } });
  const [moved] = filesOf(second);
  await resolve(moved as ConflictFile, { kind: 'base' });
  expect(await look('rebase')).toMatchObject({ kind: 'clean', resolved: 2 });
  await takeIn('rebase');
  // The second commit brings nothing any more.
  expect(await log()).toBe('First of mine\nTheirs\nSecond\nFirst');
  expect(await readFiles(lab.checkout.path)).toMatchObject({ 'a.txt': 'one\nmine\nthree\n', 'moved.txt': 'theirs\n' });
});

test('a file deleted on one side and changed on the other is kept or deleted by choosing a side', async () => {
  await rm(join(lab.checkout.path, 'gone.txt'));
  await lab.commit('Delete it');
  await lab.repository.commit({ 'gone.txt': 'changed\n' }, 'Change it');
  const [file] = filesOf(await look('merge'));
  expect(file).toMatchObject({ path: 'gone.txt', has: { ancestor: true, thread: false, base: true }, thread: null });
  await resolve(file as ConflictFile, { kind: 'thread' });
  await takeIn('merge');
  expect(Object.keys(await readFiles(lab.checkout.path))).not.toContain('gone.txt');
});

test('binary files are not edited as text; a side is chosen whole', async () => {
  await lab.checkout.write({ 'image.png': new Uint8Array([0, 9]) });
  await lab.commit('Mine');
  await lab.repository.commit({ 'image.png': new Uint8Array([0, 7]) }, 'Theirs');
  const [file] = filesOf(await look('merge'));
  expect(file).toMatchObject({ path: 'image.png', editable: false, thread: null, base: null, marked: null });
  await resolve(file as ConflictFile, { kind: 'base' });
  await takeIn('merge');
  expect(await lab.checkout.git('status', '--porcelain')).toBe('');
});

test('uncommitted changes in the way, or an agent at work, refuse it and nothing moves', async () => {
  await lab.checkout.write({ 'b.txt': 'mine, uncommitted\n' });
  await lab.repository.commit({ 'b.txt': 'b\n' }, 'Theirs');
  const head = await lab.checkout.git('rev-parse', 'HEAD');
  expect(await failureOf(takeIn('merge'))).toMatchObject({ kind: 'conflict' });
  running = true;
  expect(await failureOf(takeIn('merge'))).toMatchObject({ kind: 'busy' });
  expect(await lab.checkout.git('rev-parse', 'HEAD')).toBe(head);
  expect(await readFiles(lab.checkout.path)).toMatchObject({ 'b.txt': 'mine, uncommitted\n' });
});

test('what a crash cut between files and branch is finished at the next start', async () => {
  await lab.repository.commit({ 'b.txt': 'b\n' }, 'Theirs');
  const from = await lab.checkout.git('rev-parse', 'HEAD');
  const to = await lab.repository.git('rev-parse', 'main');
  const adminDir = await lab.checkout.git('rev-parse', '--absolute-git-dir');
  const follow = { ref: `refs/heads/${lab.worktree.branch}`, from, to, checkout: { path: lab.checkout.path, adminDir, isMain: false } };
  lab.world.intents.begin({ kind: 'landing.take-in', thread: aThread, data: { project: lab.repository.path, follow } });
  await lab.checkout.write({ 'b.txt': 'b\n' });
  await finishTakeIns({ review: lab.parts, intents: lab.world.intents });
  expect(await lab.checkout.git('rev-parse', 'HEAD')).toBe(to);
  expect(await lab.checkout.status()).toBe('');
  expect(lab.world.intents.all()).toEqual([]);
});

test('the last commit is amended as long as nobody else has it', async () => {
  expect(await handlers['landing.last-commit']({ thread: aThread }, context)).toMatchObject({ refused: 'main has the last commit too.' });
  await lab.checkout.write({ 'a.txt': 'mine\n' });
  const first = await lab.commit('Mine');
  await lab.checkout.write({ 'b.txt': 'more\n' });
  await handlers['landing.amend']({ thread: aThread, message: 'Mine, said better', content: 'keep' }, context);
  expect(await lab.checkout.git('log', '-1', '--format=%s', '--name-only')).toBe('Mine, said better\n\na.txt');
  expect(await lab.checkout.status()).toBe('?? b.txt');
  await handlers['landing.amend']({ thread: aThread, message: 'Mine, whole', content: 'all' }, context);
  expect(await lab.checkout.git('log', '-1', '--format=%s', '--name-only')).toBe('Mine, whole\n\na.txt\nb.txt');
  expect(await lab.checkout.status()).toBe('');
  expect(await lab.backups()).toContain(first);
  await lab.land('merge');
  expect(await failureOf(handlers['landing.amend']({ thread: aThread, message: 'Late', content: 'keep' }, context))).toMatchObject({
    kind: 'invalid',
  });
});
