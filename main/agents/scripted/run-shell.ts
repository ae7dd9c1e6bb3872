/** Runs a command of a script for real and streams what it prints. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { start } from '#main/base/command.ts';
import type { Stage } from './stage.ts';

const shell = (command: string): { file: string; args: readonly string[] } =>
  process.platform === 'win32' ? { file: 'cmd.exe', args: ['/d', '/s', '/c', command] } : { file: '/bin/sh', args: ['-c', command] };

const GRACE_MS = 500;

const readInto = async (stream: Readable, onText: (text: string) => void): Promise<void> => {
  const decoder = new StringDecoder('utf8');
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      const text = decoder.write(piece);
      if (text !== '') onText(text);
    }
  } catch {
    // Ended from outside: what came is what there is.
  }
  const rest = decoder.end();
  if (rest !== '') onText(rest);
};

/** The exit code; null when a signal ended it. Rejects with the abort reason after the whole group is gone. */
export const runShell = async (stage: Stage, command: string, onText: (text: string) => void): Promise<number | null> => {
  stage.signal.throwIfAborted();
  const running = await start({ ...shell(command), cwd: stage.place.cwd, environment: stage.environment });
  const endings: Promise<void>[] = [];
  const abort = (): void => void endings.push(running.end(GRACE_MS));
  stage.signal.addEventListener('abort', abort, { once: true });
  if (stage.signal.aborted) abort();
  try {
    running.stdin.end();
    const [exit] = await Promise.all([running.exited, readInto(running.stdout, onText), readInto(running.stderr, onText)]);
    await Promise.all(endings);
    stage.signal.throwIfAborted();
    return exit.code;
  } finally {
    stage.signal.removeEventListener('abort', abort);
  }
};
