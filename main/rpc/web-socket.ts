/** The server's end of a WebSocket as a channel: bounded in what it takes in, what it holds back, and how long a dead peer stays. */
import type { RawData, WebSocket } from 'ws';
import { encodeBytes } from '#contract/byte-frames.ts';
import type { ServerChannel } from './serve-contract.ts';

/** Longest message taken in: an attachment of 30 million characters with some room. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
/** With more than this unsent, topics wait. */
export const CONGESTED_AT_BYTES = 1024 * 1024;
/** With more than this unsent, the peer is given up; it connects again and begins with fresh snapshots. */
export const GIVE_UP_AT_BYTES = 128 * 1024 * 1024;
/** A peer that did not answer the last ping when the next one is due is gone. */
export const PING_EVERY_MS = 20_000;

/** Codes of RFC 6455. */
const TOO_SLOW = 1013;
const NOT_TEXT = 1003;
const NOT_JSON = 1007;

const textOf = (data: RawData): string => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');

const parsed = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
};

export const webSocketChannel = (socket: WebSocket): ServerChannel => {
  let answered = true;
  const drainListeners: (() => void)[] = [];
  const pinging = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  pinging.unref();
  socket.on('pong', () => (answered = true));
  socket.on('close', () => clearInterval(pinging));
  // A broken frame or a reset: the close that follows says all there is to say.
  socket.on('error', () => undefined);
  /** Somebody was told to wait and has to be told when that is over. */
  let heldBack = false;
  const isCongested = (): boolean => {
    const congested = socket.bufferedAmount > CONGESTED_AT_BYTES;
    heldBack ||= congested;
    return congested;
  };
  const afterSend = (): void => {
    if (!heldBack || socket.bufferedAmount > CONGESTED_AT_BYTES) return;
    heldBack = false;
    for (const listener of drainListeners) listener();
  };
  return {
    send: (message) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > GIVE_UP_AT_BYTES) return socket.close(TOO_SLOW, 'too slow');
      socket.send('bytes' in message ? encodeBytes(message) : JSON.stringify(message), afterSend);
    },
    onMessage: (listener) =>
      void socket.on('message', (data, isBinary) => {
        if (isBinary) return socket.close(NOT_TEXT, 'text only');
        const message = parsed(textOf(data));
        if (message === null) return socket.close(NOT_JSON, 'not JSON');
        listener(message.value);
      }),
    onClose: (listener) => void socket.on('close', () => listener()),
    close: () => socket.close(),
    isCongested,
    onDrain: (listener) => void drainListeners.push(listener),
  };
};
