import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDraftSaver } from './draft-saver.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('only the last of several quick changes is saved', async () => {
  const saved: string[] = [];
  const saver = createDraftSaver<string>({ delayMs: 300, save: async (draft) => void saved.push(draft) });
  saver.change('a');
  saver.change('ab');
  await vi.advanceTimersByTimeAsync(299);
  expect(saved).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(saved).toEqual(['ab']);
});

test('a flush sends at once; a change during it goes out after it', async () => {
  const saved: string[] = [];
  let arrive: () => void = () => {};
  const saver = createDraftSaver<string>({
    delayMs: 300,
    save: (draft) => {
      saved.push(draft);
      return new Promise<void>((resolve) => {
        arrive = resolve;
      });
    },
  });
  saver.change('a');
  const first = saver.flush();
  saver.change('b');
  const second = saver.flush();
  expect(saved).toEqual(['a']);
  arrive();
  await vi.advanceTimersByTimeAsync(0);
  expect(saved).toEqual(['a', 'b']);
  arrive();
  await Promise.all([first, second]);
});

test('a failure is told and does not stop later saves', async () => {
  const failures: unknown[] = [];
  let fail = true;
  const saver = createDraftSaver<string>({
    delayMs: 1,
    onFailure: (error) => failures.push(error),
    save: async () => (fail ? Promise.reject(new Error('gone')) : undefined),
  });
  saver.change('a');
  await saver.flush();
  fail = false;
  saver.change('b');
  await saver.flush();
  expect(failures).toEqual([new Error('gone')]);
});

test('what is dropped is not sent', async () => {
  const saved: string[] = [];
  const saver = createDraftSaver<string>({ delayMs: 1, save: async (draft) => void saved.push(draft) });
  saver.change('a');
  saver.drop();
  await vi.advanceTimersByTimeAsync(10);
  await saver.flush();
  expect(saved).toEqual([]);
});
