/** Output of commands as it grows: Claude Code tells it only at the end, but lets it go to a file. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const LOOK_MS = 100;
const PIECE_BYTES = 1024 * 1024;

interface Followed {
  readonly descriptor: number;
  readonly decoder: StringDecoder;
  readonly timer: NodeJS.Timeout;
  bytes: number;
  chars: number;
}

export class LiveOutput {
  readonly #followed = new Map<string, Followed>();
  readonly #onPiece: (key: string, chunk: string) => void;

  constructor(onPiece: (key: string, chunk: string) => void) {
    this.#onPiece = onPiece;
  }

  isFollowed(key: string): boolean {
    return this.#followed.has(key);
  }

  follow(key: string, path: string): void {
    if (this.#followed.has(key)) return;
    try {
      const descriptor = openSync(path, 'r');
      const timer = setInterval(() => this.#read(key), LOOK_MS);
      // What is in the file already is not this command's.
      this.#followed.set(key, { descriptor, decoder: new StringDecoder('utf8'), timer, bytes: fstatSync(descriptor).size, chars: 0 });
    } catch {
      // Then it is told at the end.
    }
  }

  /** Reads what is left and lets go of it. How many characters there were in all; null when it was not followed. */
  finish(key: string): number | null {
    const followed = this.#followed.get(key);
    if (followed === undefined) return null;
    this.#read(key);
    clearInterval(followed.timer);
    closeSync(followed.descriptor);
    this.#followed.delete(key);
    return followed.chars;
  }

  close(): void {
    for (const key of [...this.#followed.keys()]) this.finish(key);
  }

  #read(key: string): void {
    const followed = this.#followed.get(key);
    if (followed === undefined) return;
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const bytes = readSync(followed.descriptor, piece, 0, piece.length, followed.bytes);
      if (bytes === 0) return;
      followed.bytes += bytes;
      const chunk = followed.decoder.write(piece.subarray(0, bytes));
      followed.chars += chunk.length;
      if (chunk !== '') this.#onPiece(key, chunk);
    }
  }
}
