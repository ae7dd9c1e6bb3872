/**
 * The client's side of the wire, for every client alike: the page (over a MessagePort or a WebSocket) and the command line.
 * It knows calls, subscriptions and credit; it does not know how a channel is made or made again. Subscriptions outlive a
 * channel: they begin anew, with a fresh snapshot, on the next one that is attached. Nothing of zod is needed at run time.
 */
import type { CallInput, CallName, CallOutput, TopicEvent, TopicName, TopicParams, TopicSnapshot } from './contract.ts';
import type { Failure } from './failure.ts';
import type { Channel, ClientMessage, CoreMessage } from './rpc.ts';

/** As INITIAL_CREDIT_MESSAGES of rpc.ts: half of it is given back at a time. */
const CREDIT_BATCH_MESSAGES = 16;
/** Bytes are given back in portions of this size: a small part of what may be under way. */
const CREDIT_BATCH_BYTES = 128 * 1024;

/** A call that failed in a way the user can be told. `failure.kind` is `unavailable` while there is no connection. */
export class CallFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'CallFailed';
    this.failure = failure;
  }
}

export interface TopicListener<K extends TopicName> {
  /** What is now: replaces all that came before. Comes first, and again after a gap or a reconnection. */
  readonly snapshot: (value: TopicSnapshot<K>) => void;
  /** What happened since, in order; apply them with the topic's reducer. Credit goes back when this returns. */
  readonly events: (events: readonly TopicEvent<K>[]) => void;
  /**
   * Raw bytes, in order with the events; only of topics that send them. Credit goes back, in bytes, once the returned
   * promise has settled, or at once without one.
   */
  readonly bytes?: (bytes: Uint8Array) => void | Promise<void>;
  /** The subscription is over: what it was about is gone, or it never was. */
  readonly failed: (failure: Failure) => void;
}

/** As much of an AbortSignal as is needed here; the contract knows neither DOM nor Node. */
export interface Aborting {
  readonly aborted: boolean;
  readonly addEventListener: (type: 'abort', listener: () => void) => void;
  readonly removeEventListener: (type: 'abort', listener: () => void) => void;
}
export interface CallOptions {
  readonly signal?: Aborting;
}

export type ClientChannel = Channel<ClientMessage, CoreMessage>;

interface OpenCall {
  readonly settle: (message: { readonly result: unknown } | { readonly failure: Failure }) => void;
}
interface Subscription {
  readonly name: TopicName;
  readonly params: unknown;
  readonly listener: TopicListener<TopicName>;
  /** Names it on the present channel; null while there is none. */
  id: number | null;
  /** Number of the last event seen; null before the snapshot. */
  number: number | null;
  /** Not given back yet: messages, or bytes where the topic sends them. */
  consumed: number;
}

export const notConnected: Failure = {
  kind: 'unavailable',
  message: 'Switchyard is not connected to its core.',
  action: 'It connects again by itself; then try again.',
};
const connectionLost: Failure = {
  kind: 'unavailable',
  message: 'The connection was lost before the answer came.',
  action: 'Look whether it was done, then try again.',
};

export class ClientProtocol {
  readonly #calls = new Map<number, OpenCall>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #byId = new Map<number, Subscription>();
  #channel: ClientChannel | null = null;
  #nextId = 1;

  get isAttached(): boolean {
    return this.#channel !== null;
  }

  /** Talks over this channel from now on; `lost` is called once when it closes by itself. */
  attach(channel: ClientChannel, lost: () => void): void {
    this.detach();
    this.#channel = channel;
    channel.onMessage((message) => {
      if (this.#channel === channel) this.#receive(message);
    });
    channel.onClose(() => {
      if (this.#channel !== channel) return;
      this.#forget();
      lost();
    });
    for (const subscription of this.#subscriptions) this.#begin(subscription);
  }

  /** Lets go of the channel: open calls fail, subscriptions wait for the next one. */
  detach(): void {
    const channel = this.#channel;
    if (channel === null) return;
    this.#forget();
    channel.close();
  }

  /** Rejects with CallFailed, and with nothing else. */
  call<K extends CallName>(name: K, input: CallInput<K>, options: CallOptions = {}): Promise<CallOutput<K>> {
    return new Promise((resolve, reject) => {
      if (this.#channel === null) return reject(new CallFailed(notConnected));
      const { signal } = options;
      const id = this.#nextId++;
      const abort = (): void => {
        this.#send({ id, cancel: true });
        settle({ failure: { kind: 'cancelled', message: 'Stopped.' } });
      };
      const settle: OpenCall['settle'] = (message) => {
        this.#calls.delete(id);
        signal?.removeEventListener('abort', abort);
        if ('failure' in message) reject(new CallFailed(message.failure));
        else resolve(message.result as CallOutput<K>);
      };
      if (signal?.aborted === true) return settle({ failure: { kind: 'cancelled', message: 'Stopped.' } });
      signal?.addEventListener('abort', abort);
      this.#calls.set(id, { settle });
      this.#send({ id, call: name, input });
    });
  }

  /** Listens to a topic until the returned function is called. Works without a channel: it begins with the next one. */
  subscribe<K extends TopicName>(name: K, params: TopicParams<K>, listener: TopicListener<K>): () => void {
    const subscription: Subscription = {
      name,
      params,
      // What arrives under this subscription's id is of its topic; the wire does not carry the type.
      listener: listener as unknown as TopicListener<TopicName>,
      id: null,
      number: null,
      consumed: 0,
    };
    this.#subscriptions.add(subscription);
    this.#begin(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
      this.#end(subscription);
    };
  }

  #send(message: ClientMessage): void {
    try {
      this.#channel?.send(message);
    } catch {
      // A channel that cannot send is about to close, and that settles everything.
    }
  }

  #begin(subscription: Subscription): void {
    if (this.#channel === null) return;
    const id = this.#nextId++;
    Object.assign(subscription, { id, number: null, consumed: 0 });
    this.#byId.set(id, subscription);
    this.#send({ id, subscribe: subscription.name, params: subscription.params });
  }

  #end(subscription: Subscription): void {
    if (subscription.id === null) return;
    this.#byId.delete(subscription.id);
    this.#send({ id: subscription.id, cancel: true });
    subscription.id = null;
  }

  #forget(): void {
    this.#channel = null;
    for (const subscription of this.#byId.values()) subscription.id = null;
    this.#byId.clear();
    for (const call of [...this.#calls.values()]) call.settle({ failure: connectionLost });
  }

  #receive(message: CoreMessage): void {
    const subscription = this.#byId.get(message.id);
    if (subscription !== undefined) return this.#receiveTopic(subscription, message);
    // An answer to a call that was cancelled meanwhile finds nobody.
    if ('result' in message || 'failure' in message) this.#calls.get(message.id)?.settle(message);
  }

  #receiveTopic(subscription: Subscription, message: CoreMessage): void {
    if ('failure' in message) {
      this.#byId.delete(message.id);
      this.#subscriptions.delete(subscription);
      subscription.id = null;
      return subscription.listener.failed(message.failure);
    }
    if ('result' in message) return;
    const steps = 'events' in message ? message.events.length : 'bytes' in message ? message.bytes.length : null;
    if (steps !== null && message.number !== (subscription.number ?? Number.NaN) + steps) {
      // Something is missing: what we hold is not what is. Ask for the whole again.
      this.#end(subscription);
      return this.#begin(subscription);
    }
    subscription.number = message.number;
    if ('bytes' in message) return this.#receiveBytes(subscription, message.id, message.bytes);
    try {
      if ('snapshot' in message) subscription.listener.snapshot(message.snapshot as TopicSnapshot<TopicName>);
      else subscription.listener.events(message.events as readonly TopicEvent<TopicName>[]);
    } finally {
      if (subscription.listener.bytes === undefined) this.#giveCredit(subscription, message.id, 1, CREDIT_BATCH_MESSAGES);
    }
  }

  #receiveBytes(subscription: Subscription, id: number, bytes: Uint8Array): void {
    const give = (): void => this.#giveCredit(subscription, id, bytes.length, CREDIT_BATCH_BYTES);
    const taken = subscription.listener.bytes?.(bytes);
    if (taken === undefined) give();
    else taken.then(give, give);
  }

  #giveCredit(subscription: Subscription, id: number, amount: number, batch: number): void {
    // The listener may have unsubscribed, or begun anew.
    if (subscription.id !== id) return;
    subscription.consumed += amount;
    if (subscription.consumed < batch) return;
    this.#send({ id, credit: subscription.consumed });
    subscription.consumed = 0;
  }
}
