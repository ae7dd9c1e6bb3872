import { afterEach, beforeEach, expect, test } from 'vitest';
import { hunksOf, keyOf } from '#contract/hunks.ts';
import { applyMarks, contentOf, type ChangeScope, type ReviewMarks } from '#contract/review.ts';
import { aThread } from '#main/git/testing/story.ts';
import { context, ReviewLab } from './testing/review-lab.ts';

let lab: ReviewLab;
let checkout: ReviewLab['checkout'];
let handlers: ReviewLab['handlers'];

beforeEach(async () => {
  lab = await ReviewLab.open();
  ({ checkout, handlers } = lab);
});
afterEach(() => lab.dispose());

const text = (edits: Readonly<Record<number, string>>, above: readonly string[] = []): string =>
  [...above, ...Array.from({ length: 40 }, (_, at) => edits[at] ?? `statement ${at};`), ''].join('\n');

/** The topic as the page has it, with a way to wait for what it shall become. */
const watchMarks = async (scope: ChangeScope) => {
  const source = handlers['review.marks']({ thread: aThread, scope, ignoreSpace: false }, context);
  await source.prepare?.();
  let now: ReviewMarks = source.snapshot();
  let changed = (): void => undefined;
  const listening = source.listen((events) => {
    for (const event of events) now = applyMarks(now, event);
    changed();
  });
  return {
    stop: () => void listening.dispose(),
    until: async (condition: (marks: ReviewMarks) => boolean): Promise<ReviewMarks> => {
      while (!condition(now)) await new Promise<void>((resolve) => (changed = resolve));
      return now;
    },
  };
};
const bits = ({ files }: ReviewMarks): Readonly<Record<string, string>> =>
  Object.fromEntries(files.map(({ path, hunks }) => [path, hunks]));

const markHunk = async (path: string, which: number, viewed = true): Promise<void> => {
  const [patch] = await handlers['review.patches']({ thread: aThread, scope: 'base', paths: [path], ignoreSpace: false }, context);
  const hunk = hunksOf(patch?.patch ?? '', patch === undefined ? '' : contentOf(patch))[which];
  await handlers['review.mark']({ thread: aThread, viewed, files: [{ path, blocks: hunk?.blocks.map(keyOf) ?? [] }] }, context);
};

test('hunks are marked, stay marked over a rebase and a restart, and only what changed comes back', async () => {
  await checkout.commit({ 'code.ts': text({}) }, 'Base');
  await lab.repository.git('update-ref', 'refs/heads/main', await checkout.git('rev-parse', 'HEAD'));
  await checkout.write({ 'code.ts': text({ 3: 'edited 3;', 20: 'edited 20;', 35: 'edited 35;' }), 'image.png': new Uint8Array([0, 7]) });
  const marks = await watchMarks('base');
  await marks.until(({ complete }) => complete);
  await markHunk('code.ts', 0);
  await markHunk('code.ts', 1);
  await markHunk('image.png', 0);
  const seen = await marks.until(({ viewed }) => viewed === 3);
  expect([bits(seen), seen.hunks]).toEqual([{ 'code.ts': '110', 'image.png': '1' }, 4]);
  marks.stop();

  // The base moves on above, the branch is rebased, and the agent rewrites one hunk and the image.
  await lab.repository.commit({ 'code.ts': text({}, ['above 1', 'above 2']) }, 'Elsewhere');
  await checkout.git('stash', '-q');
  await checkout.git('rebase', '-q', 'main');
  await checkout.git('stash', 'pop', '-q');
  await checkout.write({ 'image.png': new Uint8Array([0, 8]) });
  const after = await watchMarks('base');
  expect(bits(await after.until(({ complete }) => complete))).toEqual({ 'code.ts': '110', 'image.png': '0' });
  await checkout.write({ 'code.ts': text({ 3: 'edited 3;', 20: 'edited again 20;', 35: 'edited 35;' }, ['above 1', 'above 2']) });
  lab.watch.poke(aThread);
  expect(bits(await after.until(({ files }) => files.some(({ hunks }) => hunks === '100')))).toEqual({
    'code.ts': '100',
    'image.png': '0',
  });
  await markHunk('code.ts', 0, false);
  await after.until(({ viewed }) => viewed === 0);
  after.stop();
});

test('whole files are marked in one go, in whatever scope they are seen', async () => {
  await checkout.write({ 'new.ts': text({}), 'a.txt': 'x\n', 'gone.txt': null });
  await handlers['review.mark-files']({ thread: aThread, scope: 'uncommitted', viewed: true, ignoreSpace: false }, context);
  const marks = await watchMarks('base');
  const seen = await marks.until(({ complete }) => complete);
  expect([seen.hunks, seen.viewed]).toEqual([3, 3]);
  await handlers['review.mark-files']({ thread: aThread, scope: 'base', paths: ['a.txt'], viewed: false, ignoreSpace: false }, context);
  expect(bits(await marks.until(({ viewed }) => viewed === 2))).toEqual({ 'a.txt': '0', 'gone.txt': '1', 'new.ts': '1' });
  marks.stop();
});

test('scopes: staged, unstaged, a commit, a turn, since a look, between checkpoints', async () => {
  const paths = async (scope: ChangeScope): Promise<readonly string[]> =>
    (await lab.read(scope)).files.map(({ path, added, deleted }) => `${path} +${added} -${deleted}`);
  const turn = 'u_000000a' as Parameters<typeof lab.checkpoints.around>[2];
  const commit = await checkout.commit({ 'committed.txt': '1\n' }, 'One');
  await lab.checkpoints.around(aThread, 'turn-start', turn);
  await checkout.write({ 'a.txt': 'one\n2\nthree\n', 'turn.txt': 'by the agent\n' });
  expect(await paths('last-turn')).toEqual(['a.txt +1 -1', 'turn.txt +1 -0']);
  await lab.checkpoints.around(aThread, 'turn-end', turn);
  await handlers['review.look']({ thread: aThread }, context);
  const here = await lab.checkpoints.take(aThread, { why: 'user' });
  await checkout.git('add', 'a.txt');
  await checkout.write({ 'a.txt': 'one\n2\n3\n', 'editor.txt': 'by the user\n' });
  const there = await lab.checkpoints.take(aThread, { why: 'user' });
  await checkout.write({ 'later.txt': 'x\n' });
  const found = {
    base: await paths('base'),
    uncommitted: await paths('uncommitted'),
    staged: await paths('staged'),
    unstaged: await paths('unstaged'),
    commit: await paths(`commit.${commit}`),
    turn: await paths(`turn.${turn}`),
    look: await paths('since-look'),
    since: await paths(`since.${there.id}`),
    between: await paths(`between.${here.id}.${there.id}`),
  };
  const uncommitted = ['a.txt +2 -2', 'editor.txt +1 -0', 'later.txt +1 -0', 'turn.txt +1 -0'];
  expect(found).toEqual({
    base: ['a.txt +2 -2', 'committed.txt +1 -0', ...uncommitted.slice(1)],
    uncommitted,
    staged: ['a.txt +1 -1'],
    unstaged: ['a.txt +1 -1', 'editor.txt +1 -0', 'later.txt +1 -0', 'turn.txt +1 -0'],
    commit: ['committed.txt +1 -0'],
    turn: ['a.txt +1 -1', 'turn.txt +1 -0'],
    look: ['a.txt +1 -1', 'editor.txt +1 -0', 'later.txt +1 -0'],
    since: ['later.txt +1 -0'],
    between: ['a.txt +1 -1', 'editor.txt +1 -0'],
  });
  const scopes = await handlers['review.scopes']({ thread: aThread }, context);
  expect([scopes.commits.map(({ subject, author }) => [subject, author]), scopes.staged, scopes.lookedAt !== null]).toEqual([
    [['One', 'Ada']],
    true,
    true,
  ]);
  const bytes = { thread: aThread, scope: 'base', path: 'a.txt', side: 'before', from: 4, bytes: 3 } as const;
  expect(await handlers['review.bytes'](bytes, context)).toEqual({
    base64: Buffer.from('two').toString('base64'),
    totalBytes: 14,
    mime: 'application/octet-stream',
  });
  expect(await handlers['review.bytes']({ ...bytes, path: 'later.txt' }, context)).toBe(null);
});

test('a quick list comes uncounted, its counts follow at once, and are known the next time', async () => {
  await checkout.write({ 'a.txt': 'x\n', 'new.txt': '1\n2\n' });
  const source = handlers.changes({ thread: aThread, scope: 'base', quick: true }, context);
  await source.prepare?.();
  const first = source.snapshot();
  expect([first.counted, first.files.map(({ path, added }) => [path, added])]).toEqual([
    false,
    [
      ['a.txt', 0],
      ['new.txt', 0],
    ],
  ]);
  const counted = await new Promise<typeof first>((resolve) => {
    const listening = source.listen(([changes]) => {
      if (changes?.counted !== true) return;
      void listening.dispose();
      resolve(changes);
    });
  });
  expect([counted.totals, counted.version]).toEqual([{ files: 2, added: 3, deleted: 3 }, first.version]);
  const again = handlers.changes({ thread: aThread, scope: 'base', quick: true }, context);
  await again.prepare?.();
  expect(again.snapshot()).toEqual(counted);
});

test('a list that was known before comes at once, and what became of it first of all', async () => {
  const quick = { thread: aThread, scope: 'base', quick: true } as const;
  await checkout.write({ 'a.txt': 'x\n' });
  const before = handlers.changes(quick, context);
  await before.prepare?.();
  const { version } = before.snapshot();
  // Nobody looks, and somebody writes.
  await checkout.write({ 'b.txt': 'y\n' });
  const source = handlers.changes(quick, context);
  await source.prepare?.();
  expect(source.snapshot().version).toBe(version);
  const fresh = await new Promise<readonly string[]>((resolve) => {
    const listening = source.listen(([changes]) => {
      void listening.dispose();
      resolve(changes?.files.map(({ path }) => path) ?? []);
    });
  });
  expect(fresh).toEqual(['a.txt', 'b.txt']);
});
