/** Providers, keys and lists against a real server and a real database. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import type { SecretProtection } from '#main/base/host.ts';
import { openLog } from '#main/base/log.ts';
import { dataPaths } from '#main/base/paths.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { SettingsTable } from '#main/storage/settings-table.ts';
import { findLocalServers } from './find-local.ts';
import { KeyStore } from './key-store.ts';
import { Models } from './models.ts';

const KEY = 'sk-test-0123456789-ABCD';
const never = new AbortController().signal;
const sealed: SecretProtection = {
  protect: (text) => Buffer.from(text).toString('hex'),
  unprotect: (text) => Buffer.from(text, 'hex').toString(),
};

let folder: string;
let server: ModelServer;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-models-'));
  server = await startModelServer({ models: ['gpt-5', 'gpt-5-mini', 'whisper-1'], key: KEY });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (protection: SecretProtection | null = null, environment: NodeJS.ProcessEnv = {}): Models => {
  const paths = dataPaths(folder);
  openLog(paths.logs);
  const { database } = openDatabase(paths, Date.now());
  ends.push(() => database.close());
  const keys = new KeyStore({ file: paths.keys, protection: () => protection, environment });
  return new Models({ table: new SettingsTable(database), keys });
};
const provider = (models: Models, id: string) => models.topic.snapshot().providers.find((one) => one.id === id);
const here = (): string => `http://127.0.0.1:${server.port}/v1`;

test('at first there are three providers without keys, and nothing can be used', () => {
  const models = open();
  expect(models.topic.snapshot().providers.map(({ id, key, isUsable }) => [id, key.kind, isUsable])).toEqual([
    ['openai', 'none', false],
    ['anthropic', 'none', false],
    ['google', 'none', false],
  ]);
  expect([models.agentModels(), models.defaultModel()]).toEqual([[], null]);
  expect(() => models.client('openai/gpt-5')).toThrow('OpenAI wants a key.');
  expect(() => models.client('nobody/gpt-5')).toThrow('There is no provider named “nobody”.');
});

test('a key, its models, a test of it, and what is kept over a restart', async () => {
  const models = open();
  models.saveProvider('openai', 'OpenAI', here());
  models.setKey('openai', KEY);
  await models.refresh('openai', never);
  const tested = await models.test('openai', null, never);
  expect(tested).toEqual({ model: 'gpt-5', milliseconds: expect.any(Number), tokens: expect.any(Number), costUsd: null });
  models.addModel('openai', 'gpt-next');
  models.setFigures('openai', 'gpt-next', { contextWindow: 1_000, price: { input: 1, cached: null, cacheWrite: null, output: 2 } });
  models.setDefault('openai/gpt-5-mini');
  const seen = provider(open(), 'openai');
  expect(seen).toMatchObject({ key: { kind: 'set', by: 'file', last: 'ABCD', variable: null }, isUsable: true, failure: null });
  expect(seen?.models).toEqual([
    {
      id: 'openai/gpt-next',
      name: 'gpt-next',
      isTyped: true,
      isDefault: false,
      contextWindow: { tokens: 1_000, from: 'user' },
      price: { price: { input: 1, cached: null, cacheWrite: null, output: 2 }, from: 'user' },
    },
    { id: 'openai/gpt-5', name: 'gpt-5', isTyped: false, isDefault: false, contextWindow: null, price: null },
    { id: 'openai/gpt-5-mini', name: 'gpt-5-mini', isTyped: false, isDefault: true, contextWindow: null, price: null },
  ]);
});

test('figures of the table are for the provider itself, not for another address', () => {
  const models = open(null, { OPENAI_API_KEY: KEY });
  models.addModel('openai', 'gpt-5-2026-01-01');
  const figures = () => provider(models, 'openai')?.models[0];
  expect(figures()).toMatchObject({ contextWindow: { tokens: 400_000, from: 'table' }, price: { from: 'table' } });
  expect(
    models
      .client('openai/gpt-5-2026-01-01')
      .cost({ inputTokens: 1_000_000, cachedTokens: 500_000, cacheWriteTokens: 0, outputTokens: 100_000, reasoningTokens: 0 }),
  ).toBeCloseTo(0.625 + 0.0625 + 1);
  models.saveProvider('openai', 'OpenAI', here());
  expect(figures()).toMatchObject({ contextWindow: null, price: null });
});

test('a wrong key is said in a sentence, and is not in it', async () => {
  const models = open();
  models.saveProvider('openai', 'OpenAI', here());
  models.setKey('openai', 'sk-wrong-0123456789');
  await models.refresh('openai', never);
  expect(provider(models, 'openai')?.failure).toMatchObject({ kind: 'denied', message: 'OpenAI does not accept the key.' });
  await expect(models.test('openai', 'gpt-5', never)).rejects.toMatchObject({ failure: { message: 'OpenAI does not accept the key.' } });
});

test('addresses of the user’s own: any number, by name', async () => {
  const models = open();
  const ids = [models.saveProvider(null, 'My Box', here()), models.saveProvider(null, 'My Box', 'http://127.0.0.1:9/v1')];
  models.setKey('my-box', KEY);
  await models.refresh('my-box', never);
  expect([ids, models.agentModels().map(({ id }) => id)]).toEqual([
    ['my-box', 'my-box-2'],
    ['my-box/gpt-5', 'my-box/gpt-5-mini'],
  ]);
  models.removeProvider('my-box');
  expect(provider(models, 'my-box')).toBeUndefined();
  for (const address of ['', 'ftp://x', 'not an address', 'https://key@example.org/v1'])
    expect(() => models.saveProvider(null, 'Bad', address)).toThrow(/address/);
});

test('a key does not follow to another address', () => {
  const models = open();
  models.setKey('anthropic', KEY);
  models.saveProvider('anthropic', 'Anthropic', 'http://127.0.0.1:9/v1');
  expect(provider(models, 'anthropic')?.key).toEqual({ kind: 'none' });
});

test('the keychain is used where there is one; its key is not read elsewhere', () => {
  const models = open(sealed);
  models.setKey('google', KEY);
  expect(provider(models, 'google')?.key).toEqual({ kind: 'set', by: 'keychain', last: 'ABCD', variable: null });
  expect(models.client('google/gemini').id).toBe('google/gemini');
  expect(() => open().client('google/gemini')).toThrow('The key is kept in the keychain of the desktop app.');
});

test('the environment serves where nothing is set', () => {
  const models = open(null, { GEMINI_API_KEY: KEY });
  expect(provider(models, 'google')?.key).toEqual({ kind: 'set', by: 'environment', last: 'ABCD', variable: 'GEMINI_API_KEY' });
  models.setKey('google', 'short');
  expect(provider(models, 'google')?.key).toEqual({ kind: 'set', by: 'file', last: '', variable: null });
});

test('the file of keys is the user’s own, and a key is nowhere else', async () => {
  const models = open();
  models.saveProvider('openai', 'OpenAI', here());
  models.setKey('openai', KEY);
  await models.refresh('openai', never);
  await models.test('openai', null, never);
  expect((await stat(dataPaths(folder).keys)).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(models.topic.snapshot())).not.toContain(KEY);
  for (const end of ends.splice(0)) await end();
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const holding: string[] = [];
  for (const { parentPath, name } of files) if ((await readFile(join(parentPath, name))).includes(KEY)) holding.push(name);
  expect(holding).toEqual(['keys.json']);
});

test('finds servers on loopback that speak the format', async () => {
  const open = await startModelServer({ models: ['llama'] });
  const other = createServer((socket) => socket.end('SSH-2.0 hello\r\n'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = (other.address() as { port: number }).port;
  const found = await findLocalServers(never, [
    { label: 'Ollama', port: open.port },
    { label: 'vLLM', port },
    { label: 'LM Studio', port: 9 },
  ]);
  await open.close();
  other.close();
  expect(found).toEqual([{ label: 'Ollama', address: `http://127.0.0.1:${open.port}/v1`, models: ['llama'] }]);
});
