/** MessageChannelMain and its ports. A port stays in main, or is transferred to a page and goes on there. */
import { EventEmitter } from 'node:events';
import { cloned } from './wire.ts';

/** The far end once it was transferred. */
export interface Far {
  readonly message: (data: unknown) => void;
  readonly close: () => void;
}

export class MessagePortMain extends EventEmitter {
  /** Where messages go. */
  far: Far | null = null;
  #queue: unknown[] = [];
  #started = false;
  #closed = false;

  postMessage(message: unknown): void {
    if (!this.#closed) this.far?.message(cloned(message));
  }

  start(): void {
    this.#started = true;
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (this.#closed) return;
    this.far?.close();
    this.closedByPeer();
  }

  /** From the far end. */
  deliver(data: unknown): void {
    if (this.#closed) return;
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#queue.push(data);
  }

  closedByPeer(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }
}

const peers = new WeakMap<MessagePortMain, MessagePortMain>();

const connect = (from: MessagePortMain, to: MessagePortMain): void => {
  peers.set(from, to);
  from.far = { message: (data) => queueMicrotask(() => to.deliver(data)), close: () => queueMicrotask(() => to.closedByPeer()) };
};

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();
  constructor() {
    connect(this.port1, this.port2);
    connect(this.port2, this.port1);
  }
}

/** Moves a port into a page: gives its peer, which from now on talks to `far`. The port itself is dead here. */
export const transfer = (port: MessagePortMain, far: Far): MessagePortMain => {
  const peer = peers.get(port);
  if (peer === undefined) throw new Error('A port can be transferred once only.');
  peers.delete(port);
  port.far = null;
  peer.far = far;
  return peer;
};
