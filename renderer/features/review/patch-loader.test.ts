import { expect, test } from 'vitest';
import { emptyDiff } from '#renderer/features/review/diff/parsed-diff.ts';
import { BATCH_MAX_PATHS, createPatchLoader, type LoadedPatch } from './patch-loader.ts';

const setUp = () => {
  const asked: (readonly string[])[] = [];
  const answers: { resolve: (patches: readonly LoadedPatch[]) => void; reject: (error: unknown) => void }[] = [];
  let changes = 0;
  const loader = createPatchLoader({
    fetch: (paths) => {
      asked.push(paths);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    onChange: () => {
      changes += 1;
    },
  });
  const answer = async (index: number, patches: readonly LoadedPatch[]) => {
    answers[index]?.resolve(patches);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { loader, asked, answers, answer, changes: () => changes };
};
const patch = (path: string, text = `patch of ${path}`): LoadedPatch => ({
  patch: { path, patch: text, tooLarge: false, binary: false, before: null, after: null },
  diff: emptyDiff,
});
const ready = (loaded: LoadedPatch, version: string | undefined, stale = false) => ({ kind: 'ready', loaded, version, stale });
const at = (version: string, ...paths: readonly string[]) => paths.map((path) => ({ path, version }));
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('what is wanted now is asked for at once, and not again', async () => {
  const { loader, asked } = setUp();
  loader.wantNow(['a', 'b']);
  expect(asked).toEqual([['a', 'b']]);
  loader.want(['a', 'c']);
  await settle();
  expect(asked).toEqual([['a', 'b'], ['c']]);
});

test('what is wanted in one moment is one batch, and nothing is asked for twice', async () => {
  const { loader, asked, answer, changes } = setUp();
  loader.want(['a']);
  loader.want(['a', 'b']);
  await settle();
  loader.want(['b']);
  await settle();
  expect(asked).toEqual([['b', 'a']]);
  await answer(0, [patch('a'), patch('b')]);
  await settle();
  expect(loader.get('a')).toEqual(ready(patch('a'), undefined));
  expect(changes()).toBe(1);
  loader.want(['a']);
  await settle();
  expect(asked).toHaveLength(1);
});

test('a long list goes out in bounded batches, two at a time', async () => {
  const { loader, asked, answer } = setUp();
  const paths = Array.from({ length: 2 * BATCH_MAX_PATHS + 1 }, (_, index) => `f${index}`);
  loader.want(paths);
  await settle();
  expect(asked.map((batch) => batch.length)).toEqual([BATCH_MAX_PATHS, BATCH_MAX_PATHS]);
  await answer(0, []);
  await settle();
  expect(asked.map((batch) => batch.length)).toEqual([BATCH_MAX_PATHS, BATCH_MAX_PATHS, 1]);
});

test('when the change moved on the old patch stays until the new one is there', async () => {
  const { loader, asked, answer } = setUp();
  loader.expire(at('1', 'a', 'gone'));
  loader.want(['a', 'gone']);
  await settle();
  await answer(0, [patch('a'), patch('gone')]);
  loader.expire(at('2', 'a'));
  expect([loader.get('a'), loader.get('gone')]).toEqual([ready(patch('a'), '1', true), undefined]);
  loader.want(['a']);
  await settle();
  expect(loader.get('a')).toEqual(ready(patch('a'), '1', true));
  await answer(1, [patch('a', 'new')]);
  await settle();
  expect(loader.get('a')).toEqual(ready(patch('a', 'new'), '2'));
  expect(asked).toHaveLength(2);
});

test('an answer that comes after the change moved on counts as stale', async () => {
  const { loader, asked, answer } = setUp();
  loader.want(['a']);
  await settle();
  loader.expire(at('2', 'a'));
  await answer(0, [patch('a')]);
  await settle();
  expect(loader.get('a')).toMatchObject({ stale: true });
  loader.want(['a']);
  await settle();
  expect(asked).toEqual([['a'], ['a']]);
});

test('a failure is shown, and tried again only when the user says so', async () => {
  const { loader, asked, answers } = setUp();
  loader.want(['a']);
  await settle();
  answers[0]?.reject(new Error('gone'));
  await settle();
  expect(loader.get('a')).toEqual({ kind: 'failed', error: new Error('gone') });
  loader.want(['a']);
  await settle();
  expect(asked).toHaveLength(1);
  loader.want(['a'], true);
  await settle();
  expect(asked).toHaveLength(2);
});

test('a file that stayed the same is not read again when others changed', async () => {
  const { loader, asked, answer } = setUp();
  loader.expire(at('1', 'a', 'b'));
  loader.want(['a', 'b']);
  await settle();
  await answer(0, [patch('a'), patch('b')]);
  loader.expire([...at('1', 'a'), ...at('2', 'b')]);
  loader.want(['a', 'b']);
  await settle();
  expect(asked).toEqual([['a', 'b'], ['b']]);
});
