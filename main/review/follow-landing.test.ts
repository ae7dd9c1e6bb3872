import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aThread, readFiles } from '#main/git/testing/story.ts';
import { finishLandings } from './land.ts';
import { failureOf, ReviewLab, short } from './testing/review-lab.ts';

const methods = ['merge', 'squash', 'rebase'] as const;

let lab: ReviewLab;
beforeEach(async () => {
  lab = await ReviewLab.open();
});
afterEach(() => lab.dispose());

const tips = async () => ({
  main: await lab.repository.git('rev-parse', 'main'),
  branch: await lab.repository.git('rev-parse', 'switchyard/task/work'),
});

const change = async (line: string): Promise<string> => {
  await lab.checkout.write({ 'a.txt': `one\n${line}\nthree\n` });
  return lab.commit(line);
};

test.each(methods)('landed by %s, the thread goes on from there and lands again on the same lines', async (how) => {
  await change('first');
  const tip = await change('second');
  const before = await lab.repository.commit({ 'b.txt': 'b\n' }, 'Elsewhere');
  const first = await lab.land(how);
  expect([first.stays, await tips()]).toEqual([null, { main: first.commit, branch: first.commit }]);
  expect([await lab.checkout.status(), await lab.checkout.git('symbolic-ref', 'HEAD')]).toEqual(['', 'refs/heads/switchyard/task/work']);
  expect(await readFiles(lab.checkout.path)).toMatchObject({ 'a.txt': 'one\nsecond\nthree\n', 'b.txt': 'b\n' });
  expect([short(await lab.read('base')), await lab.backups()]).toEqual([[], [before, tip].toSorted()]);
  expect(await failureOf(lab.land(how))).toMatchObject({ kind: 'invalid' });

  await change('third');
  expect(short(await lab.read('base'))).toEqual(['modified a.txt +1 -1']);
  await lab.repository.commit({ 'c.txt': 'c\n' }, 'Elsewhere again');
  expect(await lab.preview(how)).toMatchObject({ conflicts: [], behind: 1, commits: [{ subject: 'third' }] });
  const second = await lab.land(how);
  expect([second.stays, await tips()]).toEqual([null, { main: second.commit, branch: second.commit }]);
  expect(await lab.repository.git('log', '--first-parent', '--format=%s', 'main')).toBe(
    {
      merge:
        'Merge switchyard/task/work: Make it better\nElsewhere again\nMerge switchyard/task/work: Make it better\nElsewhere\nSecond\nFirst',
      squash: 'third\nElsewhere again\nMake it better\nElsewhere\nSecond\nFirst',
      rebase: 'third\nElsewhere again\nsecond\nfirst\nElsewhere\nSecond\nFirst',
    }[how],
  );
  expect([await lab.repository.status(), await lab.checkout.status(), lab.world.intents.all()]).toEqual(['', '', []]);
});

test('uncommitted, staged and untracked work is carried over untouched', async () => {
  await change('first');
  await lab.repository.commit({ 'b.txt': 'b\n' }, 'Elsewhere');
  await lab.checkout.write({ 'a.txt': 'one\nnot yet\nthree\n', 'gone.txt': 'staged\n', 'own.txt': 'untracked\n' });
  await lab.checkout.git('add', 'gone.txt');
  const status = await lab.checkout.status();
  const { commit, stays } = await lab.land('squash');
  expect([stays, (await tips()).branch, await lab.checkout.status()]).toEqual([null, commit, status]);
  expect(await readFiles(lab.checkout.path)).toMatchObject({
    'a.txt': 'one\nnot yet\nthree\n',
    'b.txt': 'b\n',
    'gone.txt': 'staged\n',
    'own.txt': 'untracked\n',
  });
  expect(short(await lab.read('base'))).toEqual(['modified a.txt +1 -1', 'modified gone.txt +1 -1', 'added? own.txt +1 -0']);
});

test('work that would be overwritten keeps the branch where it is, and that is said', async () => {
  const tip = await change('first');
  await lab.repository.commit({ 'b.txt': 'theirs\n', 'gone.txt': 'theirs\n' }, 'Elsewhere');
  await lab.checkout.write({ 'b.txt': 'mine\n', 'gone.txt': 'mine\n' });
  const status = await lab.checkout.status();
  const { commit, stays } = await lab.land('squash');
  expect(stays).toBe('switchyard/task/work stays where it was, as uncommitted changes in its worktree stand in the way.');
  expect([await tips(), await lab.checkout.status()]).toEqual([{ main: commit, branch: tip }, status]);
  expect(await readFiles(lab.checkout.path)).toMatchObject({ 'b.txt': 'mine\n', 'gone.txt': 'mine\n' });
});

test('what is not ours to move stays: under an agent at work, amid a merge, without a branch, in a worktree of the user', async () => {
  const stays = async (): Promise<string | null> => {
    await lab.checkout.write({ 'a.txt': `after ${await lab.repository.git('rev-parse', 'main')}\n` });
    await lab.checkout.git('commit', '-q', '-a', '-m', 'Work');
    const tip = await lab.checkout.git('rev-parse', 'HEAD');
    const landed = await lab.land('merge');
    expect(await lab.checkout.git('rev-parse', 'HEAD')).toBe(tip);
    return landed.stays;
  };
  lab.watch.setRunning(aThread, true);
  expect(await stays()).toBe('switchyard/task/work stays where it was, as the agent is at work.');
  lab.watch.setRunning(aThread, false);
  await lab.watch.settled();
  const trace = join(lab.repository.path, '.git/worktrees/task/rebase-merge');
  await mkdir(trace);
  expect(await stays()).toBe('switchyard/task/work stays where it was, as a rebase is under way in the worktree.');
  await rmdir(trace);
  lab.worktree = { ...lab.worktree, place: 'adopted' };
  expect(await stays()).toBe('switchyard/task/work stays where it was: Switchyard moves only branches in worktrees of its own.');
  lab.worktree = { ...lab.worktree, place: 'worktree' };
  await lab.checkout.git('checkout', '-q', '--detach');
  expect(await stays()).toBe('The worktree stays where it was: it has no branch checked out.');
});

test('files whose filter does not run where an agent works keep the branch where it is', async () => {
  const tip = await change('first');
  await lab.repository.git('config', 'filter.secret.smudge', 'cat');
  await lab.repository.commit({ '.gitattributes': '*.key filter=secret\n' }, 'Secrets');
  await lab.checkout.write({ '.gitattributes': '*.key filter=secret\n' });
  await lab.repository.commit({ 'x.key': 'k\n' }, 'A key');
  const { stays } = await lab.land('squash');
  expect(stays).toContain('go through a git filter that Switchyard does not run there.');
  expect((await tips()).branch).toBe(tip);
});

test('based on a remote branch, the next change is measured from what landed in the local one', async () => {
  await lab.dispose();
  lab = await ReviewLab.open('origin/main');
  await change('first');
  await lab.land('squash');
  expect(short(await lab.read('base'))).toEqual([]);
  await change('second');
  expect(short(await lab.read('base'))).toEqual(['modified a.txt +1 -1']);
  expect((await lab.preview('squash')).conflicts).toEqual([]);
});

/** The state after the base moved and before the branch did, as a crash leaves it. */
const cut = async (): Promise<{ readonly from: string; readonly to: string }> => {
  const from = await change('first');
  await lab.repository.commit({ 'b.txt': 'b\n', 'gone.txt': null }, 'Elsewhere');
  const base = await lab.repository.git('rev-parse', 'main');
  await lab.repository.git('merge', '-q', '--squash', 'switchyard/task/work');
  await lab.repository.git('commit', '-q', '-m', 'Landed');
  const to = await lab.repository.git('rev-parse', 'main');
  const checkout = { path: lab.checkout.path, adminDir: join(lab.repository.path, '.git/worktrees/task'), isMain: false };
  const follow = { ref: 'refs/heads/switchyard/task/work', from, to, checkout };
  const data = { into: 'main', from: base, to, how: 'squash', project: lab.repository.path, checkout: null, follow };
  lab.world.intents.begin({ kind: 'review.land', thread: aThread, data });
  return { from, to };
};
const finish = async () => (await finishLandings(lab.parts, lab.world.intents))[0]?.landed;

test.each([
  ['before any file moved', () => Promise.resolve()],
  ['when half of the files were there', () => lab.checkout.write({ 'b.txt': 'b\n', 'c.txt': 'mine\n' })],
  ['when all files were there', () => lab.checkout.write({ 'b.txt': 'b\n', 'gone.txt': null })],
  ['before the branch moved', () => lab.checkout.git('read-tree', '-m', '-u', 'HEAD', 'main')],
  ['after the branch moved', () => lab.checkout.git('reset', '-q', '--hard', 'main')],
])('cut by a crash %s, the branch follows on boot', async (_when, arrive) => {
  const { to } = await cut();
  await arrive();
  expect(await finish()).toEqual({ into: 'main', commit: to, how: 'squash', changes: { files: 1, added: 1, deleted: 1 }, stays: null });
  expect((await tips()).branch).toBe(to);
  expect((await lab.checkout.status()).replace('?? c.txt', '')).toBe('');
  expect(lab.world.intents.all()).toEqual([]);
  expect(await finish()).toBeUndefined();
});

test('cut by a crash, files that changed since keep the branch where it is', async () => {
  const { from } = await cut();
  await lab.checkout.write({ 'gone.txt': 'precious\n', 'b.txt': 'b\n' });
  const status = await lab.checkout.status();
  expect((await finish())?.stays).toContain('uncommitted changes in its worktree stand in the way');
  expect([(await tips()).branch, await lab.checkout.status()]).toEqual([from, status]);
});

test('cut by a crash, a branch that went on since is left alone', async () => {
  await cut();
  const tip = await lab.checkout.commit({ 'd.txt': 'd\n' }, 'Gone on');
  expect((await finish())?.stays).toBe('switchyard/task/work stays where it was, as it moved in the meantime.');
  expect((await tips()).branch).toBe(tip);
});
