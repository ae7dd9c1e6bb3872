import { expect, test } from 'vitest';
import { ClientProtocol, type ClientChannel } from './client-protocol.ts';
import type { ClientMessage, CoreMessage } from './rpc.ts';

/** A channel whose other end is the test. */
const pipe = () => {
  const sent: ClientMessage[] = [];
  let receive: (message: CoreMessage) => void = () => undefined;
  let close: () => void = () => undefined;
  const channel: ClientChannel = {
    send: (message) => void sent.push(message),
    onMessage: (listener) => (receive = listener),
    onClose: (listener) => (close = listener),
    close: () => undefined,
  };
  return { channel, sent, receive: (message: CoreMessage) => receive(message), close: () => close() };
};

const told: unknown[] = [];
const listener = {
  snapshot: (value: unknown) => void told.push({ snapshot: value }),
  events: (events: readonly unknown[]) => void told.push({ events }),
  failed: ({ kind }: { readonly kind: string }) => void told.push({ failed: kind }),
};

test('a gap in the numbers drops what is held and asks for the whole again', () => {
  told.length = 0;
  const { channel, sent, receive } = pipe();
  const client = new ClientProtocol();
  client.attach(channel, () => undefined);
  client.subscribe('drafts.new-task', {}, listener);
  receive({ id: 1, snapshot: 'a', number: 4 });
  receive({ id: 1, events: ['b', 'c'], number: 6 });
  receive({ id: 1, events: ['e'], number: 8 });
  receive({ id: 1, events: ['late'], number: 9 });
  receive({ id: 2, snapshot: 'e', number: 0 });
  expect({ told, sent }).toEqual({
    told: [{ snapshot: 'a' }, { events: ['b', 'c'] }, { snapshot: 'e' }],
    sent: [
      { id: 1, subscribe: 'drafts.new-task', params: {} },
      { id: 1, cancel: true },
      { id: 2, subscribe: 'drafts.new-task', params: {} },
    ],
  });
});

test('credit goes back as messages are consumed, also when the listener throws', () => {
  const { channel, sent, receive } = pipe();
  const client = new ClientProtocol();
  client.attach(channel, () => undefined);
  client.subscribe(
    'drafts.new-task',
    {},
    {
      ...listener,
      events: () => {
        throw new Error('a bug of the page');
      },
    },
  );
  receive({ id: 1, snapshot: 'a', number: 0 });
  for (let number = 1; number < 16; number += 1) expect(() => receive({ id: 1, events: ['x'], number })).toThrow('a bug of the page');
  expect(sent.slice(1)).toEqual([{ id: 1, credit: 16 }]);
});

test('subscriptions made without a connection, or before it was lost, begin on the next one', async () => {
  told.length = 0;
  const client = new ClientProtocol();
  const stop = client.subscribe('drafts.new-task', {}, listener);
  const first = pipe();
  const lost: string[] = [];
  client.attach(first.channel, () => lost.push('first'));
  first.receive({ id: 1, snapshot: 'one', number: 0 });
  const call = client.call('agents.refresh', {});
  first.close();
  await expect(call).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  await expect(client.call('agents.refresh', {})).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  const second = pipe();
  client.attach(second.channel, () => lost.push('second'));
  first.receive({ id: 1, snapshot: 'from the dead', number: 1 });
  second.receive({ id: 3, snapshot: 'two', number: 0 });
  stop();
  second.receive({ id: 3, events: ['unheard'], number: 1 });
  expect({ told, lost, sent: second.sent }).toEqual({
    told: [{ snapshot: 'one' }, { snapshot: 'two' }],
    lost: ['first'],
    sent: [
      { id: 3, subscribe: 'drafts.new-task', params: {} },
      { id: 3, cancel: true },
    ],
  });
});
