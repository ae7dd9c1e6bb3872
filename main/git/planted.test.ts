/**
 * What an agent can plant in its worktree and in git's folder for it: none of it may run or be followed when Switchyard reads
 * changes, commits, lands, takes snapshots or restores. Each trap is shown to work on a user's own git first, where that is possible.
 */
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Project } from '#contract/projects.ts';
import type { Worktree } from '#contract/threads.ts';
import { commitChanges } from '#main/review/commit.ts';
import { computeChanges, type ReviewParts } from '#main/review/compute-changes.ts';
import { land } from '#main/review/land.ts';
import { previewLanding } from '#main/review/landing.ts';
import { createWorktrees } from '#main/worktrees/create-worktrees.ts';
import { aThread, Checkout, createWorld, type World } from './testing/story.ts';
import { readPatches } from './patches.ts';
import { threadGround } from './thread-ground.ts';

let world: World;
let worktrees: ReturnType<typeof createWorktrees>;
let repository: Checkout;
let project: Project;
let worktree: Worktree;
let checkout: Checkout;
let adminDir: string;

beforeEach(async () => {
  world = await createWorld();
  worktrees = createWorktrees(world);
  repository = await world.repository();
  await repository.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n' }, 'Second');
  await repository.git('checkout', '-q', '-b', 'elsewhere');
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
    signal: new AbortController().signal,
  }));
  checkout = new Checkout(worktree.path ?? '');
  adminDir = join(repository.path, '.git/worktrees/task');
});
afterEach(async () => {
  await worktrees.dispose();
  await world.dispose();
});

const place = () => ({ thread: aThread, project, worktree, path: checkout.path });
const parts = (): ReviewParts => ({ git: world.git, shadows: world.shadows, findPlace: () => place() });
const ground = () => threadGround(world.git, world.shadows, repository.path, checkout.path);

/** Everything the app does with a worktree, one after the other. */
const useEverything = async (): Promise<void> => {
  const review = parts();
  await checkout.write({ 'a.txt': 'changed by the agent\n', 'new.txt': 'new\n' });
  const changes = await computeChanges(review, aThread, 'base', {});
  await computeChanges(review, aThread, 'uncommitted', {});
  const files = changes.files.map(({ path, from, untracked }) => ({ path, from, untracked }));
  await readPatches(world.git, await ground(), { span: { from: changes.from ?? '', to: null }, files, ignoreSpace: false });
  await worktrees.removal(place());
  await commitChanges(world.git, world.shadows, await ground(), { message: 'One' });
  await checkout.write({ 'b.txt': 'more\n' });
  await commitChanges(world.git, world.shadows, await ground(), { message: 'Two', paths: ['b.txt'] });
  for (const how of ['merge', 'squash', 'rebase'] as const) await previewLanding(review, place(), how, 'Task');
  await land(review, world.intents, place(), { how: 'squash', moveCheckout: false, isRunning: false, title: 'Task' });
  await checkout.write({ 'later.txt': 'later\n' });
  const removed = await worktrees.remove(place());
  await worktrees.restore({ ...place(), worktree: removed, signal: new AbortController().signal, onProgress: () => undefined });
};
const expectNothingRan = async (): Promise<void> => {
  expect(await world.sprung()).toBe(false);
};

test('everything is used without a trap, so that the traps below have something to catch', async () => {
  await useEverything();
  expect(await repository.git('log', '--format=%s', 'main')).toBe('Task\nSecond\nFirst');
});

test('hooks of the repository, and a hooks path inside the worktree', async () => {
  for (const hook of [
    'pre-commit',
    'commit-msg',
    'post-commit',
    'post-checkout',
    'post-merge',
    'reference-transaction',
    'post-index-change',
    'pre-auto-gc',
    'post-rewrite',
  ]) {
    await repository.trap(`.git/hooks/${hook}`, world.mark);
    await checkout.trap(`.husky/${hook}`, world.mark);
  }
  await checkout.git('commit', '-q', '--allow-empty', '-m', 'control');
  expect(await world.sprung()).toBe(true);
  await rm(world.mark);
  await useEverything();
  await expectNothingRan();
  await rm(join(repository.path, '.git/hooks'), { recursive: true });
  await repository.git('config', 'core.hooksPath', '.husky');
});

test('a hooks path that leads into the worktree', async () => {
  for (const hook of ['pre-commit', 'post-checkout', 'reference-transaction', 'post-index-change'])
    await checkout.trap(`.husky/${hook}`, world.mark);
  await repository.git('config', 'core.hooksPath', '.husky');
  await checkout.git('commit', '-q', '--allow-empty', '-m', 'control');
  expect(await world.sprung()).toBe(true);
  await rm(world.mark);
  await useEverything();
  await expectNothingRan();
});

test('fsmonitor, pager, editor, gpg, askpass, ssh, credential helper, external diff from configuration', async () => {
  const trap = await checkout.trap('trap.sh', world.mark);
  const keys = [
    'core.fsmonitor',
    'core.pager',
    'core.editor',
    'sequence.editor',
    'gpg.program',
    'gpg.ssh.program',
    'core.askPass',
    'core.sshCommand',
    'credential.helper',
    'diff.external',
    'core.alternateRefsCommand',
    'interactive.diffFilter',
    'pager.diff',
    'pager.log',
    'trailer.x.cmd',
  ];
  for (const key of keys) await repository.git('config', key, trap);
  await repository.git('config', 'commit.gpgSign', 'true');
  await repository.git('config', 'log.showSignature', 'true');
  await checkout.git('status').catch(() => '');
  expect(await world.sprung()).toBe(true);
  await rm(world.mark);
  await useEverything();
  await expectNothingRan();
});

test('config.worktree in git’s folder for the worktree', async () => {
  const trap = await checkout.trap('trap.sh', world.mark);
  await repository.git('config', 'extensions.worktreeConfig', 'true');
  await writeFile(
    join(adminDir, 'config.worktree'),
    `[core]\n\tfsmonitor = ${trap}\n\thooksPath = ${checkout.path}\n[filter "evil"]\n\tclean = ${trap}\n\tsmudge = ${trap}\n[diff "evil"]\n\ttextconv = ${trap}\n\tcommand = ${trap}\n`,
  );
  await checkout.write({ '.gitattributes': '* filter=evil diff=evil\n' });
  await checkout.git('status').catch(() => '');
  expect(await world.sprung()).toBe(true);
  await rm(world.mark);
  await useEverything();
  await expectNothingRan();
});

test('filters, textconv, external diff and merge drivers that .gitattributes names', async () => {
  const trap = await checkout.trap('trap.sh', world.mark);
  for (const key of ['filter.evil.smudge', 'diff.evil.textconv', 'diff.evil.command', 'merge.evil.driver'])
    await repository.git('config', key, trap);
  await checkout.write({ '.gitattributes': '* filter=evil diff=evil merge=evil\n', 'a.txt': 'other\n' });
  await checkout.git('diff');
  expect(await world.sprung()).toBe(true);
  await rm(world.mark);
  // A filter of the user's that the agent names: what is committed would be unfiltered, so it is refused.
  await expect(commitChanges(world.git, world.shadows, await ground(), { message: 'x' })).rejects.toMatchObject({
    failure: { kind: 'denied' },
  });
  await expectNothingRan();
  await repository.git('config', '--unset', 'filter.evil.smudge');
  // Conflicting text, so that a merge driver would be asked.
  await repository.git('checkout', '-q', 'main');
  await repository.commit({ 'b.txt': 'other b\n', '.gitattributes': '* merge=evil\n' }, 'Elsewhere');
  await repository.git('checkout', '-q', 'elsewhere');
  const fresh = createWorktrees({ ...world });
  await fresh.dispose();
  await computeChanges(parts(), aThread, 'base', {});
  await previewLanding(parts(), place(), 'merge', 'Task');
  await expectNothingRan();
});

test('a clean filter from configuration that only the agent’s attributes select', async () => {
  const trap = await checkout.trap('trap.sh', world.mark);
  await repository.git('config', 'filter.evil.clean', trap);
  await repository.git('config', 'filter.evil.required', 'true');
  await checkout.write({ '.gitattributes': '*.txt filter=evil\n', 'a.txt': 'other\n' });
  await checkout.git('add', '-N', '.').catch(() => '');
  await checkout.git('diff').catch(() => '');
  expect(await world.sprung()).toBe(true);
  await rm(world.mark);
  await computeChanges(parts(), aThread, 'base', {});
  await worktrees.removal(place());
  const removed = await worktrees.remove(place());
  await worktrees.restore({ ...place(), worktree: removed, signal: new AbortController().signal, onProgress: () => undefined });
  await expectNothingRan();
});

test('a swapped .git file and a swapped .git folder', async () => {
  const trap = await checkout.trap('trap.sh', world.mark);
  const evil = new Checkout(join(world.folder, 'evil'));
  await mkdir(evil.path);
  await evil.git('init', '-q');
  await evil.git('config', 'core.fsmonitor', trap);
  await evil.trap('.git/hooks/pre-commit', world.mark);
  await rm(join(checkout.path, '.git'));
  await writeFile(join(checkout.path, '.git'), `gitdir: ${evil.path}/.git\n`);
  await checkout.git('status');
  expect(await world.sprung()).toBe(true);
  await rm(world.mark);
  await useEverything();
  await expectNothingRan();
});

test('a common folder that lies', async () => {
  const trap = await checkout.trap('trap.sh', world.mark);
  const evil = new Checkout(join(world.folder, 'evil'));
  await mkdir(evil.path);
  await evil.git('init', '-q');
  await evil.git('config', 'core.fsmonitor', trap);
  await writeFile(join(adminDir, 'commondir'), `${evil.path}/.git\n`);
  await useEverything();
  await expectNothingRan();
});

test('symbolic links in git’s folder: nothing is written through them', async () => {
  const victim = join(world.folder, 'victim');
  const review = parts();
  await checkout.write({ 'a.txt': 'changed\n' });
  for (const name of ['COMMIT_EDITMSG', 'logs/HEAD', 'ORIG_HEAD', 'index.lock.x', 'SQUASH_MSG']) {
    await writeFile(victim, 'precious\n');
    await rm(join(adminDir, name), { force: true });
    await symlink(victim, join(adminDir, name));
    await computeChanges(review, aThread, 'base', {});
    await commitChanges(world.git, world.shadows, await ground(), { message: name });
    await checkout.write({ 'a.txt': `changed ${name}\n` });
    expect(await readFile(victim, 'utf8')).toBe('precious\n');
  }
  // An index that is a link is refused.
  await rename(join(adminDir, 'index'), join(adminDir, 'index.real'));
  await symlink(victim, join(adminDir, 'index'));
  await expect(computeChanges(review, aThread, 'base', {})).rejects.toMatchObject({ failure: { kind: 'denied' } });
  await expect(commitChanges(world.git, world.shadows, { ...(await groundOfRenamed()) }, { message: 'x' })).rejects.toMatchObject({
    failure: expect.anything() as unknown,
  });
  expect(await readFile(victim, 'utf8')).toBe('precious\n');
});

/** The ground as it was checked before the agent swapped the index. */
const groundOfRenamed = async () => {
  await rm(join(adminDir, 'index'));
  await rename(join(adminDir, 'index.real'), join(adminDir, 'index'));
  const checked = await ground();
  await rename(join(adminDir, 'index'), join(adminDir, 'index.real'));
  await symlink(join(world.folder, 'victim'), join(adminDir, 'index'));
  return checked;
};

test('symbolic links on the way of the thread’s refs and their logs', async () => {
  const outside = join(world.folder, 'outside');
  await mkdir(outside);
  await rm(join(repository.path, '.git/logs/refs/heads/switchyard'), { recursive: true, force: true });
  await symlink(outside, join(repository.path, '.git/logs/refs/heads/switchyard'));
  await checkout.write({ 'a.txt': 'changed\n' });
  await expect(commitChanges(world.git, world.shadows, await ground(), { message: 'x' })).rejects.toMatchObject({
    failure: { kind: 'denied' },
  });
  expect(await readdir(outside)).toEqual([]);
});

test('a worktree folder or git folder that became a link', async () => {
  const elsewhere = join(world.folder, 'elsewhere');
  await rename(checkout.path, elsewhere);
  await symlink(elsewhere, checkout.path);
  await expect(ground()).rejects.toMatchObject({ failure: { kind: 'denied' } });
  await rm(checkout.path);
  await rename(elsewhere, checkout.path);
  await rename(adminDir, join(world.folder, 'admin'));
  await symlink(join(world.folder, 'admin'), adminDir);
  await expect(ground()).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
});

test('nested repositories and gitlinks with an fsmonitor of their own', async () => {
  const trap = await checkout.trap('trap.sh', world.mark);
  const nested = new Checkout(join(checkout.path, 'nested'));
  await mkdir(nested.path);
  await nested.git('init', '-q', '-b', 'main');
  await nested.git('-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '-q', '--allow-empty', '-m', 'x');
  await nested.write({ 'dirty.txt': 'x' });
  await checkout.git('add', 'nested').catch(() => '');
  await nested.git('config', 'core.fsmonitor', trap);
  await writeFile(join(checkout.path, '.gitmodules'), '[submodule "nested"]\n\tpath = nested\n\turl = ./nested\n\tignore = none\n');
  await checkout.git('status');
  expect(await world.sprung()).toBe(true);
  await rm(world.mark);
  await useEverything();
  // One that git does not know yet, and a folder that looks like a bare repository.
  const other = new Checkout(join(checkout.path, 'other'));
  await mkdir(join(checkout.path, 'other'), { recursive: true });
  await other.git('init', '-q');
  await other.git('config', 'core.fsmonitor', trap);
  const bare = join(checkout.path, 'bare');
  await checkout.write({
    'bare/HEAD': 'ref: refs/heads/main\n',
    'bare/objects/x': '',
    'bare/refs/x': '',
    'bare/config': `[core]\n\tbare = true\n\tfsmonitor = ${trap}\n`,
  });
  await computeChanges(parts(), aThread, 'base', {});
  await commitChanges(world.git, world.shadows, await ground(), { message: 'Nested' });
  expect(bare).not.toBe('');
  await expectNothingRan();
});

test('replaced objects do not change what is shown', async () => {
  const from = await repository.git('rev-parse', 'main:a.txt');
  const fake = await repository.git('hash-object', '-w', 'b.txt');
  await repository.git('replace', from, fake);
  await checkout.write({ 'a.txt': 'b\n' });
  const changes = await computeChanges(parts(), aThread, 'base', {});
  expect(changes.files.map(({ path, added, deleted }) => ({ path, added, deleted }))).toEqual([{ path: 'a.txt', added: 1, deleted: 1 }]);
});

test('GIT_ variables of whoever started the app have no effect', async () => {
  const trap = await checkout.trap('trap.sh', world.mark);
  Object.assign(process.env, {
    GIT_EXTERNAL_DIFF: trap,
    GIT_DIR: '/nowhere',
    GIT_SSH_COMMAND: trap,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: trap,
  });
  try {
    await useEverything();
  } finally {
    for (const key of ['GIT_EXTERNAL_DIFF', 'GIT_DIR', 'GIT_SSH_COMMAND', 'GIT_CONFIG_COUNT', 'GIT_CONFIG_KEY_0', 'GIT_CONFIG_VALUE_0'])
      delete process.env[key];
  }
  await expectNothingRan();
});
