import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Changes } from '#contract/review.ts';
import type { ChangeTotals } from '#contract/threads.ts';
import { aThread } from '#main/git/testing/story.ts';
import { context, failureOf, ReviewLab, short } from './testing/review-lab.ts';

let lab: ReviewLab;
let world: ReviewLab['world'];
let repository: ReviewLab['repository'];
let checkout: ReviewLab['checkout'];
let handlers: ReviewLab['handlers'];
let watch: ReviewLab['watch'];
let read: ReviewLab['read'];
let commit: ReviewLab['commit'];
let preview: ReviewLab['preview'];

beforeEach(async () => {
  lab = await ReviewLab.open();
  ({ world, repository, checkout, handlers, watch, read, commit, preview } = lab);
});
afterEach(() => lab.dispose());

test('changes: modified, deleted, renamed, untracked, binary and odd names, by both scopes', async () => {
  await checkout.commit({ 'committed.txt': 'x\n' }, 'Committed');
  await checkout.write({
    'a.txt': 'one\n2\nthree\n',
    'gone.txt': null,
    'moved.txt': null,
    'new/moved.txt': 'some\nlines\nto\nmove\n',
    'image.png': new Uint8Array([0, 9]),
    'ümlaut "q"\n.txt': 'a\nb\n',
    'empty.txt': '',
  });
  const uncommitted = [
    'modified a.txt +1 -1',
    'added? empty.txt +0 -0',
    'deleted gone.txt +0 -1',
    'modified image.png binary',
    'renamed? moved.txt > new/moved.txt +0 -0',
    'added? ümlaut "q"\n.txt +2 -0',
  ];
  expect(short(await read('uncommitted'))).toEqual(uncommitted);
  const base = await read('base');
  expect(short(base)).toEqual([uncommitted[0], 'added committed.txt +1 -0', ...uncommitted.slice(1)]);
  expect(base.totals).toEqual({ files: 7, added: 4, deleted: 2 });
  expect((await read('base')).version).toBe(base.version);
  await checkout.write({ 'a.txt': 'one\nII\nthree\n' });
  expect((await read('base')).version).not.toBe(base.version);
});

test('the index of the thread is only read', async () => {
  const index = join(repository.path, '.git/worktrees/task/index');
  await checkout.write({ 'a.txt': 'x', 'new.txt': 'y' });
  const before = await readFile(index, 'hex');
  await read('base');
  await read('uncommitted');
  await failureOf(preview('merge'));
  expect(await readFile(index, 'hex')).toBe(before);
});

test('conflicted files are named, and commit waits for their markers to go', async () => {
  await repository.commit({ 'a.txt': 'theirs\n' }, 'Theirs');
  await checkout.commit({ 'a.txt': 'ours\n' }, 'Ours');
  await checkout.git('merge', 'main').catch(() => '');
  expect(short(await read('uncommitted'))).toContain('conflicted a.txt +4 -0');
  expect(await failureOf(commit())).toMatchObject({ kind: 'busy' });
});

test('what the base gets meanwhile is not shown as the thread’s change', async () => {
  await repository.commit({ 'b.txt': 'b\n' }, 'Elsewhere');
  await checkout.write({ 'a.txt': 'x\n' });
  expect(short(await read('base'))).toEqual(['modified a.txt +1 -3']);
});

test('patches of many files in one run, each by itself; binary and large ones are marked', async () => {
  const long = 'x'.repeat(10_000);
  await checkout.write({
    'a.txt': `${long}\n`,
    'moved.txt': null,
    'renamed.txt': 'some\nlines\nto\nmove\n',
    'image.png': new Uint8Array([0, 9]),
    'odd "\n.txt': 'diff --git a/x b/x\n',
    'huge.txt': 'line\n'.repeat(1_200_000),
  });
  const paths = ['renamed.txt', 'a.txt', 'odd "\n.txt', 'image.png', 'huge.txt', 'same.txt'];
  const patches = await handlers['review.patches']({ thread: aThread, scope: 'base', paths, ignoreSpace: false }, context);
  expect(patches.map(({ path, tooLarge }) => [path, tooLarge])).toEqual(paths.map((path) => [path, path === 'huge.txt']));
  const [renamed, a, odd, image, huge, same] = patches.map(({ patch }) => patch);
  expect(renamed).toContain('rename from moved.txt\nrename to renamed.txt');
  expect(a).toContain(`+${long}\n`);
  expect(odd).toContain('+diff --git a/x b/x\n');
  expect([image, huge, same]).toEqual(['', '', '']);
  expect(
    await failureOf(handlers['review.patches']({ thread: aThread, scope: 'base', paths: ['../x'], ignoreSpace: false }, context)),
  ).toMatchObject({ kind: 'invalid' });
});

test('one file, both sides; links are shown and not followed', async () => {
  const secret = join(world.folder, 'secret');
  await writeFile(secret, 'secret');
  await symlink(secret, join(checkout.path, 'link'));
  await mkdir(join(world.folder, 'outside'));
  await writeFile(join(world.folder, 'outside/x'), 'secret');
  await symlink(join(world.folder, 'outside'), join(checkout.path, 'folder'));
  await checkout.write({ 'a.txt': 'new\n', 'gone.txt': null });
  const file = async (path: string) => {
    const { version, ...text } = await handlers['review.file']({ thread: aThread, scope: 'base', path }, context);
    return { ...text, there: version !== null };
  };
  const plain = { binary: false, tooLarge: false };
  expect(await file('a.txt')).toEqual({
    path: 'a.txt',
    before: 'one\ntwo\nthree\n',
    after: 'new\n',
    ...plain,
    there: true,
    editable: true,
  });
  expect(await file('gone.txt')).toEqual({ path: 'gone.txt', before: 'gone\n', after: null, ...plain, there: false, editable: false });
  expect(await file('link')).toEqual({ path: 'link', before: null, after: secret, ...plain, there: true, editable: false });
  expect(await file('folder/x')).toEqual({ path: 'folder/x', before: null, after: null, ...plain, there: false, editable: false });
  expect(await file('image.png')).toEqual({
    path: 'image.png',
    before: null,
    after: null,
    binary: true,
    tooLarge: false,
    there: true,
    editable: false,
  });
  for (const path of ['/etc/passwd', '../x', '.git', '']) expect(await failureOf(file(path))).toMatchObject({ kind: 'invalid' });
});

test('commit takes everything or the chosen paths, proposes a message, refuses an empty one', async () => {
  await checkout.write({ 'a.txt': 'x\n', 'new.txt': 'n\n', 'gone.txt': null });
  expect(await handlers['review.message']({ thread: aThread }, context)).toEqual({
    message: 'Make it better\n\n- Change a.txt (+1 −3)\n- Delete gone.txt (+0 −1)\n- Add new.txt (+1 −0)',
  });
  await handlers['review.commit']({ thread: aThread, message: 'Only new', paths: ['new.txt', 'gone.txt'] }, context);
  expect(await checkout.git('show', '--name-status', '--format=%s %an %ae', 'HEAD')).toBe(
    'Only new Ada ada@example.org\n\nD\tgone.txt\nA\tnew.txt',
  );
  expect(await checkout.status()).toBe(' M a.txt');
  const made = await commit('All\n\nof it');
  expect([await checkout.git('rev-parse', 'HEAD'), await checkout.status(), await checkout.git('log', '-1', '--format=%B')]).toEqual([
    made,
    '',
    'All\n\nof it',
  ]);
  expect(await failureOf(commit())).toMatchObject({ kind: 'invalid', message: 'There is nothing to commit.' });
  expect(await failureOf(handlers['review.commit']({ thread: aThread, message: ' ' }, context))).toMatchObject({ kind: 'invalid' });
});

test('a folder in place of a file and a link in place of a folder are committed', async () => {
  await checkout.commit({ 'dir/x.txt': 'x\n' }, 'Dir');
  await checkout.write({ 'a.txt': null, dir: null });
  await checkout.write({ 'a.txt/inner': 'i\n' });
  await symlink('a.txt', join(checkout.path, 'dir'));
  await commit();
  expect([await checkout.status(), (await checkout.git('ls-tree', '-r', '--name-only', 'HEAD')).split('\n').slice(0, 3)]).toEqual([
    '',
    ['README.md', 'a.txt/inner', 'dir'],
  ]);
});

test('commit without an identity says how to give one', async () => {
  await repository.git('config', '--unset', 'user.name');
  await repository.git('config', '--unset', 'user.email');
  const home = process.env['HOME'];
  process.env['HOME'] = world.folder;
  process.env['XDG_CONFIG_HOME'] = world.folder;
  try {
    await checkout.write({ 'a.txt': 'x\n' });
    expect(await failureOf(commit())).toMatchObject({
      kind: 'invalid',
      action: expect.stringContaining('git config --global user.name') as unknown,
    });
  } finally {
    process.env['HOME'] = home;
    delete process.env['XDG_CONFIG_HOME'];
  }
});

test('while somebody looks, changes come by themselves; a poke tells totals; nothing is watched otherwise', async () => {
  const totals: ChangeTotals[] = [];
  watch.onTotals((_thread, value) => totals.push(value));
  let arrived: (changes: Changes) => void = () => undefined;
  const next = (wanted: (changes: Changes) => boolean): Promise<Changes> =>
    new Promise((resolve) => (arrived = (changes) => void (wanted(changes) && resolve(changes))));
  const first = next(() => true);
  const stop = watch.look(aThread, 'uncommitted', (changes) => arrived(changes));
  expect((await first).files).toEqual([]);
  const second = next((changes) => changes.totals.files === 1);
  await checkout.write({ 'new.txt': 'n\n' });
  expect(short(await second)).toEqual(['added? new.txt +1 -0']);
  const third = next((changes) => changes.totals.files === 0);
  await checkout.git('add', '-A');
  await checkout.git('commit', '-q', '-m', 'By the agent');
  await third;
  stop();
  await watch.settled();
  expect(totals.at(-1)).toEqual({ files: 1, added: 1, deleted: 0 });
  totals.length = 0;
  await checkout.write({ 'more.txt': 'm\n' });
  watch.poke(aThread);
  await watch.settled();
  expect(totals).toEqual([{ files: 2, added: 2, deleted: 0 }]);
});

test('a thread without a folder has no changes; a removed one says so', async () => {
  lab.worktree = { ...lab.worktree, status: 'creating' };
  expect((await read('base')).files).toEqual([]);
  lab.worktree = { ...lab.worktree, status: 'removed' };
  expect(await failureOf(read('base'))).toMatchObject({ kind: 'unavailable' });
  expect(existsSync(checkout.path)).toBe(true);
});
