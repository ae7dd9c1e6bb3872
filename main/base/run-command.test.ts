import { expect, test } from 'vitest';
import { tmpdir } from 'node:os';
import { start } from './command.ts';
import { CommandError } from './errors.ts';
import { groupLives } from './process-group.ts';
import { run } from './run-command.ts';

const shell = (script: string) => ({ file: '/bin/sh', args: ['-c', script], cwd: tmpdir(), environment: process.env });

test('gives back what was printed and the accepted exit code', async () => {
  const result = await run(shell('cat; echo err >&2; exit 3'), { input: 'hello', accept: [3] });
  expect({ ...result, stdout: String(result.stdout) }).toEqual({ code: 3, stdout: 'hello', stderr: 'err\n' });
});

test('an exit code that is not accepted is a CommandError with the last lines', async () => {
  await expect(run(shell('echo no such thing >&2; exit 2'))).rejects.toMatchObject({ exitCode: 2, lastLines: 'no such thing' });
});

test('a program that is not there is a CommandError that says so', async () => {
  await expect(run({ ...shell(''), file: '/nowhere/program' })).rejects.toMatchObject({ startError: 'ENOENT' });
});

test('too much output ends the command', async () => {
  const error: unknown = await run(shell('yes'), { maxOutputBytes: 100_000 }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(CommandError);
  expect((error as CommandError).lastLines).toMatch(/^printed too much/);
});

test('a time-out ends the whole group', async () => {
  await expect(run(shell('sleep 60 & sleep 60'), { timeoutMilliseconds: 50 })).rejects.toMatchObject({ signal: 'SIGTERM' });
});

test('an abort ends the command and rejects with the reason', async () => {
  const controller = new AbortController();
  const running = run(shell('echo started; sleep 60'), {
    signal: controller.signal,
    onStdout: () => controller.abort(new Error('enough')),
  });
  await expect(running).rejects.toThrow('enough');
});

test('an abort while the command is being started ends it all the same', async () => {
  const controller = new AbortController();
  const running = run(shell('sleep 60'), { signal: controller.signal });
  controller.abort(new Error('too early'));
  await expect(running).rejects.toThrow('too early');
});

test('a daemon that left the group and holds the output does not hold up the end', async () => {
  const command = await start(shell(`setsid sh -c 'echo ready; sleep 8' & sleep 60`));
  await new Promise((resolve) => command.stdout.once('data', resolve));
  const since = performance.now();
  await command.end(50);
  expect(performance.now() - since).toBeLessThan(6_000);
});

test('a slow reader holds the command back instead of filling memory', async () => {
  let bytes = 0;
  await run(shell('head -c 3000000 /dev/zero'), {
    onStdout: async (piece) => {
      bytes += piece.length;
      await new Promise(setImmediate);
    },
  });
  expect(bytes).toBe(3_000_000);
});

test('ending a command kills children that ignore the polite signal', async () => {
  const command = await start(shell(`trap '' TERM; (trap '' TERM; sleep 60) & echo ready; wait; sleep 60`));
  await new Promise((resolve) => command.stdout.once('data', resolve));
  command.stdout.resume();
  command.stderr.resume();
  await command.end(50);
  expect(groupLives(command.pid)).toBe(false);
});
