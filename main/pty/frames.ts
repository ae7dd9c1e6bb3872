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

/**
 * Takes pieces of a stream as they come and gives messages whole, bytes as they came: a payload of bytes may be given in parts,
 * which are not copied and may be kept by whoever gets them.
 */
export class FrameReader<Message> {
  readonly #onFrame: (frame: Frame<Message>) => void;
  /** Of a head or a message that is not whole yet. */
  #pieces: Buffer[] = [];
  #gathered = 0;
  /** The frame whose payload is being read, and how much of it is missing. */
  #open: { readonly kind: number; readonly pty: number; missing: number } | null = null;

  constructor(onFrame: (frame: Frame<Message>) => void) {
    this.#onFrame = onFrame;
  }

  take(piece: Buffer): void {
    for (let rest = piece; rest.length > 0;) rest = this.#open?.kind === KIND_BYTES ? this.#passOn(this.#open, rest) : this.#gather(rest);
  }

  #passOn(open: { readonly pty: number; missing: number }, piece: Buffer): Buffer {
    const bytes = piece.subarray(0, open.missing);
    open.missing -= bytes.length;
    if (open.missing === 0) this.#open = null;
    this.#onFrame({ kind: 'bytes', pty: open.pty, bytes });
    return piece.subarray(bytes.length);
  }

  /** Up to the end of a head, or of a message. */
  #gather(piece: Buffer): Buffer {
    const part = piece.subarray(0, (this.#open?.missing ?? HEAD_BYTES) - this.#gathered);
    this.#pieces.push(part);
    this.#gathered += part.length;
    if (this.#gathered === (this.#open?.missing ?? HEAD_BYTES)) {
      const whole = this.#pieces.length === 1 ? part : Buffer.concat(this.#pieces);
      this.#pieces = [];
      this.#gathered = 0;
      if (this.#open === null) this.#begin(whole);
      else this.#finish(this.#open.pty, whole);
    }
    return piece.subarray(part.length);
  }

  #begin(head: Buffer): void {
    const missing = head.readUInt32LE(0);
    if (missing > MAX_PAYLOAD_BYTES) throw new Error(`a frame of ${missing} bytes`);
    const kind = head.readUInt8(4);
    // A message is never empty: it is JSON.
    this.#open = missing === 0 ? null : { kind, pty: head.readUInt32LE(5), missing };
  }

  #finish(pty: number, payload: Buffer): void {
    this.#open = null;
    this.#onFrame({ kind: 'message', pty, message: JSON.parse(payload.toString('utf8')) as Message });
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
