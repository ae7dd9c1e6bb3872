import { expect, test } from 'vitest';
import { notWalking, walkHistory } from './message-history.ts';

const sent = ['newest', 'older', 'oldest'];

test('up in an empty field walks back, down walks forth again to the empty field', () => {
  const one = walkHistory(sent, notWalking, 'up', '');
  const two = one && walkHistory(sent, one, 'up', one.text);
  expect([one, two]).toEqual([
    { at: 0, text: 'newest' },
    { at: 1, text: 'older' },
  ]);
  const back = two && walkHistory(sent, two, 'down', two.text);
  expect(back).toEqual({ at: 0, text: 'newest' });
  expect(back && walkHistory(sent, back, 'down', back.text)).toEqual(notWalking);
});

test('it ends at the oldest, and never replaces what was written', () => {
  expect(walkHistory(sent, { at: 2, text: 'oldest' }, 'up', 'oldest')).toBeNull();
  expect(walkHistory(sent, notWalking, 'up', 'mine')).toBeNull();
  expect(walkHistory(sent, { at: 1, text: 'older' }, 'up', 'older and changed')).toBeNull();
  expect(walkHistory(sent, notWalking, 'down', '')).toBeNull();
});
