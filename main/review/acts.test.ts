import { chmod, readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hunksOf } from '#contract/hunks.ts';
import type { Act, ChangeScope, FilePatch, Selection } from '#contract/review.ts';
import { aThread } from '#main/git/testing/story.ts';
import { context, failureOf, ReviewLab } from './testing/review-lab.ts';

let lab: ReviewLab;
let checkout: ReviewLab['checkout'];
let handlers: ReviewLab['handlers'];

beforeEach(async () => {
  lab = await ReviewLab.open();
  ({ checkout, handlers } = lab);
});
afterEach(() => lab.dispose());

const act = (kind: 'stage' | 'unstage' | 'revert', scope: ChangeScope, what: Selection): Promise<Act> =>
  Promise.resolve(handlers[`review.${kind}`]({ thread: aThread, scope, what, ignoreSpace: false }, context));
const undo = ({ id }: Act): Promise<Act> => Promise.resolve(handlers['review.undo']({ thread: aThread, act: id }, context));
const patchOf = async (scope: ChangeScope, path: string): Promise<FilePatch> => {
  const [patch] = await handlers['review.patches']({ thread: aThread, scope, paths: [path], ignoreSpace: false }, context);
  if (patch === undefined) throw new Error('no patch');
  return patch;
};
const hunk = async (scope: ChangeScope, path: string, ...which: readonly number[]): Promise<Selection> => {
  const hunks = hunksOf((await patchOf(scope, path)).patch);
  return { kind: 'hunks', path, hunks: which.map((at) => hunks[at]?.id ?? '') };
};
const text = (path: string): Promise<string> => readFile(join(checkout.path, path), 'utf8');
const staged = (path: string): Promise<string> => checkout.git('show', `:${path}`);

const lines = (count: number): string[] => Array.from({ length: count }, (_, at) => `line ${at + 1}`);
const edited = (...places: readonly number[]): string =>
  `${lines(40)
    .map((line, at) => (places.includes(at + 1) ? `${line} edited` : line))
    .join('\n')}\n`;

/** A committed file of forty lines, edited in three places far from each other. */
const threeHunks = async (): Promise<void> => {
  await checkout.commit({ 'long.txt': edited() }, 'Long');
  await checkout.write({ 'long.txt': edited(5, 20, 35) });
};

test('a hunk is reverted, and taken back', async () => {
  await threeHunks();
  const done = await act('revert', 'uncommitted', await hunk('uncommitted', 'long.txt', 1));
  expect(await text('long.txt')).toBe(edited(5, 35));
  expect({ ...done, id: '', checkpoint: '', at: 0 }).toEqual({
    id: '',
    checkpoint: '',
    at: 0,
    thread: aThread,
    kind: 'revert',
    paths: ['long.txt'],
    undone: false,
  });
  expect((await undo(done)).undone).toBe(true);
  expect(await text('long.txt')).toBe(edited(5, 20, 35));
  expect(await failureOf(undo(done))).toMatchObject({ kind: 'invalid' });
  expect(handlers['review.acts']({ thread: aThread }, context)).toMatchObject([{ id: done.id, undone: true }]);
});

test('hunks are staged one by one into the index that git itself sees, and unstaged', async () => {
  await threeHunks();
  await act('stage', 'uncommitted', await hunk('uncommitted', 'long.txt', 0));
  await act('stage', 'uncommitted', await hunk('uncommitted', 'long.txt', 2));
  expect(`${await staged('long.txt')}\n`).toBe(edited(5, 35));
  expect(await failureOf(act('stage', 'uncommitted', await hunk('uncommitted', 'long.txt', 0)))).toMatchObject({ kind: 'invalid' });
  expect(hunksOf((await patchOf('unstaged', 'long.txt')).patch)).toHaveLength(1);
  expect(hunksOf((await patchOf('staged', 'long.txt')).patch)).toHaveLength(2);
  const done = await act('unstage', 'staged', await hunk('staged', 'long.txt', 0));
  expect(`${await staged('long.txt')}\n`).toBe(edited(35));
  await undo(done);
  expect(`${await staged('long.txt')}\n`).toBe(edited(5, 35));
  expect(await checkout.status()).toBe('MM long.txt');
  const commit = await handlers['review.commit']({ thread: aThread, message: 'Staged alone', staged: true }, context);
  expect(`${await checkout.git('show', `${commit.commit}:long.txt`)}\n`).toBe(edited(5, 35));
  expect(await checkout.status()).toBe(' M long.txt');
});

test('single lines of a new file are staged one after the other', async () => {
  await checkout.write({ 'new.txt': 'a\nb\nc\n' });
  const choose = async (from: number, to: number): Promise<Selection> => {
    const { before, after } = await patchOf('uncommitted', 'new.txt');
    return { kind: 'lines', path: 'new.txt', content: { before, after }, before: [], after: [[from, to]] };
  };
  await act('stage', 'uncommitted', await choose(3, 3));
  await act('stage', 'uncommitted', await choose(1, 1));
  expect(await staged('new.txt')).toBe('a\nc');
  await act('revert', 'uncommitted', await choose(1, 3));
  expect(await failureOf(text('new.txt'))).toMatchObject({ code: 'ENOENT' });
});

test('files and all: added, deleted, renamed, binary and executable ones', async () => {
  await checkout.write({
    'a.txt': 'x\n',
    'gone.txt': null,
    'moved.txt': null,
    'new/moved.txt': 'some\nlines\nto\nmove\n',
    'image.png': new Uint8Array([0, 9]),
  });
  await chmod(join(checkout.path, 'README.md'), 0o755);
  const status = await checkout.status();
  await act('stage', 'base', { kind: 'files', paths: ['new/moved.txt', 'image.png'] });
  expect((await checkout.git('diff', '--cached', '--name-status')).split('\n')).toEqual(['M\timage.png', 'R100\tmoved.txt\tnew/moved.txt']);
  await act('stage', 'base', { kind: 'all' });
  expect(await checkout.git('diff', '--name-only')).toBe('');
  await act('unstage', 'base', { kind: 'all' });
  expect(await checkout.status()).toBe(status);
  const one = await act('revert', 'base', { kind: 'files', paths: ['gone.txt', 'image.png', 'README.md'] });
  expect(await text('gone.txt')).toBe('gone\n');
  expect((await stat(join(checkout.path, 'README.md'))).mode & 0o111).toBe(0);
  const rest = await act('revert', 'base', { kind: 'all' });
  expect(await checkout.status()).toBe('');
  await undo(rest);
  await undo(one);
  expect(await checkout.status()).toBe(status);
});

test('what was staged as a whole follows a revert; what was staged in part stays', async () => {
  await threeHunks();
  await checkout.git('add', 'long.txt');
  await act('revert', 'uncommitted', await hunk('uncommitted', 'long.txt', 0));
  expect(`${await staged('long.txt')}\n`).toBe(edited(20, 35));
  await checkout.write({ 'long.txt': edited(20, 30) });
  await act('revert', 'uncommitted', { kind: 'files', paths: ['long.txt'] });
  expect([await text('long.txt'), `${await staged('long.txt')}\n`]).toEqual([edited(), edited(20, 35)]);
});

test('what has moved under a selection is refused with a sentence, and nothing is done', async () => {
  await threeHunks();
  const chosen = await hunk('uncommitted', 'long.txt', 1);
  const { before, after } = await patchOf('uncommitted', 'long.txt');
  await checkout.write({ 'long.txt': `new first line\n${edited(5, 20, 35)}` });
  // The hunk is the same, only further down.
  const done = await act('revert', 'uncommitted', chosen);
  expect(await text('long.txt')).toBe(`new first line\n${edited(5, 35)}`);
  expect(await failureOf(act('revert', 'uncommitted', chosen))).toMatchObject({ kind: 'conflict', paths: ['long.txt'] });
  const asLines: Selection = { kind: 'lines', path: 'long.txt', content: { before, after }, before: [[5, 5]], after: [[5, 5]] };
  expect(await failureOf(act('revert', 'uncommitted', asLines))).toMatchObject({ kind: 'conflict' });
  await checkout.write({ 'long.txt': 'something else\n' });
  expect(await failureOf(undo(done))).toMatchObject({ kind: 'conflict', paths: ['long.txt'] });
  expect(await text('long.txt')).toBe('something else\n');
});

test('a commit and a turn are reverted in the folder as it is by now, or refused', async () => {
  await threeHunks();
  const commit = await checkout.commit({}, 'Three');
  await checkout.write({ 'long.txt': `above\n${edited(5, 20, 35)}` });
  await act('revert', `commit.${commit}`, await hunk(`commit.${commit}`, 'long.txt', 1));
  expect(await text('long.txt')).toBe(`above\n${edited(5, 35)}`);
  await checkout.write({ 'long.txt': edited(5, 20, 35).replace('line 35 edited', 'line 35 otherwise') });
  expect(await failureOf(act('revert', `commit.${commit}`, await hunk(`commit.${commit}`, 'long.txt', 2)))).toMatchObject({
    kind: 'conflict',
  });
});

test('cut by a crash in the middle, everything is as before the act; what somebody wrote since stays', async () => {
  const names = ['one.txt', 'two.txt', 'three.txt', 'gone.txt', 'half.txt'] as const;
  await checkout.commit({ 'one.txt': '1\n', 'two.txt': '2\n', 'three.txt': '3\n', 'gone.txt': '4\n', 'half.txt': 'five\n' }, 'Five files');
  await checkout.write({ 'one.txt': 'I\n', 'two.txt': 'II\n', 'three.txt': 'III\n', 'gone.txt': 'IV\n', 'half.txt': 'V\n' });
  const all = await act('revert', 'uncommitted', { kind: 'all' });
  const stored = lab.storage.reviewActs.get(all.id);
  // As kill -9 leaves it: one file reverted, one not yet, one written by the agent in between, one taken away, one half written.
  await checkout.write({ 'one.txt': '1\n', 'two.txt': 'II\n', 'three.txt': 'agent\n', 'half.txt': 'fi' });
  await rm(join(checkout.path, 'gone.txt'));
  lab.world.intents.begin({ kind: 'review.act', thread: aThread, data: { ...(stored?.entries as object) } });
  await lab.review.acts.finish();
  expect(await Promise.all(names.map(text))).toEqual(['I\n', 'II\n', 'agent\n', 'IV\n', 'V\n']);
  expect(lab.world.intents.all()).toEqual([]);
});

test('a file is saved from the editor; a conflict gives what lies there; nothing is written outside', async () => {
  const { version } = await handlers['review.file']({ thread: aThread, scope: 'base', path: 'a.txt' }, context);
  const save = (path: string, content: string, read: string | null) =>
    Promise.resolve(handlers['review.write-file']({ thread: aThread, path, text: content, version: read }, context));
  const saved = await save('a.txt', 'mine\r\n', version);
  expect(await text('a.txt')).toBe('mine\r\n');
  expect(await save('a.txt', 'late\n', version)).toEqual({
    kind: 'conflict',
    text: 'mine\r\n',
    version: 'version' in saved ? saved.version : '',
  });
  expect(await save('new/deep/file.txt', 'x\n', null)).toMatchObject({ kind: 'saved' });
  expect(await save('new/deep/file.txt', 'y\n', null)).toMatchObject({ kind: 'conflict', text: 'x\n' });
  await symlink(lab.world.folder, join(checkout.path, 'outside'));
  for (const path of ['outside/x.txt', '../x', '/etc/x', '.git', 'sub/.git/config'])
    expect(await failureOf(save(path, 'x', null))).toMatchObject({ kind: path === 'outside/x.txt' ? 'denied' : 'invalid' });
  const [act1] = handlers['review.acts']({ thread: aThread }, context) as readonly Act[];
  await undo(act1 as Act);
  expect(await failureOf(text('new/deep/file.txt'))).toMatchObject({ code: 'ENOENT' });
});

test('no hook, filter or index of the worktree’s making runs in all of this', async () => {
  const trap = await checkout.trap('trap.sh', lab.world.mark);
  await checkout.git('config', 'core.fsmonitor', trap);
  await checkout.git('config', 'filter.evil.clean', trap);
  await checkout.git('config', 'filter.evil.smudge', trap);
  await checkout.write({ '.gitattributes': '*.txt filter=evil\n', 'a.txt': 'x\n' });
  expect(await failureOf(act('stage', 'uncommitted', { kind: 'files', paths: ['a.txt'] }))).toMatchObject({ kind: 'denied' });
  await act('revert', 'uncommitted', { kind: 'files', paths: ['a.txt'] });
  expect([await text('a.txt'), await lab.world.sprung()]).toEqual(['one\ntwo\nthree\n', false]);
});
