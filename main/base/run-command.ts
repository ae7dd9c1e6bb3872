/** Runs an outside command to its end and gives back what it printed. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { start, type CommandSpec } from './command.ts';
import { CommandError } from './errors.ts';

export interface RunOptions {
  /** Ends the command; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Exit codes that are fine. Default: 0 only. */
  readonly accept?: readonly number[];
  /** Written to its standard input, which is then closed. */
  readonly input?: string | Uint8Array;
  /** Output kept per stream; the command is ended past it and the promise rejects. Default 64 MiB. */
  readonly maxOutputBytes?: number;
  /** Ends the command after this time. Default: never. */
  readonly timeoutMilliseconds?: number;
  /** Called with each piece of output as it comes; the stream then waits for the returned promise, if any. */
  readonly onStdout?: (piece: Buffer) => void | Promise<void>;
  readonly onStderr?: (piece: Buffer) => void | Promise<void>;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const LAST_LINES_CHARS = 4_000;

const collect = async (
  stream: Readable,
  maxBytes: number,
  onPiece: ((piece: Buffer) => void | Promise<void>) | undefined,
  onOverflow: () => void,
): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (onPiece !== undefined) {
        await onPiece(piece);
        continue;
      }
      bytes += piece.length;
      if (bytes > maxBytes) {
        onOverflow();
        break;
      }
      pieces.push(piece);
    }
  } catch {
    // The stream was destroyed because the process was ended: what came so far is what there is.
  }
  return Buffer.concat(pieces);
};

/** Last part of what was printed, for an error message. */
export const lastLinesOf = (stderr: string, stdout: string): string => {
  const text = stderr.trim() === '' ? stdout.trim() : stderr.trim();
  return text.length <= LAST_LINES_CHARS ? text : `…${text.slice(-LAST_LINES_CHARS)}`;
};

/**
 * Runs a command to its end. Output handed to `onStdout`/`onStderr` is not kept. Throws CommandError for an exit code
 * that is not accepted, a start that failed, a time-out or too much output; the abort reason when aborted.
 */
export const run = async (spec: CommandSpec, options: RunOptions = {}): Promise<RunResult> => {
  options.signal?.throwIfAborted();
  const command = await start(spec);
  let ending: 'timed out' | 'printed too much' | null = null;
  const endFor = (why: typeof ending): void => {
    ending ??= why;
    void command.end(0);
  };
  const abort = (): void => void command.end();
  options.signal?.addEventListener('abort', abort, { once: true });
  // It may have been aborted while the command was started, when nobody listened yet.
  if (options.signal?.aborted === true) abort();
  const timer = options.timeoutMilliseconds === undefined ? null : setTimeout(() => endFor('timed out'), options.timeoutMilliseconds);
  try {
    command.stdin.end(options.input);
    const maxBytes = options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
    const [stdout, stderrBytes, exit] = await Promise.all([
      collect(command.stdout, maxBytes, options.onStdout, () => endFor('printed too much')),
      collect(command.stderr, maxBytes, options.onStderr, () => endFor('printed too much')),
      command.exited,
    ]);
    options.signal?.throwIfAborted();
    const stderr = new StringDecoder('utf8').end(stderrBytes);
    if (ending === null && exit.code !== null && (options.accept ?? [0]).includes(exit.code)) return { code: exit.code, stdout, stderr };
    const said = lastLinesOf(stderr, stdout.toString('utf8'));
    throw new CommandError({
      command: [spec.file, ...spec.args].join(' ').slice(0, 500),
      exitCode: exit.code,
      signal: exit.signal,
      lastLines: ending === null ? said : `${ending}\n${said}`.trim(),
      startError: null,
    });
  } finally {
    if (timer !== null) clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
  }
};
