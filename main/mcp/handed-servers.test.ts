/** Servers as an agent gets them: it starts the command that it was handed, and speaks to the real server behind it. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentId, ThreadId } from '#contract/ids.ts';
import type { McpServer } from '#contract/mcp.ts';
import type { HandedServer, SessionPlace } from '#main/agents/agent-backend.ts';
import { dataPaths } from '#main/base/paths.ts';
import { openSandboxes } from '#main/sandboxes/sandboxes.ts';
import { defaultPolicy } from '#sandbox/policy.ts';
import { handServers } from './handed-servers.ts';
import type { ServerInForce } from './server-in-force.ts';
import { ServerRelay } from './server-relay.ts';

const program = join(import.meta.dirname, 'testing/mini-server.ts');
const mini = { command: process.execPath, args: [program], env: {}, secrets: ['MINI_TOKEN'], sandboxed: false, enabled: true };
const codex = AgentId.parse('codex');

let folder: string;
let worktree: string;
let place: SessionPlace;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-handed-')));
  worktree = join(folder, 'worktree');
  await mkdir(worktree);
  const sandboxes = openSandboxes({
    folder: dataPaths(folder).sandboxes,
    hidden: [dataPaths(folder).keys],
    find: () => ({
      workspace: worktree,
      policy: { ...defaultPolicy('workspace-write'), readable: [process.cwd(), dirname(process.execPath)] },
    }),
    onRefused: () => undefined,
  });
  ends.push(() => sandboxes.dispose());
  place = { cwd: worktree, environment: {}, sandbox: sandboxes.of(ThreadId.parse('t_aaaaaa')) };
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await rm(folder, { recursive: true, force: true });
});

const hand = async (servers: Record<string, { server: McpServer; from?: ServerInForce['from'] }>, relay = new ServerRelay()) => {
  ends.push(() => relay.dispose());
  const list = (): readonly ServerInForce[] => Object.entries(servers).map(([name, entry]) => ({ from: 'user', ...entry, name }));
  const secrets = ({ from }: ServerInForce): Record<string, string> => (from === 'file' ? {} : { MINI_TOKEN: 'a secret' });
  return await handServers({ key: 't_aaaaaa', agent: codex, place, servers: list, secrets, relay });
};

/** As an agent does it: a process with the environment that it was told and little else. */
const start = async (handed: HandedServer | undefined): Promise<Client> => {
  if (handed === undefined || 'url' in handed) throw new Error('no command was handed');
  const client = new Client({ name: 'test', version: '1' });
  ends.push(() => client.close());
  await client.connect(new StdioClientTransport({ command: handed.command, args: [...handed.args], env: handed.env, cwd: worktree }));
  return client;
};

const look = async (client: Client): Promise<unknown> => {
  const { content } = await client.callTool({ name: 'look', arguments: {} });
  return JSON.parse((content as { text: string }[])[0]?.text ?? '');
};

test('one runs in the user’s home, one in the sandbox of the thread, and neither shows its secrets to the agent', async () => {
  const handed = await hand({
    free: { server: mini },
    inside: { server: { ...mini, sandboxed: true } },
    theirs: { server: mini, from: 'file' },
  });
  expect(handed.map(({ name }) => name)).toEqual(['free', 'inside', 'theirs']);
  expect(JSON.stringify(handed)).not.toContain('a secret');
  const seen = await Promise.all(handed.map(async (server) => await look(await start(server))));
  expect(seen).toEqual([
    { cwd: homedir(), token: 'a secret', key: null },
    { cwd: worktree, token: 'a secret', key: null },
    { cwd: worktree, token: null, key: null },
  ]);
});

test('an address carries its secret headers; what is not for the agent is left out', async () => {
  const address: McpServer = { url: 'https://mcp.example.org', headers: { A: 'b' }, secrets: ['MINI_TOKEN'], enabled: true };
  expect(await hand({ address: { server: address }, other: { server: { ...mini, notFor: [codex] } } })).toEqual([
    { name: 'address', url: 'https://mcp.example.org', headers: { A: 'b', MINI_TOKEN: 'a secret' } },
  ]);
});

test('a server that was taken away, or a token that nobody was given, starts nothing', async () => {
  const servers: Record<string, { server: McpServer }> = { free: { server: mini } };
  const relay = new ServerRelay();
  const [handed] = await hand(servers, relay);
  if (handed === undefined || 'url' in handed) throw new Error('no command was handed');
  delete servers['free'];
  await expect(start(handed)).rejects.toThrow('Connection closed');
  await expect(start({ ...handed, env: { ...handed.env, SWITCHYARD_RELAY_TOKEN: 'a guess' } })).rejects.toThrow('Connection closed');
});
