import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { AgentDraft, AgentSetup } from '#contract/agent-setup.ts';
import { KeyStore } from '#main/models/key-store.ts';
import type { NativeMeans } from '#main/agents/native/native-means.ts';
import { openAgentRegistry, type AgentRegistry } from '#main/agents/registry.ts';
import { memoryJournal } from '#main/agents/testing/memory-journal.ts';
import { setupHandlers } from './setup-handlers.ts';

const never = (): never => {
  throw new Error('not asked for here');
};
const native: NativeMeans = {
  models: { available: async () => [], client: never },
  journal: memoryJournal(),
  ptys: { open: never },
  outsideTools: async () => [],
  letGo: async () => {},
};

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const asked = { signal: new AbortController().signal };

const place = async (config: unknown) => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-setup-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const configFile = join(folder, 'config.json');
  if (config !== null) await writeFile(configFile, typeof config === 'string' ? config : JSON.stringify(config, null, 4));
  const keys = new KeyStore({ file: join(folder, 'keys.json'), protection: () => null, environment: {} });
  const values = new Map<string, unknown>();
  const remembered = { get: (key: string) => values.get(key) ?? null, put: (key: string, value: unknown) => void values.set(key, value) };
  const open = async () => {
    const registry = await openAgentRegistry({ configFile, temporaryFolder: join(folder, 'tmp'), native, secrets: keys, remembered });
    cleanups.push(registry.dispose);
    const calls = setupHandlers({
      registry,
      secrets: keys,
      accountsFolder: join(folder, 'accounts'),
      usersOf: (agent) => (agent === 'mine' ? [{ id: 't_abcdef' as never, title: 'Uses it', running: false }] : []),
    });
    const setup = (): AgentSetup => calls['agents.setup']({}, asked).snapshot();
    const save = (agent: AgentDraft, isNew = false) => calls['agents.save']({ agent, isNew }, asked);
    return { registry, calls, setup, save };
  };
  return { folder, configFile, keys, open, read: () => readFile(configFile, 'utf8') };
};

const draft = (part: Partial<AgentDraft>): AgentDraft => ({
  ...{ id: 'mine' as never, backend: 'scripted', preset: null, label: null, program: null, args: null, home: null },
  ...{ folders: [], hosts: [], hidden: false, terminal: null, variables: [] },
  ...part,
});

const statusOf = (registry: AgentRegistry, id: string) => registry.agents().find((agent) => agent.id === id)?.status.kind;

test('saving keeps what is not ours: other entries, unknown fields, order, indentation, a link, the mode', async () => {
  const here = await place(null);
  const real = join(here.folder, 'dotfiles.json');
  await writeFile(
    real,
    JSON.stringify({ note: 1, agents: { zebra: { backend: 'scripted', later: true }, codex: { binary: '/x' } } }, null, 4),
  );
  await chmod(real, 0o640);
  await symlink(real, here.configFile);
  const { save, setup, registry } = await here.open();
  await save(draft({ label: 'Mine', hidden: true }), true);
  await save(draft({ id: 'zebra' as never, label: 'Zebra' }));
  expect(await readFile(real, 'utf8')).toBe(
    `${JSON.stringify(
      {
        note: 1,
        agents: {
          zebra: { backend: 'scripted', later: true, label: 'Zebra' },
          codex: { binary: '/x' },
          mine: { backend: 'scripted', label: 'Mine', hidden: true },
        },
      },
      null,
      4,
    )}\n`,
  );
  expect(setup().agents.map(({ id, label, builtIn, changed }) => [id, label, builtIn, changed])).toEqual(
    expect.arrayContaining([
      ['codex', null, true, true],
      ['mine', 'Mine', false, true],
      ['native', null, true, false],
      ['zebra', 'Zebra', false, true],
    ]),
  );
  await vi.waitFor(() =>
    expect(registry.agents().find(({ id }) => id === 'mine')).toMatchObject({ label: 'Mine', hidden: true, status: { kind: 'ready' } }),
  );
  await expect(save(draft({}), true)).rejects.toThrow('There is an agent named “mine” already.');
});

test('values of secrets are with the keys, never in the file, never shown, and gone with the agent', async () => {
  const here = await place({ agents: { mine: { backend: 'scripted', environment: { OLD_TOKEN: 'by hand', PLAIN: 'yes', GONE: null } } } });
  const { save, setup, calls, registry } = await here.open();
  const mine = () => setup().agents.find(({ id }) => id === 'mine');
  const variables = [
    { name: 'GONE', kind: 'removed', value: null },
    { name: 'OLD_TOKEN', kind: 'secret', value: null },
    { name: 'PLAIN', kind: 'plain', value: 'yes' },
  ] as const;
  expect(mine()?.variables).toEqual(variables);
  await save(draft({ variables: [...variables, { name: 'A_KEY', kind: 'plain', value: 'sk-typed' }] }));
  expect(await here.read()).not.toMatch(/by hand|sk-typed/);
  expect(JSON.parse(await here.read())).toEqual({
    agents: { mine: { backend: 'scripted', environment: { PLAIN: 'yes', GONE: null }, secrets: ['OLD_TOKEN', 'A_KEY'] } },
  });
  expect([here.keys.secret('agents/mine/OLD_TOKEN'), here.keys.secret('agents/mine/A_KEY')]).toEqual(['by hand', 'sk-typed']);
  expect(JSON.stringify(setup())).not.toMatch(/by hand|sk-typed/);
  await expect(save(draft({ variables: [{ name: 'B_KEY', kind: 'secret', value: null }] }))).rejects.toThrow('B_KEY has no value.');
  expect(await calls['agents.remove']({ agent: 'mine' as never }, asked)).toEqual([{ id: 't_abcdef', title: 'Uses it', running: false }]);
  expect([here.keys.has('agents/mine/OLD_TOKEN'), here.keys.has('agents/mine/A_KEY')]).toEqual([false, false]);
  expect(() => registry.backend('mine')).toThrow('There is no agent named “mine”.');
});

test('a file that is broken by hand is said and changes nothing; corrected, it is taken up without a restart', async () => {
  const here = await place({ agents: { mine: { backend: 'scripted' } } });
  const { registry, setup, save } = await here.open();
  await writeFile(here.configFile, '{ "agents": ');
  await registry.refresh();
  expect([statusOf(registry, 'mine'), setup().problems]).toEqual(['ready', [expect.stringContaining('is not JSON')]]);
  await expect(save(draft({ label: 'Lost?' }))).rejects.toThrow('is not JSON, so nothing was changed in it.');
  const changed = new Promise<void>((resolve) =>
    registry.topic.listen(([agents]) => agents?.some(({ id }) => id === 'other') && resolve()),
  );
  await writeFile(here.configFile, JSON.stringify({ agents: { other: { backend: 'scripted' } } }));
  await changed;
  expect([statusOf(registry, 'mine'), setup().problems]).toEqual([undefined, []]);
});

test('what was seen last is shown at once at the next start, unless it is set up otherwise', async () => {
  const here = await place({ agents: { mine: { backend: 'scripted' }, other: { backend: 'scripted' } } });
  const first = await here.open();
  await first.registry.refresh();
  await writeFile(
    here.configFile,
    JSON.stringify({ agents: { mine: { backend: 'scripted' }, other: { backend: 'scripted', label: 'New' } } }),
  );
  const second = await here.open();
  expect([statusOf(second.registry, 'mine'), statusOf(second.registry, 'other')]).toEqual(['ready', 'checking']);
});
