import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aThread, readFiles } from '#main/git/testing/story.ts';
import { finishLandings } from './land.ts';
import { failureOf, ReviewLab } from './testing/review-lab.ts';

let lab: ReviewLab;
let world: ReviewLab['world'];
let repository: ReviewLab['repository'];
let checkout: ReviewLab['checkout'];
let parts: ReviewLab['parts'];
let commit: ReviewLab['commit'];
let land: ReviewLab['land'];
let preview: ReviewLab['preview'];

beforeEach(async () => {
  lab = await ReviewLab.open();
  ({ world, repository, checkout, parts, commit, land, preview } = lab);
});
afterEach(() => lab.dispose());

test.each(['merge', 'squash', 'rebase'] as const)(
  'lands by %s into a base that moved on, whose checkout follows and keeps its own changes',
  async (how) => {
    await checkout.write({ 'a.txt': 'one\nTWO\nthree\n' });
    await commit('Improve a');
    await checkout.write({ 'new.txt': 'n\n' });
    const tip = await commit('Add new');
    const before = await repository.commit({ 'b.txt': 'b\n' }, 'Elsewhere');
    await repository.write({ 'gone.txt': 'staged\n' });
    await repository.git('add', 'gone.txt');
    await repository.write({ 'README.md': 'mine\n', 'own.txt': 'untracked\n' });
    const status = await repository.status();
    expect(await preview(how)).toMatchObject({
      into: 'main',
      branch: 'switchyard/task/work',
      behind: 1,
      uncommitted: [],
      conflicts: [],
      checkout: { path: repository.path, blockedBy: [] },
      commits: [{ subject: 'Improve a' }, { subject: 'Add new' }],
    });
    expect(await failureOf(land(how, false))).toMatchObject({ kind: 'conflict' });
    expect(await repository.git('rev-parse', 'main')).toBe(before);
    const result = await land(how);
    expect(lab.landed).toEqual([result]);
    expect(await repository.git('rev-parse', 'main')).toBe(result.commit);
    expect(await repository.git('log', '--first-parent', '--format=%s', 'main')).toBe(
      {
        merge: 'Merge switchyard/task/work: Make it better\nElsewhere\nSecond\nFirst',
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
    expect(await lab.backups()).toEqual([before, tip].toSorted());
    expect(world.intents.all()).toEqual([]);
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
  const to = await commit();
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
  expect(await finishLandings(parts, world.intents)).toEqual([
    { thread: aThread, landed: { into: 'main', commit: to, how: 'rebase', changes: { files: 3, added: 2, deleted: 4 }, stays: null } },
  ]);
  expect([await repository.git('rev-parse', 'main'), await repository.status()]).toEqual([to, ' M README.md']);
  // Cut after the ref moved: nothing to do but to say so.
  world.intents.begin({ kind: 'review.land', thread: aThread, data });
  expect(await finishLandings(parts, world.intents)).toHaveLength(1);
  expect(await finishLandings(parts, world.intents)).toEqual([]);
});
