import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const hasSandbox = process.platform === 'linux' && spawnSync('bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']).status === 0;

let folder = '';
beforeAll(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-cli-')))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({ PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, TMPDIR: folder });

const sandbox = (...args: string[]): { readonly code: number | null; readonly out: string; readonly err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'sandbox', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment(),
  });
  return { code: status, out: stdout, err: stderr };
};

describe('what is wrong with the command line is said in a sentence', () => {
  test.each([
    [['--policy', 'some', '--', 'true'], /--policy is read-only, workspace-write or full-access/],
    [['true'], /Unexpected argument 'true'/],
    [['--'], /there is no command/],
    [['--max-pids', 'many', '--', 'true'], /--max-pids needs a number above zero/],
    [['--timeout', '0', '--', 'true'], /--timeout needs a number above zero/],
    [['--allow-net', 'http://x', '--', 'true'], /--allow-net needs HOST or HOST:PORT/],
    [['--no-such', '--', 'true'], /Unknown option '--no-such'/],
  ])('%j', (args, sentence) => {
    const { code, err } = sandbox(...args);
    expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 2, lines: 1 });
    expect(err).toMatch(sentence);
  });
});

test('what cannot be had is refused, never run without', () => {
  expect(sandbox('--cwd', '/nowhere/at/all', '--', 'true')).toMatchObject({
    code: 125,
    out: '',
    err: expect.stringMatching(/^\[sandbox\] The command was not started: .+\n$/),
  });
  expect(sandbox('--policy', 'full-access', '--deny-read', '/x', '--', 'echo', 'ran')).toMatchObject({ code: 125, out: '' });
});

test('full access passes everything on', () => {
  expect(sandbox('--policy', 'full-access', '--', 'sh', '-c', 'echo out; echo err >&2; exit 3')).toEqual({
    code: 3,
    out: 'out\n',
    err: 'err\n',
  });
  expect(sandbox('--policy', 'full-access', '--', 'no-such-program')).toMatchObject({ code: 127 });
});

describe.skipIf(!hasSandbox)('in the sandbox', () => {
  const work = (): string => {
    const path = join(folder, 'work');
    mkdirSync(path, { recursive: true });
    return path;
  };

  test('streams, exit codes, arguments as they are', () => {
    expect(sandbox('--cwd', work(), '--', 'sh', '-c', 'echo "$1"; echo err >&2; exit 7', 'x', 'a  b\n$HOME')).toEqual({
      code: 7,
      out: 'a  b\n$HOME\n',
      err: 'err\n',
    });
    expect(sandbox('--cwd', work(), '--timeout', '0.3', '--', 'sleep', '30')).toEqual({
      code: 124,
      out: '',
      err: '[sandbox] The command was ended: it ran longer than 0.3 seconds. Give it more time with --timeout.\n',
    });
    expect(sandbox('--cwd', work(), '--', 'no-such-program')).toMatchObject({ code: 127 });
  });

  test('no descriptor comes along, wherever it stands', () => {
    const line = `exec 9</dev/zero 77</dev/zero; exec "$@"`;
    const { stdout } = spawnSync(
      'bash',
      ['-c', line, 'x', process.execPath, cli, 'sandbox', '--cwd', work(), '--', 'sh', '-c', 'ls -l /proc/self/fd'],
      {
        encoding: 'utf8',
        env: environment(),
      },
    );
    expect(stdout).toMatch(/ 0 -> /);
    expect(stdout).not.toMatch(/zero|ns:|net:|memfd/);
  });

  /** Starts a command that says when it is there, and gives the launcher. */
  const started = (file: string, args: readonly string[]): Promise<ReturnType<typeof spawn>> =>
    new Promise((resolve) => {
      const child = spawn(file, args, { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.once('data', () => resolve(child));
    });
  const closed = (child: ReturnType<typeof spawn>): Promise<number | null> =>
    new Promise((resolve) => child.once('close', (code) => resolve(code)));
  const beat = (): string => join(work(), 'beat');
  const beating = 'trap "" TERM HUP INT; echo >> beat; echo up; while :; do echo >> beat; sleep 0.02; done';
  /** Whether it goes on beating: the file grows within a time far longer than a beat. */
  const stillBeats = async (): Promise<boolean> => {
    const size = statSync(beat()).size;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return statSync(beat()).size !== size;
  };

  test('a command can tidy up when it is asked to end', async () => {
    const child = await started(process.execPath, [
      cli,
      'sandbox',
      '--cwd',
      work(),
      '--',
      'sh',
      '-c',
      'trap "echo bye > bye; exit 5" TERM; echo up; while :; do sleep 0.02; done',
    ]);
    child.kill('SIGTERM');
    expect(await closed(child)).toBe(5);
    expect(readFileSync(join(work(), 'bye'), 'utf8')).toBe('bye\n');
  });

  const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find(
    (path) => existsSync(path) && spawnSync(path, ['-p', 'process.versions.node']).stdout.toString() < '24',
  );
  const starters: readonly (readonly [string, string, readonly string[]])[] = [
    ['the launcher', process.execPath, [cli]],
    // An older Node starts a newer one for the work, which must not outlive it.
    ...(oldNode === undefined
      ? []
      : [['the launcher of the launcher', oldNode, [fileURLToPath(new URL('../../bin/switchyard.mjs', import.meta.url))]] as const]),
  ];
  test.each(starters)('nothing survives a kill of %s', async (_, file, args) => {
    const child = await started(file, [...args, 'sandbox', '--cwd', work(), '--', 'sh', '-c', beating]);
    child.kill('SIGKILL');
    for (let tries = 0; tries < 20 && (await stillBeats()); tries++);
    expect(await stillBeats()).toBe(false);
  });

  test('what ignores the request to end is ended after the grace', async () => {
    const child = await started(process.execPath, [cli, 'sandbox', '--cwd', work(), '--', 'sh', '-c', beating]);
    child.kill('SIGINT');
    expect(await closed(child)).toBe(137);
    expect(await stillBeats()).toBe(false);
  });
});
