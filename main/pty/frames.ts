/**
 * What travels between the core and the pty process, over a pipe in each direction: frames of a head (length of the
 * payload, kind, number of the pty) and a payload, which is raw bytes or JSON.
 */
import type { Readable, Writable } from 'node:stream';

const HEAD_BYTES = 9;
const KIND_JSON = 0;
const KIND_BYTES = 1;
/** Nobody sends such a thing; whoever seems to has lost the thread. */
const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024;

export type Frame<Message> =
  | { readonly kind: 'message'; readonly pty: number; readonly message: Message }
  | { readonly kind: 'bytes'; readonly pty: number; readonly bytes: Uint8Array };

/** So little is copied behind its head: one write costs less than two. */
const SMALL_BYTES = 8 * 1024;

const send = (stream: Writable, kind: number, pty: number, payload: Uint8Array): void => {
  const isSmall = payload.length <= SMALL_BYTES;
  const head = Buffer.allocUnsafe(HEAD_BYTES + (isSmall ? payload.length : 0));
  head.writeUInt32LE(payload.length, 0);
  head.writeUInt8(kind, 4);
  head.writeUInt32LE(pty, 5);
  if (isSmall) {
    head.set(payload, HEAD_BYTES);
    return void stream.write(head);
  }
  stream.cork();
  stream.write(head);
  stream.write(payload);
  stream.uncork();
};

export const sendMessage = (stream: Writable, pty: number, message: object): void =>
  send(stream, KIND_JSON, pty, Buffer.from(JSON.stringify(message)));

export const sendBytes = (stream: Writable, pty: number, bytes: Uint8Array): void => send(stream, KIND_BYTES, pty, bytes);

/** Takes pieces of a stream as they come and gives whole frames. A frame's bytes may be kept by whoever gets them. */
export class FrameReader<Message> {
  readonly #onFrame: (frame: Frame<Message>) => void;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(onFrame: (frame: Frame<Message>) => void) {
    this.#onFrame = onFrame;
  }

  take(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    for (;;) {
      const length = this.#payloadBytes();
      if (length === null || this.#bytes < HEAD_BYTES + length) return;
      this.#emit(length);
    }
  }

  #payloadBytes(): number | null {
    if (this.#bytes < HEAD_BYTES) return null;
    if ((this.#pieces[0]?.length ?? 0) < HEAD_BYTES) this.#pieces = [Buffer.concat(this.#pieces)];
    const length = this.#pieces[0]?.readUInt32LE(0) ?? 0;
    if (length > MAX_PAYLOAD_BYTES) throw new Error(`a frame of ${length} bytes`);
    return length;
  }

  #emit(length: number): void {
    const end = HEAD_BYTES + length;
    const whole = (this.#pieces[0]?.length ?? 0) >= end ? (this.#pieces.shift() as Buffer) : Buffer.concat(this.#pieces.splice(0));
    if (whole.length > end) this.#pieces.unshift(whole.subarray(end));
    this.#bytes -= end;
    const pty = whole.readUInt32LE(5);
    const payload = whole.subarray(HEAD_BYTES, end);
    if (whole.readUInt8(4) === KIND_BYTES) this.#onFrame({ kind: 'bytes', pty, bytes: payload });
    else this.#onFrame({ kind: 'message', pty, message: JSON.parse(payload.toString('utf8')) as Message });
  }
}

/** Reads frames until the stream ends or is cut off; the promise settles then and never rejects. */
export const readFrames = <Message>(stream: Readable, onFrame: (frame: Frame<Message>) => void): Promise<void> =>
  new Promise((resolve) => {
    const reader = new FrameReader(onFrame);
    stream.on('data', (piece: Buffer) => reader.take(piece));
    stream.on('error', () => resolve());
    stream.once('close', () => resolve());
    stream.once('end', () => resolve());
  });
