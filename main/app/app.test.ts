import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFolder } from './folder.ts';
import { parsePsTime, processFigures } from './process-figures.ts';
import { StatusTopic } from './status-topic.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-app-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder lists its folders, and which of them are repositories', async () => {
  mkdirSync(join(folder, 'b repo', '.git'), { recursive: true });
  mkdirSync(join(folder, 'a'));
  mkdirSync(join(folder, '.hidden'));
  symlinkSync(join(folder, 'a'), join(folder, 'link'));
  writeFileSync(join(folder, 'file'), '');
  const found = await listFolder(folder, false);
  expect([found.isRepository, found.entries.map(({ name, isRepository }) => [name, isRepository])]).toEqual([
    false,
    [
      ['a', false],
      ['b repo', true],
      ['link', false],
    ],
  ]);
  expect((await listFolder(folder, true)).entries.map(({ name }) => name)).toContain('.hidden');
  await expect(listFolder(join(folder, 'gone'), false)).rejects.toThrow('There is no folder');
});

test('figures of processes', async () => {
  const figures = await processFigures([process.pid, 99_999_999]);
  expect([[...figures.keys()], (figures.get(process.pid)?.bytes ?? 0) > 1_000_000]).toEqual([[process.pid], true]);
  expect([parsePsTime('1-02:03:04'), parsePsTime('0:01.50')]).toEqual([93_784, 1.5]);
});

test('the status measures only while somebody looks', async () => {
  let measured = 0;
  const topic = new StatusTopic({
    threads: () => [],
    processes: () => [{ pid: process.pid, name: 'agent' }],
    usageToday: () => ({ tokens: 5, costUsd: null }),
    dataFolder: folder,
    measureNext: async () => {
      measured += 1;
      await Promise.resolve();
    },
    now: Date.now,
  });
  await topic.prepare();
  expect(topic.snapshot()).toMatchObject({
    worktrees: 0,
    worktreeBytes: null,
    tokensToday: 5,
    core: { pid: process.pid },
    agents: [{ name: 'agent', cpu: null }],
  });
  const listening = topic.listen(() => undefined);
  void listening.dispose();
  expect(measured).toBe(0);
});
