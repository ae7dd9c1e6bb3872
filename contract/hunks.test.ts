import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash, hunksOf, keyOf, viewedHunks, type Hunk } from './hunks.ts';

/** A patch as git prints it for a file whose lines change in some places; nothing else of it matters here. */
interface Edit {
  /** Index of the line that is replaced. */
  readonly at: number;
  readonly added: readonly string[];
}

const CONTEXT = 3;

const patchOf = (lines: readonly string[], edits: readonly Edit[]): string => {
  const sorted = [...edits].sort((a, b) => a.at - b.at);
  const groups: Edit[][] = [];
  for (const edit of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && edit.at - (last.at(-1)?.at ?? 0) <= 2 * CONTEXT) last.push(edit);
    else groups.push([edit]);
  }
  let shift = 0;
  const hunks = groups.map((group) => {
    const from = Math.max(0, (group[0]?.at ?? 0) - CONTEXT);
    const to = Math.min(lines.length, (group.at(-1)?.at ?? 0) + 1 + CONTEXT);
    const body: string[] = [];
    let added = 0;
    for (let at = from; at < to; at += 1) {
      const edit = group.find((one) => one.at === at);
      if (edit === undefined) body.push(` ${lines[at]}`);
      else {
        body.push(`-${lines[at]}`, ...edit.added.map((line) => `+${line}`));
        added += edit.added.length - 1;
      }
    }
    const header = `@@ -${from + 1},${to - from} +${from + 1 + shift},${to - from + added} @@`;
    shift += added;
    return [header, ...body].join('\n');
  });
  return `diff --git a/f b/f\nindex 1..2 100644\n--- a/f\n+++ b/f\n${hunks.join('\n')}\n`;
};

const keysOf = (hunks: readonly Hunk[]) => hunks.flatMap((hunk) => hunk.blocks.map(keyOf));

const uniqueLines = fc.integer({ min: 20, max: 60 }).map((count) => Array.from({ length: count }, (_, at) => `statement number ${at};`));
/** Not side by side: two edits that touch are one block, and content of its own when they are torn apart. */
const fileWithEdits = uniqueLines.chain((lines) =>
  fc
    .uniqueArray(
      fc.integer({ min: 0, max: Math.floor((lines.length - 1) / 2) }).map((half) => half * 2),
      { minLength: 1, maxLength: 8 },
    )
    .map((places) => ({ lines, edits: places.map((at) => ({ at, added: [`changed statement ${at};`, `and one more ${at};`] })) })),
);

test('what was viewed stays viewed when lines are shifted, and when hunks fall apart or grow together', () => {
  fc.assert(
    fc.property(fileWithEdits, fc.integer({ min: 1, max: 30 }), ({ lines, edits }, shift) => {
      const marks = keysOf(hunksOf(patchOf(lines, edits)));
      // A rebase brought other lines above, and more between every two of ours.
      const shifted = [...Array.from({ length: shift }, (_, at) => `new above ${at}`), ...lines];
      const moved = hunksOf(
        patchOf(
          shifted,
          edits.map((edit) => ({ ...edit, at: edit.at + shift })),
        ),
      );
      expect(viewedHunks(moved, marks).every(Boolean)).toBe(true);
      const apart = lines.flatMap((line, at) => [line, ...Array.from({ length: 9 }, (_, more) => `between ${at} ${more}`)]);
      const spread = hunksOf(
        patchOf(
          apart,
          edits.map((edit) => ({ ...edit, at: edit.at * 10 })),
        ),
      );
      expect(viewedHunks(spread, marks).every(Boolean)).toBe(true);
    }),
  );
});

test('only what changed since comes back', () => {
  fc.assert(
    fc.property(fileWithEdits, fc.nat(), ({ lines, edits }, which) => {
      const marks = keysOf(hunksOf(patchOf(lines, edits)));
      const touched = edits[which % edits.length]?.at ?? 0;
      const after = edits.map((edit) => (edit.at === touched ? { ...edit, added: ['written anew by the agent;'] } : edit));
      const hunks = hunksOf(patchOf(lines, after));
      const unviewed = hunks.filter((_, at) => !(viewedHunks(hunks, marks)[at] ?? false));
      expect(unviewed).toHaveLength(1);
      expect(unviewed[0]?.blocks.some((block) => block.removed.includes(lines[touched] ?? ''))).toBe(true);
    }),
  );
});

test('blocks of equal content are told apart by their neighbours; a new one never takes the mark of another', () => {
  const lines = Array.from({ length: 60 }, (_, at) => `line ${at}`);
  const same = ['  return null; // nothing to do here'];
  const at = (place: number): Edit => ({ at: place, added: [...same, `line ${place}`] });
  // Equal additions: the replaced line stands again, so the block is the addition together with it.
  const patch = (places: readonly number[]) =>
    hunksOf(
      patchOf(
        lines.map((line, index) => (places.includes(index) ? 'x' : line)),
        places.map((place) => ({ ...at(place), added: same })),
      ),
    );
  const marks = keysOf(patch([30]));
  expect(viewedHunks(patch([10, 30, 50]), marks)).toEqual([false, true, false]);
  expect(viewedHunks(patch([30]), marks)).toEqual([true]);
  // Moved as the only one of its kind it is still known.
  expect(viewedHunks(patch([12]), marks)).toEqual([true]);
});

test('too little content is only known between the same lines', () => {
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at}`);
  const brace = (place: number) =>
    hunksOf(
      patchOf(
        lines.map((line, at) => (at === place ? '' : line)),
        [{ at: place, added: ['}'] }],
      ),
    );
  const marks = keysOf(brace(10));
  expect([viewedHunks(brace(10), marks), viewedHunks(brace(30), marks)]).toEqual([[true], [false]]);
});

test('hunks are read as git prints them: counts, sides, missing line ends, lines that look like headers', () => {
  const patch = [
    'diff --git a/f b/f',
    '--- a/f',
    '+++ b/f',
    '@@ -1,2 +1,3 @@ function',
    ' one',
    '--- two',
    '\\ No newline at end of file',
    '+++ two',
    '+three',
    '\\ No newline at end of file',
    '@@ -9,0 +11 @@',
    '+@@ -1 +1 @@',
    '',
  ].join('\n');
  const short = hunksOf(patch).map(({ beforeStart, beforeLines, afterStart, afterLines, blocks }) => ({
    range: [beforeStart, beforeLines, afterStart, afterLines],
    blocks: blocks.map((block) => [block.beforeStart, block.removed, block.afterStart, block.added]),
  }));
  expect(short).toEqual([
    { range: [1, 2, 1, 3], blocks: [[2, ['-- two\n\\'], 2, ['++ two', 'three\n\\']]] },
    { range: [9, 0, 11, 1], blocks: [[10, [], 11, ['@@ -1 +1 @@']]] },
  ]);
});

test('a change without lines is one hunk, known by what git says of it', () => {
  const mode = 'diff --git a/f b/f\nold mode 100644\nnew mode 100755\n';
  const moved = (likeness: number) => `diff --git a/f b/g\nsimilarity index ${likeness}%\nrename from f\nrename to g\n`;
  expect(hunksOf(mode)).toHaveLength(1);
  expect(hunksOf(moved(100))[0]?.id).toBe(hunksOf(moved(99))[0]?.id);
  expect(hunksOf('', 'a..b')[0]?.id).not.toBe(hunksOf('', 'a..c')[0]?.id);
  expect(hunksOf('')).toEqual([]);
});

test('ids are unique within a file and hashes do not collide over many texts', () => {
  const hashes = new Set(Array.from({ length: 50_000 }, (_, at) => contentHash(`line ${at}`)));
  expect(hashes.size).toBe(50_000);
  const lines = Array.from({ length: 80 }, (_, at) => `line ${at}`);
  const places = [10, 30, 50, 70];
  const hunks = hunksOf(
    patchOf(
      lines.map((line, at) => (places.includes(at) ? 'x' : line)),
      places.map((place) => ({ at: place, added: ['y'] })),
    ),
  );
  expect(new Set(hunks.map(({ id }) => id)).size).toBe(4);
});
