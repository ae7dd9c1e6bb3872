/**
 * Whole outputs of commands, beside the database: `blobs/<thread>/<item>.out`, appended to and never rewritten.
 * Memory is bounded by `BUFFER_BYTES` per command that is printing, however much it prints.
 */
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ItemId, ThreadId } from '#contract/ids.ts';
import { storageFailure, storing } from './storage-failure.ts';

const BUFFER_BYTES = 65_536;

/** One output that grows. Writing is synchronous: at these sizes it takes less time than queueing would. */
export class OutputFile {
  readonly #path: string;
  readonly #folder: string;
  #descriptor: number | null = null;
  /** One buffer that is used again and again, so that a flood of output leaves no garbage behind. */
  #buffer: Buffer | null = null;
  #waitingBytes = 0;

  constructor(folder: string, item: ItemId) {
    this.#folder = folder;
    this.#path = join(folder, `${item}.out`);
  }

  /** Throws AppError when the disk is full. */
  append(piece: Buffer): void {
    if (this.#waitingBytes + piece.length > BUFFER_BYTES) this.flush();
    if (piece.length > BUFFER_BYTES) return this.#write(piece);
    this.#buffer ??= Buffer.allocUnsafe(BUFFER_BYTES);
    piece.copy(this.#buffer, this.#waitingBytes);
    this.#waitingBytes += piece.length;
  }

  /** The output of a command that still runs was told anew, from its beginning. */
  startOver(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  /** Writes what waits. What could not be written is dropped, so that a full disk does not fill the memory too. */
  flush(): void {
    if (this.#waitingBytes === 0 || this.#buffer === null) return;
    const bytes = this.#buffer.subarray(0, this.#waitingBytes);
    this.#waitingBytes = 0;
    this.#write(bytes);
  }

  #write(bytes: Buffer): void {
    storing(() => {
      if (this.#descriptor === null) {
        mkdirSync(this.#folder, { recursive: true });
        this.#descriptor = openSync(this.#path, 'a', 0o600);
      }
      for (let written = 0; written < bytes.length;) written += writeSync(this.#descriptor, bytes, written);
    });
  }

  close(): void {
    try {
      this.flush();
    } finally {
      if (this.#descriptor !== null) closeSync(this.#descriptor);
      this.#descriptor = null;
    }
  }
}

export interface OutputPiece {
  readonly bytes: Buffer;
  readonly totalBytes: number;
}

export class OutputFiles {
  readonly #blobs: string;

  constructor(blobs: string) {
    this.#blobs = blobs;
  }

  create(thread: ThreadId, item: ItemId): OutputFile {
    return new OutputFile(join(this.#blobs, thread), item);
  }

  /** A piece of a whole output; null when it was short enough to stand in the item alone. */
  async read(thread: ThreadId, item: ItemId, from: number, length: number): Promise<OutputPiece | null> {
    let file;
    try {
      file = await open(join(this.#blobs, thread, `${item}.out`), 'r');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw storageFailure(error) ?? error;
    }
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - from)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
      return { bytes: bytes.subarray(0, bytesRead), totalBytes: size };
    } finally {
      await file.close();
    }
  }
}
