import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallContext } from '#main/base/handlers.ts';
import type { Project } from '#contract/projects.ts';
import type { Changes, LandingMethod } from '#contract/review.ts';
import type { ChangeTotals, Worktree } from '#contract/threads.ts';
import { aThread, Checkout, createWorld, readFiles, type World } from '#main/git/testing/story.ts';
import { createWorktrees } from '#main/worktrees/create-worktrees.ts';
import type { ChangesWatch } from './changes-watch.ts';
import { createChangesWatch } from './create-changes-watch.ts';
import { finishLandings } from './land.ts';
import { reviewHandlers } from './review-handlers.ts';

let world: World;
let worktrees: ReturnType<typeof createWorktrees>;
let watch: ChangesWatch;
let repository: Checkout;
let project: Project;
let worktree: Worktree;
let checkout: Checkout;
let handlers: ReturnType<typeof reviewHandlers>;
let landed: unknown[];
const context: CallContext = { signal: new AbortController().signal };
const parts = () => ({ git: world.git, shadows: world.shadows, findPlace: () => ({ thread: aThread, project, worktree }) });

beforeEach(async () => {
  world = await createWorld();
  worktrees = createWorktrees(world);
  repository = await world.repository();
  await repository.commit(
    { 'a.txt': 'one\ntwo\nthree\n', 'gone.txt': 'gone\n', 'moved.txt': 'some\nlines\nto\nmove\n', 'image.png': new Uint8Array([0, 1, 2]) },
    'Second',
  );
  project = world.project(repository);
  const placement = { kind: 'worktree', base: 'main', branch: null } as const;
  const planned = await worktrees.plan({
    thread: aThread,
    title: 'Task',
    agent: 'codex',
    project,
    placement,
    portsTaken: [],
    reserved: [],
  });
  ({ worktree } = await worktrees.create({
    thread: aThread,
    project,
    worktree: planned,
    placement,
    onProgress: () => undefined,
    onPlaced: () => undefined,
    signal: context.signal,
  }));
  checkout = new Checkout(worktree.path ?? '');
  watch = createChangesWatch(parts());
  landed = [];
  handlers = reviewHandlers({
    parts: parts(),
    watch,
    intents: world.intents,
    threads: {
      findPlace: parts().findPlace,
      describe: () => ({ title: 'Make it better.', prompt: null }),
      onLanded: (_thread, how) => landed.push(how),
      onCommitted: () => undefined,
    },
  });
});
afterEach(async () => {
  await watch.dispose();
  await worktrees.dispose();
  await world.dispose();
});

const failureOf = (promise: unknown) =>
  Promise.resolve(promise).then(
    () => 'nothing failed',
    (error: { failure?: { kind: string; message: string; paths?: readonly string[] } }) => error.failure ?? error,
  );
const read = (scope: 'base' | 'uncommitted'): Promise<Changes> => watch.read(aThread, scope);
const short = ({ files }: Changes) =>
  files.map(
    (file) =>
      `${file.kind}${file.untracked ? '?' : ''} ${file.from === null ? '' : `${file.from} > `}${file.path} ${file.binary ? 'binary' : `+${file.added} -${file.deleted}`}`,
  );
const commit = (message = 'Work') => handlers['review.commit']({ thread: aThread, message }, context);
const land = (how: LandingMethod, moveCheckout = true) => handlers['review.land']({ thread: aThread, how, moveCheckout }, context);
const preview = (how: LandingMethod) => handlers['review.landing']({ thread: aThread, how }, context);

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
  const file = (path: string) => handlers['review.file']({ thread: aThread, scope: 'base', path }, context);
  const plain = { binary: false, tooLarge: false };
  expect(await file('a.txt')).toEqual({ path: 'a.txt', before: 'one\ntwo\nthree\n', after: 'new\n', ...plain });
  expect(await file('gone.txt')).toEqual({ path: 'gone.txt', before: 'gone\n', after: null, ...plain });
  expect(await file('link')).toEqual({ path: 'link', before: null, after: secret, ...plain });
  expect(await file('folder/x')).toEqual({ path: 'folder/x', before: null, after: null, ...plain });
  expect(await file('image.png')).toEqual({ path: 'image.png', before: null, after: null, binary: true, tooLarge: false });
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
  const { commit: made } = await commit('All\n\nof it');
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

test.each(['merge', 'squash', 'rebase'] as const)(
  'lands by %s into a base that moved on, whose checkout follows and keeps its own changes',
  async (how) => {
    await checkout.write({ 'a.txt': 'one\nTWO\nthree\n' });
    await commit('Improve a');
    await checkout.write({ 'new.txt': 'n\n' });
    await commit('Add new');
    const before = await repository.commit({ 'b.txt': 'b\n' }, 'Elsewhere');
    await repository.write({ 'gone.txt': 'staged\n' });
    await repository.git('add', 'gone.txt');
    await repository.write({ 'README.md': 'mine\n', 'own.txt': 'untracked\n' });
    const status = await repository.status();
    expect(await preview(how)).toMatchObject({
      into: 'main',
      branch: 'switchyard/task',
      behind: 1,
      uncommitted: [],
      conflicts: [],
      checkout: { path: repository.path, blockedBy: [] },
      commits: [{ subject: 'Improve a' }, { subject: 'Add new' }],
    });
    expect(await failureOf(land(how, false))).toMatchObject({ kind: 'conflict' });
    expect(await repository.git('rev-parse', 'main')).toBe(before);
    const result = await land(how);
    expect(landed).toEqual([result]);
    expect(await repository.git('rev-parse', 'main')).toBe(result.commit);
    expect(await repository.git('log', '--first-parent', '--format=%s', 'main')).toBe(
      {
        merge: 'Merge switchyard/task: Make it better\nElsewhere\nSecond\nFirst',
        squash: 'Make it better\nElsewhere\nSecond\nFirst',
        rebase: 'Add new\nImprove a\nElsewhere\nSecond\nFirst',
      }[how],
    );
    expect(await repository.status()).toBe(status);
    expect(await readFiles(repository.path)).toMatchObject({
      'a.txt': 'one\nTWO\nthree\n',
      'new.txt': 'n\n',
      'b.txt': 'b\n',
      'gone.txt': 'staged\n',
      'own.txt': 'untracked\n',
      'README.md': 'mine\n',
    });
    expect(await repository.git('for-each-ref', '--format=%(objectname)', `refs/switchyard/before/${aThread}`)).toBe(before);
    expect(world.intents.all()).toEqual([]);
    if (how !== 'squash')
      expect(await failureOf(land(how))).toMatchObject({ kind: how === 'merge' ? 'invalid' : (expect.anything() as unknown) });
  },
);

test('conflicts are listed and refused without touching anything', async () => {
  await checkout.write({ 'a.txt': 'ours\n' });
  await commit();
  await repository.commit({ 'a.txt': 'theirs\n' }, 'Theirs');
  const before = [await repository.git('for-each-ref'), await repository.status()];
  for (const how of ['merge', 'squash', 'rebase'] as const) {
    expect((await preview(how)).conflicts).toEqual(['a.txt']);
    expect(await failureOf(land(how))).toMatchObject({ kind: 'conflict', paths: ['a.txt'] });
  }
  expect([await repository.git('for-each-ref'), await repository.status()]).toEqual(before);
});

test('changes of the user that stand in the way block the move and are named', async () => {
  await checkout.write({ 'a.txt': 'ours\n', 'new.txt': 'n\n' });
  await commit();
  await repository.write({ 'a.txt': 'precious\n', 'new.txt': 'precious\n' });
  expect((await preview('squash')).checkout).toEqual({ path: repository.path, blockedBy: ['a.txt', 'new.txt'] });
  expect(await failureOf(land('squash'))).toMatchObject({ kind: 'conflict', paths: ['a.txt', 'new.txt'] });
  expect(await readFiles(repository.path)).toMatchObject({ 'a.txt': 'precious\n', 'new.txt': 'precious\n' });
});

test('a base that nobody has checked out moves without any folder', async () => {
  await repository.git('checkout', '-q', '-b', 'other');
  await checkout.write({ 'a.txt': 'ours\n' });
  await commit();
  expect((await preview('merge')).checkout).toBeNull();
  await land('squash', false);
  expect(await repository.git('show', 'main:a.txt')).toBe('ours');
  expect(await repository.status()).toBe('');
});

test('attributes of the base count when merging: union joins both sides', async () => {
  await repository.commit({ '.gitattributes': 'a.txt merge=union\n' }, 'Union');
  await checkout.git('merge', '-q', 'main');
  await checkout.write({ 'a.txt': 'one\nours\ntwo\nthree\n' });
  await commit();
  await repository.commit({ 'a.txt': 'one\ntheirs\ntwo\nthree\n' }, 'Theirs');
  await land('squash');
  expect(await repository.git('show', 'main:a.txt')).toBe('one\ntheirs\nours\ntwo\nthree');
});

test('cut by a crash at any step, a landing is finished on boot', async () => {
  await checkout.write({ 'a.txt': 'ours\n', 'new.txt': 'n\n', 'gone.txt': null });
  const { commit: to } = await commit();
  await repository.write({ 'README.md': 'mine\n' });
  const from = await repository.git('rev-parse', 'main');
  const data = {
    into: 'main',
    from,
    to,
    how: 'rebase',
    project: repository.path,
    checkout: { path: repository.path, adminDir: join(repository.path, '.git'), isMain: true },
  };
  world.intents.begin({ kind: 'review.land', thread: aThread, data });
  // Half of the files are there, the index is not.
  await repository.write({ 'a.txt': 'ours\n', 'gone.txt': null, 'new.txt': 'n\n' });
  expect(await finishLandings(parts(), world.intents)).toEqual([{ thread: aThread, landed: { into: 'main', commit: to, how: 'rebase' } }]);
  expect([await repository.git('rev-parse', 'main'), await repository.status()]).toEqual([to, ' M README.md']);
  // Cut after the ref moved: nothing to do but to say so.
  world.intents.begin({ kind: 'review.land', thread: aThread, data });
  expect(await finishLandings(parts(), world.intents)).toHaveLength(1);
  expect(await finishLandings(parts(), world.intents)).toEqual([]);
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
  worktree = { ...worktree, status: 'creating' };
  expect((await read('base')).files).toEqual([]);
  worktree = { ...worktree, status: 'removed' };
  expect(await failureOf(read('base'))).toMatchObject({ kind: 'unavailable' });
  expect(existsSync(checkout.path)).toBe(true);
});
