import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Project } from '#contract/projects.ts';
import type { Placement, Worktree } from '#contract/threads.ts';
import { aThread, Checkout, createWorld, readFiles, type World } from '#main/git/testing/story.ts';
import { createWorktrees } from './create-worktrees.ts';
import type { CreateProgress, PlanRequest } from './worktrees.ts';

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

const planRequest = (project: Project, placement: Placement, more: Partial<PlanRequest> = {}): PlanRequest => ({
  thread: aThread,
  title: 'Fix the Bug!',
  agent: 'codex',
  project,
  placement,
  portsTaken: [],
  reserved: [],
  ...more,
});
const fromBranch = (base: string | null = null, branch: string | null = null): Placement => ({ kind: 'worktree', base, branch });

const make = async (project: Project, placement: Placement = fromBranch(), more: Partial<PlanRequest> = {}) => {
  const progress: CreateProgress[] = [];
  const worktree = await worktrees.plan(planRequest(project, placement, more));
  const created = await worktrees.create({
    thread: aThread,
    project,
    worktree,
    placement,
    onProgress: (step) => progress.push(step),
    onPlaced: () => undefined,
    signal: new AbortController().signal,
  });
  return { ...created, progress, checkout: new Checkout(created.worktree.path ?? '') };
};
const place = (project: Project, worktree: Worktree) => ({ thread: aThread, project, worktree });
const failureFrom = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing failed',
    (error: { failure?: { kind: string } }) => error.failure?.kind ?? error,
  );

test('a worktree is planned, made with progress, and leaves the user’s checkout as it was', async () => {
  const repository = await world.repository();
  const commit = await repository.commit({ 'a.txt': 'a\n', 'src/b.txt': 'b\n' }, 'Second');
  const project = world.project(repository);
  const { worktree, notes, progress, checkout } = await make(project);
  expect({ ...worktree, firstPort: null }).toEqual({
    place: 'worktree',
    status: 'ready',
    path: join(world.paths.worktrees, 'repository', 'fix-the-bug'),
    branch: 'switchyard/fix-the-bug/work',
    base: 'main',
    baseCommit: commit,
    firstPort: null,
    bytes: null,
    snapshot: null,
  });
  expect(notes).toEqual([]);
  expect(progress.at(-1)).toEqual({ step: 'files', done: 3, total: 3 });
  expect(await readFiles(checkout.path)).toEqual({ 'README.md': 'Hello\n', 'a.txt': 'a\n', 'src/b.txt': 'b\n' });
  expect(await checkout.status()).toBe('');
  expect(await checkout.git('branch', '--show-current')).toBe('switchyard/fix-the-bug/work');
  expect(await repository.git('branch', '--show-current')).toBe('main');
  expect(world.intents.all()).toEqual([]);
  expect(worktrees.environment(place(project, worktree))).toMatchObject({
    SWITCHYARD_PORT: String(worktree.firstPort),
    SWITCHYARD_PORT_9: String((worktree.firstPort ?? 0) + 9),
    SWITCHYARD_THREAD: aThread,
    SWITCHYARD_WORKTREE: worktree.path,
    SWITCHYARD_PROJECT: repository.path,
    SWITCHYARD_BRANCH: 'switchyard/fix-the-bug/work',
  });
  expect(await worktrees.measure(worktree, new AbortController().signal)).toBeGreaterThan(0);
});

test('starts from a tag, a commit and a remote branch', async () => {
  const repository = await world.repository();
  const first = await repository.git('rev-parse', 'HEAD');
  await repository.git('tag', '-a', 'v1', '-m', 'one');
  await repository.git('update-ref', 'refs/remotes/origin/topic', first);
  await repository.commit({ 'later.txt': '' }, 'Later');
  const project = world.project(repository);
  for (const base of ['v1', first, 'origin/topic']) {
    const { worktree, checkout } = await make(project, fromBranch(base), { title: `From ${base}` });
    expect([worktree.base, worktree.baseCommit, await readFiles(checkout.path)]).toEqual([base, first, { 'README.md': 'Hello\n' }]);
  }
});

test('names that are taken lead to the next free ones; a branch the user names is refused', async () => {
  const repository = await world.repository();
  const project = world.project(repository);
  const one = await make(project);
  const two = await make(project);
  expect([two.worktree.branch, two.worktree.path]).toEqual(['switchyard/fix-the-bug-2/work', `${one.worktree.path}-2`]);
  const reserved = [{ branch: 'switchyard/fix-the-bug-3/work', path: `${one.worktree.path}-3` }];
  const planned = await worktrees.plan(planRequest(project, fromBranch(), { reserved }));
  expect([planned.branch, planned.path]).toEqual(['switchyard/fix-the-bug-4/work', `${one.worktree.path}-4`]);
  expect(await failureFrom(worktrees.plan(planRequest(project, fromBranch(null, 'main'))))).toBe('exists');
  expect(await failureFrom(worktrees.plan(planRequest(project, fromBranch(null, 'a..b'))))).toBe('invalid');
  expect(await failureFrom(worktrees.plan(planRequest(project, fromBranch('nowhere'))))).toBe('not-found');
});

test('a branch that stands where our directory should be moves the directory', async () => {
  const repository = await world.repository();
  await repository.git('branch', 'switchyard');
  const planned = await worktrees.plan(planRequest(world.project(repository), fromBranch()));
  expect(planned.branch).toBe('switchyard-tasks/fix-the-bug/work');
});

test('starts from the uncommitted changes of the checkout and touches neither index nor stash nor HEAD', async () => {
  const repository = await world.repository();
  await repository.commit({ 'gone.txt': 'x\n', 'kept.txt': 'one\n', '.gitignore': 'ignored\n' }, 'Second');
  await repository.write({ 'kept.txt': 'staged\n' });
  await repository.git('add', 'kept.txt');
  await repository.write({ 'kept.txt': 'two\n', 'gone.txt': null, 'new "file"\n.txt': 'new\n', ignored: 'secret' });
  const before = [
    await repository.status(),
    await repository.git('ls-files', '-s'),
    await repository.git('stash', 'list'),
    await readFile(join(repository.path, '.git/index'), 'hex'),
  ];
  const { checkout } = await make(world.project(repository), { kind: 'from-checkout', branch: null });
  expect(await readFiles(checkout.path)).toEqual({
    'README.md': 'Hello\n',
    '.gitignore': 'ignored\n',
    'kept.txt': 'two\n',
    'new "file"\n.txt': 'new\n',
  });
  expect((await checkout.status()).split('\n').map((line) => line.slice(0, 12))).toEqual([' D gone.txt', ' M kept.txt', '?? "new \\"fi']);
  expect([
    await repository.status(),
    await repository.git('ls-files', '-s'),
    await repository.git('stash', 'list'),
    await readFile(join(repository.path, '.git/index'), 'hex'),
  ]).toEqual(before);
  expect(await repository.git('for-each-ref', 'refs/switchyard')).toBe('');
});

test('the plain checkout and a worktree that is there already are used as they are, and never removed', async () => {
  const repository = await world.repository();
  const project = world.project(repository);
  const foreign = join(world.folder, 'foreign é');
  await repository.git('worktree', 'add', '-q', '-b', 'theirs', foreign);
  const checkout = await make(project, { kind: 'checkout' });
  const adopted = await make(project, { kind: 'adopt', path: foreign });
  expect([checkout.worktree.path, checkout.worktree.branch, checkout.worktree.status]).toEqual([repository.path, 'main', 'ready']);
  expect([adopted.worktree.path, adopted.worktree.branch, adopted.worktree.base, adopted.worktree.status]).toEqual([
    foreign,
    'theirs',
    'main',
    'ready',
  ]);
  for (const { worktree } of [checkout, adopted]) {
    expect((await worktrees.removal(place(project, worktree))).worktree).toBe('kept');
    expect((await worktrees.remove(place(project, worktree))).status).toBe('removed');
    expect(existsSync(worktree.path ?? '')).toBe(true);
  }
  expect(await failureFrom(worktrees.plan(planRequest(project, { kind: 'adopt', path: world.folder })))).toBe('invalid');
});

test('removing shows what would be lost, and restoring brings all of it back', async () => {
  const repository = await world.repository();
  const project = world.project(repository);
  const { worktree, checkout } = await make(project);
  const tip = await checkout.commit({ 'work.txt': 'work\n' }, 'Work');
  await checkout.write({ 'README.md': 'staged\n' });
  await checkout.git('add', 'README.md');
  await checkout.write({ 'README.md': 'changed\n', 'work.txt': null, 'näu\n"1".txt': 'untracked\n' });
  const status = await checkout.status();
  const files = await readFiles(checkout.path);
  expect(await worktrees.removal(place(project, worktree))).toEqual({
    worktree: 'removed',
    uncommitted: ['README.md', 'näu\n"1".txt', 'work.txt'],
    uncommittedMore: 0,
    unpushed: [{ commit: tip, subject: 'Work' }],
    bytes: null,
  });
  const removed = await worktrees.remove(place(project, worktree));
  expect([removed.status, removed.snapshot, existsSync(checkout.path)]).toEqual(['removed', `refs/switchyard/snapshots/${aThread}`, false]);
  expect(await repository.git('branch', '--list', 'switchyard/*')).toBe('');
  expect(await repository.git('worktree', 'list')).not.toContain('fix-the-bug');
  await worktrees.emptied();
  expect(await readFiles(world.paths.trash)).toEqual({});
  const restored = await worktrees.restore({
    ...place(project, removed),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(restored).toEqual({ worktree: { ...worktree, snapshot: null }, notes: [] });
  expect(await readFiles(checkout.path)).toEqual(files);
  expect(await checkout.status()).toBe(status);
  expect(await checkout.git('show', ':README.md')).toBe('staged');
  expect(await checkout.git('rev-parse', 'HEAD')).toBe(tip);
  expect(await repository.git('for-each-ref', 'refs/switchyard')).toBe('');
  expect(world.intents.all()).toEqual([]);
});

test('restoring finds other names when branch and folder are taken by then', async () => {
  const repository = await world.repository();
  const project = world.project(repository);
  const { worktree, checkout } = await make(project);
  await checkout.commit({ 'work.txt': 'work\n' }, 'Work');
  const removed = await worktrees.remove(place(project, worktree));
  await repository.git('branch', 'switchyard/fix-the-bug/work');
  await mkdir(worktree.path ?? '');
  const restored = await worktrees.restore({
    ...place(project, removed),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect([restored.worktree.branch, restored.worktree.path, restored.notes.length]).toEqual([
    'switchyard/fix-the-bug-2/work',
    `${worktree.path}-2`,
    2,
  ]);
  expect(await readFiles(restored.worktree.path ?? '')).toEqual({ 'README.md': 'Hello\n', 'work.txt': 'work\n' });
});

test('folder deleted by hand, worktree locked, repository deleted: removing still works', async () => {
  const repository = await world.repository();
  const project = world.project(repository);
  const byHand = await make(project);
  await byHand.checkout.commit({ 'work.txt': 'work\n' }, 'Work');
  await rm(byHand.checkout.path, { recursive: true });
  const reconciled = await worktrees.reconcile([place(project, byHand.worktree)]);
  expect(reconciled[0]?.worktree.status).toBe('missing');
  const removed = await worktrees.remove(place(project, byHand.worktree));
  expect(removed.snapshot).not.toBeNull();
  const restored = await worktrees.restore({
    ...place(project, removed),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(await readFiles(restored.worktree.path ?? '')).toEqual({ 'README.md': 'Hello\n', 'work.txt': 'work\n' });

  await repository.git('worktree', 'lock', byHand.checkout.path);
  expect((await worktrees.remove(place(project, restored.worktree))).status).toBe('removed');
  expect(await repository.git('worktree', 'list')).not.toContain('fix-the-bug');

  const orphan = await make(project, fromBranch(), { title: 'Orphan' });
  await rm(repository.path, { recursive: true });
  expect(await worktrees.remove(place(project, orphan.worktree))).toMatchObject({ status: 'removed', snapshot: null });
  expect(existsSync(orphan.checkout.path)).toBe(false);
});

test('an abort undoes what was made', async () => {
  const repository = await world.repository();
  const project = world.project(repository);
  const placement = fromBranch();
  const worktree = await worktrees.plan(planRequest(project, placement));
  const stop = new AbortController();
  const creating = worktrees.create({
    ...place(project, worktree),
    placement,
    onProgress: () => undefined,
    onPlaced: () => stop.abort(),
    signal: stop.signal,
  });
  expect(await failureFrom(creating)).toBe('cancelled');
  expect(existsSync(worktree.path ?? '')).toBe(false);
  expect(await repository.git('branch', '--list', 'switchyard/*')).toBe('');
  expect(world.intents.all()).toEqual([]);
});

test('after a crash at any step of making it, a second try finishes', async () => {
  const repository = await world.repository();
  await repository.commit({ 'a.txt': 'a\n' }, 'Second');
  const project = world.project(repository);
  const placement = fromBranch();
  const worktree = await worktrees.plan(planRequest(project, placement));
  const path = worktree.path ?? '';
  const again = async (): Promise<void> => {
    world.intents.begin({ kind: 'worktree.create', thread: aThread, data: {} });
    const [reconciled] = await worktrees.reconcile([place(project, { ...worktree, status: 'creating' })]);
    expect(reconciled?.worktree.status).toBe('planned');
    const { worktree: made } = await worktrees.create({
      ...place(project, worktree),
      placement,
      onProgress: () => undefined,
      onPlaced: () => undefined,
      signal: new AbortController().signal,
    });
    expect(made).toEqual({ ...worktree, status: 'ready' });
    expect(await readFiles(path)).toEqual({ 'README.md': 'Hello\n', 'a.txt': 'a\n' });
    expect(await new Checkout(path).status()).toBe('');
  };
  await repository.git('branch', worktree.branch ?? '');
  await again();
  // Cut in the middle of the files: no index yet, its lock left behind.
  const admin = join(repository.path, '.git/worktrees/fix-the-bug');
  await rm(join(admin, 'index'));
  await writeFile(join(admin, 'index.lock'), '');
  await writeFile(join(path, 'a.txt'), 'ha');
  await again();
});

test('after a crash of a removal it is finished when the snapshot was taken, and left alone when not', async () => {
  const repository = await world.repository();
  const project = world.project(repository);
  const { worktree, checkout } = await make(project);
  await checkout.write({ 'new.txt': 'new\n' });
  world.intents.begin({ kind: 'worktree.remove', thread: aThread, data: {} });
  expect((await worktrees.reconcile([place(project, worktree)]))[0]?.worktree.status).toBe('ready');
  expect(existsSync(checkout.path)).toBe(true);

  const removed = await worktrees.remove(place(project, worktree));
  world.intents.begin({ kind: 'worktree.remove', thread: aThread, data: {} });
  const [finished] = await worktrees.reconcile([place(project, worktree)]);
  expect(finished?.worktree).toEqual(removed);
  world.intents.begin({ kind: 'worktree.restore', thread: aThread, data: {} });
  const [again] = await worktrees.reconcile([place(project, removed)]);
  expect(again?.worktree).toEqual(removed);
  const restored = await worktrees.restore({
    ...place(project, removed),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(await readFiles(restored.worktree.path ?? '')).toEqual({ 'README.md': 'Hello\n', 'new.txt': 'new\n' });
});

test('ignored files come along by pattern, folders are seeded when asked to be copied, links are not written through', async () => {
  const repository = await world.repository();
  await mkdir(join(world.folder, 'outside'));
  await symlink(join(world.folder, 'outside'), join(repository.path, 'link'));
  await repository.commit({ '.gitignore': '.env*\nnode_modules\nlocal\n' }, 'Ignore');
  await repository.write({
    '.env': 'A=1',
    'app/.env.local': 'B=2',
    'node_modules/x/index.js': 'x',
    'local/keep.json': '{}',
    'local/other': '',
  });
  const settings = { copy: ['.env*', 'local/*.json', 'link/x'], seed: ['node_modules', '../outside'], seedByCopy: true };
  const { checkout, notes } = await make(world.project(repository, { settings }));
  expect(await readFiles(checkout.path)).toEqual({
    'README.md': 'Hello\n',
    '.gitignore': '.env*\nnode_modules\nlocal\n',
    '.env': 'A=1',
    'app/.env.local': 'B=2',
    'node_modules/x/index.js': 'x',
    'local/keep.json': '{}',
  });
  expect(notes).toEqual(['../outside was not seeded: it does not lie inside the worktree.']);
  expect(await readFiles(join(world.folder, 'outside'))).toEqual({});
});

test('ports are not handed out twice and not while somebody listens on one of them', async () => {
  const repository = await world.repository();
  const project = world.project(repository);
  const first = (await worktrees.plan(planRequest(project, fromBranch()))).firstPort ?? 0;
  const second = (await worktrees.plan(planRequest(project, fromBranch(), { portsTaken: [first] }))).firstPort ?? 0;
  expect(second).not.toBe(first);
  const server = createServer().listen(first + 3, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  expect((await worktrees.plan(planRequest(project, fromBranch()))).firstPort).not.toBe(first);
  await new Promise((resolve) => server.close(resolve));
});

test('odd repositories get a sentence: empty, bare, detached, reached through a link', async () => {
  const empty = new Checkout(join(world.folder, 'empty'));
  await mkdir(empty.path);
  await empty.git('init', '-q', '-b', 'main');
  const emptyProject = world.project(empty, { branch: null, defaultBranch: null });
  expect(await failureFrom(worktrees.plan(planRequest(emptyProject, fromBranch())))).toBe('invalid');
  expect(await failureFrom(worktrees.plan(planRequest(emptyProject, fromBranch('main'))))).toBe('invalid');
  expect((await worktrees.plan(planRequest(emptyProject, { kind: 'checkout' }))).status).toBe('ready');

  const repository = await world.repository();
  await repository.git('checkout', '-q', '--detach');
  const detached = await make(world.project(repository, { branch: null, defaultBranch: null }));
  expect(detached.worktree.base).toBe(detached.worktree.baseCommit);

  const bare = new Checkout(join(world.folder, 'bare.git'));
  await repository.git('clone', '-q', '--bare', repository.path, bare.path);
  const bareProject = world.project(bare);
  expect(await failureFrom(worktrees.plan(planRequest(bareProject, { kind: 'checkout' })))).toBe('invalid');
  expect((await make(bareProject, fromBranch('main'), { title: 'In bare' })).worktree.status).toBe('ready');

  const link = join(world.folder, 'link "to" repo');
  await symlink(repository.path, link);
  const linked = await make(world.project(new Checkout(link)), fromBranch('main'), { title: 'Тест 漢字' });
  expect([linked.worktree.branch, linked.worktree.status]).toEqual(['switchyard/тест-漢字/work', 'ready']);
  await rename(link, `${link}2`);
  expect(await failureFrom(worktrees.plan(planRequest(world.project(new Checkout(link)), fromBranch())))).toBe('unavailable');
});
