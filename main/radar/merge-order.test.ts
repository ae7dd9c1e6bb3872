import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeOrder, type Candidate, type Merge } from './merge-order.ts';

/** A world in which a commit is a set of `path=value`, and two conflict where they say different things of a path. */
const textOf = (lines: ReadonlyMap<string, string>): string =>
  [...lines]
    .map(([path, value]) => `${path}=${value}`)
    .toSorted()
    .join(',');
const linesOf = (text: string): Map<string, string> =>
  new Map(text === '' ? [] : text.split(',').map((line) => line.split('=') as [string, string]));
const merge: Merge = (onto, commit) => {
  const [a, b] = [linesOf(onto), linesOf(commit)];
  const conflicts = [...b.keys()].filter((path) => a.has(path) && a.get(path) !== b.get(path));
  return Promise.resolve(conflicts.length > 0 ? { conflicts } : { commit: textOf(new Map([...a, ...b])) });
};
const candidate = (id: string, lines: Readonly<Record<string, string>>): Candidate<string> => ({
  id,
  commit: textOf(new Map(Object.entries(lines))),
  paths: new Set(Object.keys(lines)),
});

test('those that meet nobody come first; who conflicts with one that landed is stuck, with the paths', async () => {
  const found = await mergeOrder(
    'base=1',
    [candidate('big', { a: '1', b: '1', c: '1' }), candidate('rival', { a: '2' }), candidate('free', { z: '1' })],
    merge,
  );
  expect(found).toEqual({ order: ['free', 'rival'], stuck: [{ id: 'big', early: false, conflicts: ['a'] }] });
});

test('what does not even merge with the base is stuck early', async () => {
  expect(await mergeOrder('a=0', [candidate('late', { a: '1' })], merge)).toEqual({
    order: [],
    stuck: [{ id: 'late', early: true, conflicts: ['a'] }],
  });
});

test('property: the order lands cleanly one after the other, and everybody is somewhere', async () => {
  const lines = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'), { minKeys: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(lines, { maxLength: 8 }), async (all) => {
      const candidates = all.map((one, index) => candidate(`t${index}`, one));
      const { order, stuck } = await mergeOrder('', candidates, merge);
      let tip = '';
      for (const id of order) {
        const next = await merge(tip, candidates.find((one) => one.id === id)?.commit ?? '');
        expect(next).toHaveProperty('commit');
        tip = 'commit' in next ? next.commit : '';
      }
      expect([...order, ...stuck.map(({ id }) => id)].toSorted()).toEqual(candidates.map(({ id }) => id).toSorted());
      for (const { id } of stuck)
        expect(await merge(tip, candidates.find((one) => one.id === id)?.commit ?? '')).toHaveProperty('conflicts');
    }),
  );
});
