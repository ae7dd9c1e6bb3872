import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '#main/base/topic.ts';
import { smallCore } from '#main/rpc/testing/small-core.ts';
import { exitWhenIdle } from './idle-exit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the core ends after the time without client and work, and a dev server is work', async () => {
  const changed = new Emitter<void>();
  let clients = 0;
  let runs = false;
  let ended = 0;
  const handlers = smallCore({
    board: () => ({ snapshot: () => ({ projects: [], threads: [], approvals: [] }), listen: () => ({ dispose: () => undefined }) }),
  });
  const server = { connections: () => clients, onConnections: changed.listen };
  const watch = await exitWhenIdle({ handlers, runsCommands: () => runs }, server, 10, () => (ended += 1));
  const connect = (count: number): void => {
    clients = count;
    changed.emit();
  };

  vi.advanceTimersByTime(9 * 60_000);
  connect(1);
  vi.advanceTimersByTime(9 * 60_000);
  connect(0);
  vi.advanceTimersByTime(9 * 60_000);
  connect(1);
  runs = true;
  connect(0);
  vi.advanceTimersByTime(60 * 60_000);
  expect(ended).toBe(0);
  runs = false;
  vi.advanceTimersByTime(20 * 60_000);
  expect(ended).toBe(1);
  await watch.dispose();
});
