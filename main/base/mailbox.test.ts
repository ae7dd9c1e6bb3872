import { expect, test } from 'vitest';
import { Mailbox } from './mailbox.ts';

test('tasks run one at a time, in order, and a failing one does not stop the next', async () => {
  const mailbox = new Mailbox();
  const seen: string[] = [];
  const first = mailbox.put(async () => {
    await new Promise(setImmediate);
    seen.push('first');
    throw new Error('no');
  });
  const second = mailbox.put(() => seen.push('second'));
  await expect(first).rejects.toThrow('no');
  await second;
  expect(seen).toEqual(['first', 'second']);
});

test('past its bound a mailbox is busy, and takes work again when drained', async () => {
  const mailbox = new Mailbox({ boundTasks: 1 });
  const first = mailbox.put(() => 1);
  await expect(mailbox.put(() => 2)).rejects.toMatchObject({ failure: { kind: 'busy' } });
  await first;
  await mailbox.drained();
  expect(await mailbox.put(() => 3)).toBe(3);
});
