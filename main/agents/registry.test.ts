import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Agent } from '#contract/agents.ts';
import { z } from '#contract/zod.ts';
import type { NativeMeans } from './native/native-means.ts';
import { agentHandlers, openAgentRegistry } from './registry.ts';
import { memoryJournal } from './testing/memory-journal.ts';

const never = (): never => {
  throw new Error('not asked for here');
};
const noModels: NativeMeans = {
  models: { available: async () => [], client: never },
  journal: memoryJournal(),
  ptys: { open: never },
  outsideTools: async () => [],
  letGo: async () => {},
};

test('agents of the configuration are looked for, and one that is wrong harms no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-registry-'));
  const configFile = join(folder, 'config.json');
  const agents = {
    claude: { binary: '/no/such/claude' },
    gemini: { command: '/no/such/gemini' },
    opencode: { command: '/no/such/opencode' },
    codex: { binary: '/no/such/codex' },
    odd: { backend: 'telepathy' },
    wrong: { backend: 'codex', home: 5 },
    'second-script': { backend: 'scripted', label: 'Second' },
  };
  await writeFile(configFile, JSON.stringify({ agents }));
  const registry = await openAgentRegistry({ configFile, temporaryFolder: join(folder, 'tmp'), native: noModels });
  expect(registry.agents().find(({ id }) => id === 'codex')?.status).toEqual({ kind: 'checking' });
  const seen: number[] = [];
  const listening = registry.topic.listen(() => seen.push(1));
  await agentHandlers(registry)['agents.refresh']({}, { signal: new AbortController().signal });
  expect(seen.length).toBeGreaterThan(0);
  await listening.dispose();
  expect(
    z
      .array(Agent)
      .parse(registry.agents())
      .map(({ id, status }) => [id, status.kind]),
  ).toEqual([
    ['claude', 'missing'],
    ['codex', 'missing'],
    ['gemini', 'missing'],
    ['native', 'signed-out'],
    ['odd', 'broken'],
    ['opencode', 'missing'],
    ['scripted', 'ready'],
    ['second-script', 'ready'],
    ['wrong', 'broken'],
  ]);
  const messages = registry.agents().flatMap(({ status }) => (status.kind === 'broken' ? [status.message] : []));
  expect(messages).toEqual([
    expect.stringMatching(/^There is no backend named “telepathy”\. There are: .*codex, .*native, scripted, terminal\.$/),
    expect.stringContaining('the field “agents.wrong.home” is wrong'),
  ]);
  expect(registry.backend('second-script').id).toBe('second-script');
  expect(() => registry.backend('nobody')).toThrow('There is no agent named “nobody”.');
  expect(() => registry.backend('odd')).toThrow('There is no backend named “telepathy”.');
  await registry.dispose();
  await rm(folder, { recursive: true, force: true });
});

test('a program that hangs when it is looked for does not hold up the end, and is ended itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-registry-'));
  const configFile = join(folder, 'config.json');
  const hung = join(folder, 'codex');
  await writeFile(hung, `#!/bin/sh\necho $$ > '${folder}/pid'\nexec sleep 100\n`);
  await chmod(hung, 0o755);
  await writeFile(configFile, JSON.stringify({ agents: { codex: { binary: hung } } }));
  const registry = await openAgentRegistry({ configFile, temporaryFolder: join(folder, 'tmp'), native: noModels });
  const pid = await vi.waitFor(async () => Number.parseInt(await readFile(join(folder, 'pid'), 'utf8'), 10));
  const before = performance.now();
  await registry.dispose();
  expect(performance.now() - before).toBeLessThan(2_000);
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 5_000 });
  await rm(folder, { recursive: true, force: true });
});
