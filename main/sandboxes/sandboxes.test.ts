import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn as openPty } from '@lydell/node-pty';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import { defaultPolicy, type SandboxPolicy } from '#sandbox/policy.ts';
import type { RefusedHost } from '#sandbox/door.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';
import { openSandboxes, type Sandboxes } from './sandboxes.ts';

const thread = 't_aaaaaa' as ThreadId;
const other = 't_bbbbbb' as ThreadId;

let base: string;
let sandboxes: Sandboxes;
let policy: SandboxPolicy;
const refused: RefusedHost[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'switchyard-sandboxes-'));
  for (const name of ['data/trees/t_aaaaaa', 'data/trees/t_bbbbbb']) mkdirSync(join(base, name), { recursive: true });
  writeFileSync(join(base, 'data/token'), 'the-token');
  policy = defaultPolicy('workspace-write');
  refused.length = 0;
  sandboxes = openSandboxes({
    folder: join(base, 'data/sandboxes'),
    hidden: [join(base, 'data')],
    find: (id) => ({ workspace: join(base, 'data/trees', id), policy }),
    onRefused: (_, host) => refused.push(host),
  });
});
afterEach(async () => {
  await sandboxes.dispose();
  rmSync(base, { recursive: true, force: true });
});

const command = (line: string, id = thread) => ({
  command: ['bash', '-c', line],
  cwd: join(base, 'data/trees', id),
  environment: { GIVEN: 'yes' },
  onNote: () => undefined,
});

const say = async (line: string, sandbox: ThreadSandbox = sandboxes.of(thread), id = thread): Promise<string> => {
  const running = await sandbox.start({ ...command(line, id), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [running.child?.stdout, running.child?.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await running.ended;
  return output.trim();
};

test('one thread has one folder for temporary files, and no other thread has it', async () => {
  const place = 'echo "$TMPDIR $GIVEN"';
  expect(await say(`echo mine > $TMPDIR/note; ${place}`)).toMatch(/^\/tmp\S* yes$/);
  expect(await say('cat $TMPDIR/note')).toBe('mine');
  expect(await say('cat $TMPDIR/note', sandboxes.of(other), other)).toContain('No such file');
});

test('the app’s own folder is not seen, its worktree is', async () => {
  expect(await say(`cat ${base}/data/token; ls ${base}/data/trees; echo x > made; ls`)).not.toContain('the-token');
  expect(existsSync(join(base, 'data/trees', thread, 'made'))).toBe(true);
  expect(await say(`ls ${base}/data/trees`)).toBe(thread);
});

test('loopback is the thread’s own and shared by its commands', async () => {
  const serve = `node -e "require('net').createServer((s) => s.end('from the server')).listen(4000, '127.0.0.1', () => console.log('up'))"`;
  const server = await sandboxes.of(thread).start({ ...command(serve), stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => server.child?.stdout?.once('data', resolve));
  expect(await say('cat < /dev/tcp/127.0.0.1/4000')).toBe('from the server');
  expect(await say('cat < /dev/tcp/127.0.0.1/4000', sandboxes.of(other), other)).toContain('refused');
  server.kill();
  await server.ended;
});

test('a policy counts from the next command on, and the door learns of hosts at once', async () => {
  const ask = 'exec 3<>/dev/tcp/127.0.0.1/39128; printf "GET http://127.0.0.1:9/ HTTP/1.1\\r\\n\\r\\n" >&3; cat <&3';
  expect(await say(ask)).toContain('403 Forbidden');
  policy = { ...policy, allowedHosts: [{ host: '127.0.0.1', port: 9 }] };
  expect(await say(ask)).toContain('502 Bad Gateway');
  expect(refused).toEqual([
    { host: '127.0.0.1', port: 9, why: 'not-listed' },
    { host: '127.0.0.1', port: 9, why: 'unreachable' },
  ]);
  policy = defaultPolicy('read-only');
  expect(await say('echo x > written')).toContain('Read-only');
});

test('a port of the host that is listed is there without a proxy, as long as it is listed', async () => {
  const host = createServer((socket) => socket.end('from the host'));
  const port = await new Promise<number>((resolve) => host.listen(0, '127.0.0.1', () => resolve((host.address() as AddressInfo).port)));
  expect(await say(`cat < /dev/tcp/127.0.0.1/${port}`)).toContain('refused');
  policy = { ...policy, allowedHosts: [{ host: 'localhost', port }] };
  expect(await say(`cat < /dev/tcp/127.0.0.1/${port}`)).toBe('from the host');
  expect(await say(`cat < /dev/tcp/127.0.0.1/${port + 1}`)).toContain('refused');
  policy = defaultPolicy('workspace-write');
  expect(await say(`cat < /dev/tcp/127.0.0.1/${port}`)).not.toContain('from the host');
  expect(refused).toEqual([{ host: '127.0.0.1', port, why: 'not-listed' }]);
  host.close();
});

test('an agent’s own program has its folders and its hosts beside the policy, as long as it runs', async () => {
  const host = createServer((socket) => socket.end('from the host'));
  const port = await new Promise<number>((resolve) => host.listen(0, '127.0.0.1', () => resolve((host.address() as AddressInfo).port)));
  mkdirSync(join(base, 'records'));
  writeFileSync(join(base, 'records/settings'), 'kept');
  policy = { ...defaultPolicy('read-only'), limits: { ...policy.limits, seconds: 0.001 } };
  const line = `cat < /dev/tcp/127.0.0.1/${port}; echo x > records/own; echo x > records/settings; cat ${base}/records/settings`;
  const running = await sandboxes.of(thread).start({
    ...command(line.replaceAll(' records/', ` ${base}/records/`)),
    beside: {
      readable: [],
      writable: [join(base, 'records')],
      kept: [join(base, 'records/settings')],
      hosts: [{ host: '127.0.0.1', port }],
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  running.child?.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  expect(await running.ended).toMatchObject({ timedOut: false });
  expect(output).toBe('from the hostkept');
  expect(readFileSync(join(base, 'records/own'), 'utf8')).toBe('x\n');
  policy = defaultPolicy('read-only');
  expect(await say(`cat ${base}/records/own; cat < /dev/tcp/127.0.0.1/${port}`)).not.toContain('from the host');
  host.close();
});

test('a socket that is handed to an agent’s program is there, and no other', async () => {
  const servers = ['named', 'other'].map((name) => createServer((socket) => socket.end(name)).listen(join(base, name)));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const line = (name: string): string =>
    `node -e "require('net').connect('${base}/${name}').on('error', (e) => console.log(e.code)).on('data', (d) => console.log(String(d)))"`;
  const running = await sandboxes.of(thread).start({
    ...command(`${line('named')}; ${line('other')}`),
    beside: { readable: [join(base, 'named')], writable: [] },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  running.child?.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await running.ended;
  expect(output.trim().split('\n')).toEqual(['named', 'ENOENT']);
  for (const server of servers) server.close();
});

test('a terminal of the thread is in the same sandbox', async () => {
  const { file, args, environment, settle } = await sandboxes.of(thread).terminal({
    ...command('ignored'),
    command: ['bash', '--norc', '-i'],
    environment: { TERM: 'xterm' },
  });
  const pty = openPty(file, [...args], { cwd: base, env: { ...environment }, cols: 80, rows: 24 });
  let output = '';
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  pty.onData((data) => (output += data));
  const shows = (text: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!text.test(output)) return;
        listening.dispose();
        resolve();
      };
      const listening = pty.onData(look);
      look();
    });
  await shows(/bash-/);
  // Of a command of its own, so that it leads the foreground when it says so.
  pty.write("bash -c 'echo be''gun; sleep 100'\n");
  await shows(/begun\r\n/);
  pty.write('\x03');
  // What is typed before the prompt is back is thrown away with the interrupt.
  await shows(/\^C[^]*bash-/);
  pty.write(`tty > tty.txt; echo kept > $TMPDIR/by-terminal; cat ${base}/data/token; jobs; exit\n`);
  await ended;
  await settle();
  expect(output).not.toContain('the-token');
  expect(readFileSync(join(base, 'data/trees', thread, 'tty.txt'), 'utf8')).toMatch(/^\/dev\//);
  expect(await say('cat $TMPDIR/by-terminal')).toBe('kept');
});

test('what runs ends with its thread, and its folder goes', async () => {
  const running = await sandboxes.of(thread).start({ ...command('trap "" TERM; sleep 1000'), stdio: ['ignore', 'ignore', 'ignore'] });
  await sandboxes.forget(thread);
  expect(await running.ended).toMatchObject({ timedOut: false });
  expect(existsSync(join(base, 'data/sandboxes', thread))).toBe(false);
});

test('folders of threads that are gone are removed, and what killed starts left', async () => {
  await say('true');
  for (const path of ['t_cccccc/private/tmp', 't_bbbbbb/starts/start-x', 't_bbbbbb/private'])
    mkdirSync(join(base, 'data/sandboxes', path), { recursive: true });
  await sandboxes.tidy(new Set([thread, other]));
  const there = (path: string): boolean => existsSync(join(base, 'data/sandboxes', path));
  expect([thread, 't_bbbbbb/private', 't_bbbbbb/starts', 't_cccccc'].map(there)).toEqual([true, true, false, false]);
});
