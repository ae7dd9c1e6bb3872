import { expect, test } from 'vitest';
import type { Comment } from '#contract/comments.ts';
import { movedText, placeText, shownAt } from './comment-text.ts';

const comment = (parts: Partial<Comment>): Comment =>
  ({
    place: { kind: 'lines', path: 'src/a.ts', side: 'after', from: 3, to: 5 },
    anchor: { kind: 'found', path: 'src/a.ts', from: 3, to: 5 },
    author: { kind: 'user' },
    state: 'open',
    ...parts,
  }) as Comment;

test('a place in words', () => {
  expect([
    placeText({ kind: 'change' }),
    placeText({ kind: 'file', path: 'a' }),
    placeText({ kind: 'lines', path: 'a', side: 'before', from: 2, to: 2 }),
  ]).toEqual(['the whole change', 'the file', 'removed line 2']);
});

test('what became of its code', () => {
  expect([
    movedText(comment({})),
    movedText(comment({ anchor: { kind: 'found', path: 'src/a.ts', from: 8, to: 10 } })),
    movedText(comment({ anchor: { kind: 'found', path: 'src/b.ts', from: 3, to: 5 } })),
    movedText(comment({ anchor: { kind: 'edited', path: 'src/a.ts', from: 4, to: 4 } })),
    movedText(comment({ anchor: { kind: 'gone' } })),
  ]).toEqual([null, 'Its code moved to lines 8–10', 'Its code moved to b.ts', 'Its code was edited; now about line 4', 'Its code is gone']);
});

test('where it stands now', () => {
  expect([
    shownAt(comment({ anchor: { kind: 'found', path: 'src/b.ts', from: 8, to: 9 } })),
    shownAt(comment({ anchor: { kind: 'gone' } })),
    shownAt(comment({ anchor: { kind: 'none' } })),
    shownAt(comment({ place: { kind: 'change' } })),
  ]).toEqual([
    { path: 'src/b.ts', side: 'after', line: 9 },
    { path: 'src/a.ts', side: 'after', line: 0 },
    { path: 'src/a.ts', side: 'after', line: 5 },
    null,
  ]);
});
