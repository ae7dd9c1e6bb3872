import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processLives } from '#main/base/process-group.ts';
import type { Pty, PtySpec } from './pty-host.ts';
import { openPtyHost, type RunningPtyHost } from './start-pty-host.ts';

let host: RunningPtyHost;
beforeEach(() => {
  host = openPtyHost();
});
afterEach(() => host.dispose());

const shell = (script: string, more: Partial<PtySpec> = {}): PtySpec => ({
  file: '/bin/sh',
  args: ['-c', script],
  cwd: '/',
  environment: { PATH: process.env['PATH'], TERM: 'xterm-256color' },
  columns: 80,
  rows: 24,
  ...more,
});

const textOf = (pty: Pty): (() => string) => {
  const pieces: Uint8Array[] = [];
  pty.onData((bytes) => void pieces.push(Uint8Array.from(bytes)));
  return () => Buffer.concat(pieces).toString('utf8');
};

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

const memoryMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;

test('a program on a pty is a terminal to itself, is written to, resized and ends with its code', async () => {
  const pty = await host.open(shell('stty size; read line; stty size; echo "got $line"; exit 3', { columns: 91, rows: 17 }));
  const text = textOf(pty);
  await until(() => text().includes('17 91'));
  pty.resize(100, 30);
  pty.write('hello\n');
  expect(await pty.exited).toEqual({ code: 3, signal: null });
  expect(text().replaceAll('\r\n', '|')).toBe('17 91|hello|30 100|got hello|');
});

test('what cannot be started says so', async () => {
  await expect(host.open(shell('', { file: 'no-such-program' }))).rejects.toMatchObject({ startError: 'ENOENT' });
  await expect(host.open(shell('', { cwd: '/no/such/folder' }))).rejects.toMatchObject({ startError: 'ENOENT' });
});

test('output that is not taken pauses the program, takes no memory, and is all there in the end', async () => {
  const pty = await host.open(shell('head -c 40000000 /dev/zero | tr "\\0" x; echo; echo the end'));
  let bytes = 0;
  let last = '';
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  pty.onData((piece) => {
    bytes += piece.length;
    last = Buffer.from(piece.subarray(-20)).toString();
    return held;
  });
  await until(() => bytes > 0);
  // Many times as long as the whole output takes when nobody holds it up.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(bytes).toBeLessThan(3_000_000);
  expect(memoryMb((await host.processId()) as number)).toBeLessThan(150);
  go();
  await pty.exited;
  expect({ bytes, last: last.slice(-9) }).toEqual({ bytes: 40_000_000 + '\r\nthe end\r\n'.length, last: 'the end\r\n' });
});

test('the last output of a program that ended while it was held up is not lost', async () => {
  const pty = await host.open(shell('head -c 2150000 /dev/zero | tr "\\0" x; echo; echo the end'));
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  let bytes = 0;
  pty.onData((piece) => {
    bytes += piece.length;
    return held;
  });
  await until(() => bytes > 0);
  await new Promise((resolve) => setTimeout(resolve, 800));
  go();
  await pty.exited;
  expect(bytes).toBe(2_150_000 + '\r\nthe end\r\n'.length);
});

test('ending takes the jobs of a shell along, those that do not listen too', async () => {
  const script = `set -m; sh -c 'trap "" HUP TERM; echo deaf $$; while :; do sleep 1; done' & sleep 300 & echo job $!; wait`;
  const pty = await host.open(shell(script));
  const text = textOf(pty);
  await until(() => /deaf \d+/.test(text()) && /job \d+/.test(text()));
  const pids = [/deaf (\d+)/, /job (\d+)/].map((pattern) => Number(pattern.exec(text())?.[1]));
  expect(pids.map(processLives)).toEqual([true, true]);
  await pty.end(200);
  expect([...pids, pty.pid].map(processLives)).toEqual([false, false, false]);
});

test('when the pty process is killed its ptys end with it, are told of, and the next one works', async () => {
  const pty = await host.open(shell('trap "" HUP; echo ready; while :; do sleep 1; done'));
  const text = textOf(pty);
  await until(() => text().includes('ready'));
  process.kill((await host.processId()) as number, 'SIGKILL');
  expect(await pty.exited).toEqual({ code: null, signal: null });
  await until(() => !processLives(pty.pid));
  const next = await host.open(shell('echo again'));
  const again = textOf(next);
  await next.exited;
  expect(again()).toBe('again\r\n');
});

test('a program that has let go of its terminal is not hung up on before it ends', async () => {
  const pty = await host.open(shell('exec </dev/null >/dev/null 2>&1; sleep 0.2; exit 7'));
  expect(await pty.exited).toEqual({ code: 7, signal: null });
});
