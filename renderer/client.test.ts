import { expect, test, vi } from 'vitest';
import type { ClientChannel } from '#contract/client-protocol.ts';
import type { ClientMessage, CoreMessage } from '#contract/rpc.ts';
import { Client, retryDelay, type Connection } from './client.ts';

/** A core at the other end of channels that can be cut: answers every call with the name of the connection. */
const fakeCore = () => {
  let isSilent = false;
  let refused = 0;
  let opened = 0;
  let cut: () => void = () => undefined;
  const open = (): Promise<ClientChannel> => {
    if (refused-- > 0) return Promise.reject(new Error('refused'));
    const name = `connection ${(opened += 1)}`;
    let receive: (message: CoreMessage) => void = () => undefined;
    return Promise.resolve({
      send: (message: ClientMessage) => {
        if ('call' in message && !isSilent) queueMicrotask(() => receive({ id: message.id, result: name }));
        if ('subscribe' in message) queueMicrotask(() => receive({ id: message.id, snapshot: name, number: 0 }));
      },
      onMessage: (listener: (message: CoreMessage) => void) => (receive = listener),
      onClose: (listener: () => void) => (cut = listener),
      close: () => undefined,
    } as ClientChannel);
  };
  return { open, cut: () => cut(), refuse: (times: number) => (refused = times), silence: (on: boolean) => (isSilent = on) };
};

test('connects again with growing pauses, takes subscriptions along, and can be watched', async () => {
  vi.useFakeTimers();
  try {
    const core = fakeCore();
    const client = new Client(core.open);
    const states: Connection['kind'][] = [client.connection().kind];
    client.onConnection(() => states.push(client.connection().kind));
    const heard: unknown[] = [];
    client.subscribe(
      'drafts.new-task',
      {},
      { snapshot: (value: unknown) => void heard.push(value), events: () => undefined, failed: () => undefined },
    );
    expect(await client.call('agents.refresh', {})).toBe('connection 1');
    core.refuse(2);
    core.cut();
    await expect(client.call('agents.refresh', {})).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await client.call('agents.refresh', {})).toBe('connection 2');
    core.cut();
    client.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect({ heard, now: client.connection() }).toEqual({
      heard: ['connection 1', 'connection 2', 'connection 3'],
      now: { kind: 'online' },
    });
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'connecting',
      'online',
      'offline',
      'online',
      'offline',
      'online',
    ]);
    client.close();
  } finally {
    vi.useRealTimers();
  }
});

test('a connection that is dead without knowing is found out when the page is shown again', async () => {
  vi.useFakeTimers();
  try {
    const core = fakeCore();
    const client = new Client(core.open);
    expect(await client.call('agents.refresh', {})).toBe('connection 1');
    client.checkNow();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await client.call('agents.refresh', {})).toBe('connection 1');
    core.silence(true);
    client.checkNow();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(client.connection().kind).toBe('online');
    core.silence(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await client.call('agents.refresh', {})).toBe('connection 2');
    client.close();
  } finally {
    vi.useRealTimers();
  }
});

test('a first connection that fails fails the calls that waited for it', async () => {
  const core = fakeCore();
  core.refuse(1);
  const client = new Client(core.open);
  await expect(client.call('agents.refresh', {})).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  client.close();
});

test('pauses double up to a bound', () => {
  expect([0, 1, 2, 5, 6, 100].map((tries) => retryDelay(tries, 1))).toEqual([250, 500, 1_000, 8_000, 10_000, 10_000]);
});
