/** The real programs in the thread's sandbox: what their commands can write, reach and commit. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentConfig } from '#main/agents/agent-backend.ts';
import { prepareGemini, prepareOpencode, type AcpForTests } from '#main/agents/testing/acp-for-tests.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { itemsOf, openRecorded } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { run } from '#main/base/run-command.ts';
import { createAcpBackend } from './acp-backend.ts';

let model: ModelServer;
let host: Server;
let base: string;

beforeAll(async () => {
  model = await startModelServer();
  base = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-acp-sandbox-')));
  host = createServer((socket) => socket.end('from the host'));
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  host.close();
  await model.close();
  await rm(base, { recursive: true, force: true });
});

const git = async (cwd: string, ...args: string[]): Promise<string> => {
  const { stdout } = await run({ file: 'git', args, cwd, environment: process.env });
  return stdout.toString('utf8').trim();
};

/** The settings of each, which programs outside of the sandbox obey. */
const programs = [
  ['gemini', prepareGemini, '.gemini/settings.json'],
  ['opencode', prepareOpencode, '.config/opencode/opencode.json'],
] as const;

const places = async (name: string): Promise<{ readonly repository: string; readonly worktree: string }> => {
  const { path: repository } = await makeRepository();
  const worktree = join(base, name);
  await git(repository, 'worktree', 'add', '-q', '-b', `switchyard/${name}/work`, worktree);
  return { repository, worktree };
};

describe.each(programs)('%s', (name, prepare, settings) => {
  const binary = findForTests(name);

  test.skipIf(binary === null)('cannot write outside, nor reach other hosts, nor change what others obey; it can commit', async () => {
    const prepared: AcpForTests = await prepare(binary ?? '', model.port);
    const { repository, worktree } = await places(name);
    const config: AgentConfig = prepared.config;
    const backend = createAcpBackend(name, config, prepared);
    const obeyed = readFileSync(join(prepared.home, settings), 'utf8');
    const { turn, events, session } = await openRecorded(backend, { cwd: worktree, environment: {} });
    const { port } = host.address() as AddressInfo;
    const identity = '-c user.name=Test -c user.email=test@example.invalid';
    const commands = [
      `echo x > ${base}/outside; echo x > ${repository}/outside; echo x > ${prepared.home}/${settings}`,
      `bash -c 'cat < /dev/tcp/127.0.0.1/${port}'`,
      `echo in > in.txt; git ${identity} add -A; git ${identity} commit -qm Done; git log --format=%s -1`,
    ];
    const { outcome } = await turn(
      modelMessage([...commands.map((command) => ({ run: command, args: { description: 'to see' } })), { say: 'On' }]),
    );
    expect(outcome).toEqual({ kind: 'completed' });
    expect([join(base, 'outside'), join(repository, 'outside')].map((path) => existsSync(path))).toEqual([false, false]);
    expect(readFileSync(join(prepared.home, settings), 'utf8')).toBe(obeyed);
    expect(itemsOf(events).filter(({ text }) => text.includes('from the host'))).toEqual([]);
    // Seen from outside, while the agent's process lives on.
    expect(backend.processes()).toHaveLength(1);
    expect(await git(repository, 'log', '--format=%s', '-1', `switchyard/${name}/work`)).toBe('Done');
    expect(await git(worktree, 'status', '--porcelain')).toBe('');
    await session.close();
    expect(backend.processes()).toEqual([]);
    await backend.dispose();
    await prepared.dispose();
    await rm(repository, { recursive: true, force: true });
  });
});
