import { expect, test } from 'vitest';
import { Lifetime } from './disposable.ts';

test('a lifetime disposes in reverse order, all of it, and reports the first error', async () => {
  const seen: number[] = [];
  const lifetime = new Lifetime();
  lifetime.own({ dispose: () => void seen.push(1) });
  lifetime.own({ dispose: () => Promise.reject(new Error('second')) });
  lifetime.own({ dispose: () => void seen.push(3) });
  await expect(lifetime.dispose()).rejects.toThrow('second');
  lifetime.own({ dispose: () => void seen.push(4) });
  expect(seen).toEqual([3, 1, 4]);
});
