/** Real servers: a process of our own, in a sandbox and out of it, and one over HTTP. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { McpServer } from '#contract/mcp.ts';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import { dataPaths } from '#main/base/paths.ts';
import { KeyStore } from '#main/models/key-store.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { SettingsTable } from '#main/storage/settings-table.ts';
import { Mcp } from './mcp.ts';
import { openSandboxes } from '#main/sandboxes/sandboxes.ts';
import { defaultPolicy } from '#sandbox/policy.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { McpSession } from './mcp-session.ts';
import { serversInForce } from './server-in-force.ts';
import { startHttpServer } from './testing/mini-server.ts';

const program = join(import.meta.dirname, 'testing/mini-server.ts');
const mini: McpServer = { command: process.execPath, args: [program], env: {}, secrets: [], sandboxed: false, enabled: true };
const never = new AbortController().signal;

let folder: string;
let place: SessionPlace;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-mcp-')));
  // The servers of these tests do not ask for the sandbox.
  place = { cwd: folder, environment: {}, sandbox: {} as SessionPlace['sandbox'] };
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await rm(folder, { recursive: true, force: true });
});

const open = (environment: NodeJS.ProcessEnv = {}): Mcp => {
  const paths = dataPaths(folder);
  const { database } = openDatabase(paths, Date.now());
  const keys = new KeyStore({ file: paths.keys, protection: () => null, environment });
  const mcp = new Mcp({ table: new SettingsTable(database), keys, environment });
  ends.push(() => database.close(), mcp.dispose.bind(mcp));
  return mcp;
};
const sessionOf = (mcp: Mcp): McpSession => mcp.openSession(mcp.inForce(null), place);
const sentences: string[] = [];
const tell = (sentence: string): void => void sentences.push(sentence);

test('tools with what they say of themselves, calls, images, and output that is cut', async () => {
  const mcp = open();
  mcp.save(null, 'mini', mini);
  const session = sessionOf(mcp);
  const tools = await session.tools(tell);
  expect(tools.slice(0, 2)).toEqual([
    {
      server: 'mini',
      name: 'echo',
      description: 'echo of the mini server',
      parameters: { type: 'object', properties: { text: { type: 'string' } } },
      readOnly: true,
    },
    expect.objectContaining({ name: 'wait', readOnly: false }),
  ]);
  const call = (name: string, input: unknown = {}) => session.call({ server: 'mini', name }, input, never);
  expect(await call('echo', { text: 'hello' })).toEqual({ text: 'echo: hello', images: [], failed: false });
  expect(await call('broken')).toEqual({ text: 'it does not work', images: [], failed: true });
  expect(await call('picture')).toEqual({
    text: '',
    images: [{ mime: 'image/png', base64: Buffer.from('a picture').toString('base64') }],
    failed: false,
  });
  const { text } = await call('huge');
  expect([text.length < 101_000, text.startsWith('begin xxx'), text.endsWith('xxx end')]).toEqual([true, true, true]);
  expect(mcp.topic.snapshot()[0]?.state).toMatchObject({ kind: 'ready' });
});

test('it runs in the user’s home, sees no keys of ours, and gets its secret', async () => {
  const mcp = open({ MINI_TOKEN: 'from the environment' });
  mcp.save(null, 'mini', { ...mini, secrets: ['MINI_TOKEN'] });
  const look = async (): Promise<unknown> => {
    const session = sessionOf(mcp);
    return JSON.parse((await session.call({ server: 'mini', name: 'look' }, {}, never)).text);
  };
  process.env['OPENAI_API_KEY'] = 'sk-of-the-core';
  ends.push(() => delete process.env['OPENAI_API_KEY']);
  expect(await look()).toEqual({ cwd: homedir(), token: 'from the environment', key: null });
  mcp.setSecret('mini', 'MINI_TOKEN', 'top-secret-token');
  expect(await look()).toEqual({ cwd: homedir(), token: 'top-secret-token', key: null });
  expect(JSON.stringify(mcp.topic.snapshot())).not.toContain('top-secret-token');
  expect((await readFile(dataPaths(folder).database)).includes('top-secret-token')).toBe(false);
});

test('a call is stopped at once', async () => {
  const mcp = open();
  mcp.save(null, 'mini', mini);
  const session = sessionOf(mcp);
  await session.tools(tell);
  const stop = new AbortController();
  const waiting = session.call({ server: 'mini', name: 'wait' }, {}, stop.signal);
  stop.abort();
  const at = performance.now();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(performance.now() - at).toBeLessThan(100);
});

test('a server that dies is said with its last words, and is there again for the next call', async () => {
  const mcp = open();
  mcp.save(null, 'mini', mini);
  const session = sessionOf(mcp);
  await expect(session.call({ server: 'mini', name: 'die' }, {}, never)).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  expect(mcp.topic.snapshot()[0]?.state).toMatchObject({ kind: 'failed' });
  expect((await session.call({ server: 'mini', name: 'echo' }, { text: 'again' }, never)).text).toBe('echo: again');
});

test.each([
  ['is not there', { ...mini, command: 'no-such-program-anywhere' }, /cannot be started: there is no program/],
  ['ends at once', { ...mini, args: ['-e', 'console.error("wrong flag"); process.exit(2)'] }, /ended \(exit code 2\)/],
  ['cannot be reached', { url: 'http://127.0.0.1:9/mcp', headers: {}, secrets: [], enabled: true }, /cannot be reached/],
])('a server that %s is told once, and the others are there', async (_how, server, sentence) => {
  const mcp = open();
  mcp.save(null, 'bad', server);
  mcp.save(null, 'mini', mini);
  const session = sessionOf(mcp);
  sentences.length = 0;
  expect((await session.tools(tell)).map((tool) => tool.server)).toContain('mini');
  await session.tools(tell);
  expect(sentences).toEqual([expect.stringMatching(sentence)]);
  expect(mcp.topic.snapshot().map(({ name, state }) => [name, state.kind])).toEqual([
    ['bad', 'failed'],
    ['mini', 'ready'],
  ]);
});

test('over HTTP, with a token that is kept with the keys and does not follow to another address', async () => {
  const http = await startHttpServer('the-token');
  ends.push(http.close);
  const mcp = open();
  const server = { url: http.url, headers: {}, secrets: ['Authorization'], enabled: true };
  mcp.save(null, 'web', server);
  await mcp.test('web');
  expect(mcp.topic.snapshot()[0]?.state).toMatchObject({ kind: 'failed', failure: { kind: 'denied' } });
  mcp.setSecret('web', 'Authorization', 'Bearer the-token');
  await mcp.test('web');
  expect(mcp.topic.snapshot()[0]).toMatchObject({ secretsSet: ['Authorization'], state: { kind: 'ready' } });
  expect((await sessionOf(mcp).call({ server: 'web', name: 'echo' }, { text: 'hi' }, never)).text).toBe('echo: hi');
  mcp.save('web', 'web', { ...server, url: 'http://127.0.0.1:9/mcp' });
  expect(mcp.topic.snapshot()[0]?.secretsSet).toEqual([]);
});

test('servers end with the session', async () => {
  const mcp = open();
  mcp.save(null, 'mini', { ...mini, args: [program, folder] });
  const session = sessionOf(mcp);
  await session.tools(tell);
  const running = async (): Promise<boolean> => {
    const { execFileSync } = await import('node:child_process');
    return execFileSync('ps', ['-eo', 'args']).toString().includes(`${program} ${folder}`);
  };
  expect(await running()).toBe(true);
  await mcp.closeSession(session);
  expect(await running()).toBe(false);
  await expect(session.call({ server: 'mini', name: 'echo' }, {}, never)).rejects.toThrow('closed');
});

test.skipIf(process.platform !== 'linux')('a server of the repository runs in the sandbox of the thread, whatever it says', async () => {
  const worktree = await mkdtemp(join(folder, 'worktree-'));
  const sandboxes = openSandboxes({
    folder: join(folder, 'sandboxes'),
    hidden: [dataPaths(folder).keys],
    // Node and the server may lie where the sandbox shows nothing: this checkout can be anywhere.
    find: () => ({
      workspace: worktree,
      policy: { ...defaultPolicy('workspace-write'), readable: [process.cwd(), dirname(process.execPath)] },
    }),
    onRefused: () => undefined,
  });
  ends.push(() => sandboxes.dispose());
  const inside: SessionPlace = { cwd: worktree, environment: {}, sandbox: sandboxes.of('t_aaaaaa' as ThreadId) };
  const mcp = open({ MINI_TOKEN: 'a secret of the user' });
  const file = { mcp: { theirs: { ...mini, secrets: ['MINI_TOKEN'] } } };
  const session = mcp.openSession(mcp.inForce({ settings: {}, file, trust: 'granted' }), inside);
  const { text } = await session.call({ server: 'theirs', name: 'look' }, {}, never);
  expect(JSON.parse(text)).toEqual({ cwd: worktree, token: null, key: null });
  // Its home is a private one: what it writes there is not the user's.
  const planted = join(folder, 'planted');
  await session.call({ server: 'theirs', name: 'write' }, { text: planted }, never);
  expect(existsSync(planted)).toBe(false);
});

test('a repository’s servers wait for trust, never replace the user’s, and disabled ones are left out', () => {
  const other: McpServer = { ...mini, command: 'other' };
  const own = { mine: mini, off: { ...mini, enabled: false } };
  const project = { settings: { mcp: { also: mini } }, file: { mcp: { mine: other, theirs: other } } };
  const names = (trust: 'asked' | 'granted') => serversInForce(own, { ...project, trust }).map(({ name, from }) => [name, from]);
  expect([names('asked'), names('granted')]).toEqual([
    [
      ['mine', 'user'],
      ['also', 'project'],
    ],
    [
      ['mine', 'user'],
      ['theirs', 'file'],
      ['also', 'project'],
    ],
  ]);
});

test('the list is kept over a restart', () => {
  open().save(null, 'mini', mini);
  expect(() => open().save(null, 'mini', mini)).toThrow('There is a server “mini” already.');
  const mcp = open();
  mcp.save('mini', 'renamed', mini);
  expect(open().topic.snapshot()).toEqual([{ name: 'renamed', server: mini, secretsSet: [], state: { kind: 'unknown' } }]);
  mcp.remove('renamed');
  expect(open().topic.snapshot()).toEqual([]);
});
