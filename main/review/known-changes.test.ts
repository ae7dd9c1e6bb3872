import { expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import type { Changes } from '#contract/review.ts';
import { createKnownChanges } from './known-changes.ts';

const thread = 't_1' as ThreadId;

const setUp = () => {
  const computing: { readonly scope: string; readonly resolve: (changes: Changes) => void }[] = [];
  let tell: (changes: Changes) => void = () => undefined;
  const known = createKnownChanges({
    onComputed: (listener) => {
      tell = listener;
      return () => undefined;
    },
    read: (_thread, scope) => new Promise((resolve) => computing.push({ scope, resolve })),
  });
  const changes: Changes = {
    thread,
    scope: 'base',
    from: null,
    to: 'folder',
    files: [],
    totals: { files: 0, added: 0, deleted: 0 },
    counted: true,
    version: 'one',
  };
  return { known, computing, changes, tell: (one: Changes) => tell(one) };
};

test('those who begin to look at the same change share one computation of it', async () => {
  const { known, computing, changes } = setUp();
  const looks = [known.look(thread, 'base', 'known'), known.look(thread, 'base', 'known')];
  expect(computing).toHaveLength(1);
  void known.look(thread, 'uncommitted', 'known');
  expect(computing.map(({ scope }) => scope)).toEqual(['base', 'uncommitted']);
  computing[0]?.resolve(changes);
  expect(await Promise.all(looks)).toEqual([changes, changes]);
  void known.look(thread, 'base', 'known');
  expect(computing).toHaveLength(3);
});

test('who needs what is there now gets a computation of his own', () => {
  const { known, computing } = setUp();
  void known.look(thread, 'base', 'all');
  void known.read(thread, 'base', 'all');
  expect(computing).toHaveLength(2);
});

test('what was computed for anybody is known as the last list', () => {
  const { known, changes, tell } = setUp();
  expect(known.last(thread, 'base')).toBeNull();
  tell(changes);
  expect(known.last(thread, 'base')).toBe(changes);
  expect(known.last(thread, 'uncommitted')).toBeNull();
});
