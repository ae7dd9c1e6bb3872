/** Bytes of a topic as a binary WebSocket frame: the subscription's id, the number, then the bytes themselves. */
import type { CoreMessage } from './rpc.ts';

const HEAD_BYTES = 12;

export type ByteMessage = Extract<CoreMessage, { readonly bytes: Uint8Array }>;

export const encodeBytes = ({ id, number, bytes }: ByteMessage): Uint8Array => {
  const frame = new Uint8Array(HEAD_BYTES + bytes.length);
  const head = new DataView(frame.buffer);
  head.setUint32(0, id);
  head.setFloat64(4, number);
  frame.set(bytes, HEAD_BYTES);
  return frame;
};

export const decodeBytes = (frame: ArrayBuffer): ByteMessage => {
  const head = new DataView(frame);
  return { id: head.getUint32(0), number: head.getFloat64(4), bytes: new Uint8Array(frame, HEAD_BYTES) };
};
