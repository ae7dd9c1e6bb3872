import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CommandError } from '#main/base/errors.ts';
import { Budget } from './budget.ts';
import { progressReader } from './checkout-files.ts';
import { cloneProgressReader, folderNameOf } from './clone.ts';
import { createGit } from './git.ts';
import { gitFailure } from './git-failure.ts';
import { own } from './ground.ts';
import { reduceConfig } from './shadow.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the budget runs interactive work first, keeps room for it, and lets nothing starve', async () => {
  let now = 0;
  const budget = new Budget({ slots: 2, backgroundSlots: 1, handicapMilliseconds: 1_000, now: () => now });
  const order: string[] = [];
  const releases = new Map<string, () => void>();
  const put = (name: string, priority: 'interactive' | 'background'): Promise<void> =>
    budget.spend(priority, undefined, () => {
      order.push(name);
      return new Promise((resolve) => releases.set(name, resolve));
    });
  const all = [put('b1', 'background'), put('b2', 'background'), put('i1', 'interactive'), put('i2', 'interactive')];
  await turn();
  expect(order).toEqual(['b1', 'i1']);
  releases.get('b1')?.();
  await turn();
  expect(order).toEqual(['b1', 'i1', 'i2']);
  // What came long before goes before a stream of newer interactive work.
  now = 5_000;
  all.push(put('i3', 'interactive'));
  releases.get('i1')?.();
  await turn();
  expect(order.at(-1)).toBe('b2');
  releases.get('i2')?.();
  await turn();
  for (const release of releases.values()) release();
  await turn();
  for (const release of releases.values()) release();
  await Promise.all(all);
  expect(budget.load).toEqual({ running: 0, waiting: 0 });
});

test('waiting for the budget ends with the signal', async () => {
  const budget = new Budget({ slots: 1 });
  let release = (): void => undefined;
  const first = budget.spend('interactive', undefined, () => new Promise<void>((resolve) => (release = resolve)));
  const stop = new AbortController();
  const second = budget.spend('interactive', stop.signal, () => Promise.resolve());
  stop.abort();
  await expect(second).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
  release();
  await first;
});

const fakeGit = async (script: string): Promise<string> => {
  const program = join(await mkdtemp(join(tmpdir(), 'switchyard-fake-')), 'git');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  return program;
};
const failureOf = async (program: string): Promise<unknown> => {
  try {
    return await createGit({ program }).version();
  } catch (error) {
    return error instanceof Error && 'failure' in error ? error.failure : error;
  }
};

test('git that is missing, too old or something else gets a sentence', async () => {
  expect(await failureOf('/nowhere/git')).toMatchObject({
    kind: 'unavailable',
    message: 'git is not installed.',
    action: expect.stringContaining('Install it') as unknown,
  });
  expect(await failureOf(await fakeGit('echo git version 2.17.1'))).toMatchObject({
    kind: 'unavailable',
    message: 'git 2.17.1 is too old: Switchyard needs 2.32 or newer.',
  });
  expect(await failureOf(await fakeGit('echo hello'))).toMatchObject({ kind: 'unavailable' });
  expect(await failureOf(await fakeGit('echo git version 2.47.0.windows.1'))).toEqual({ major: 2, minor: 47, text: '2.47.0.windows.1' });
});

test('the runner says what failed in the folder that is gone, and gives up when told', async () => {
  const git = createGit();
  await expect(git.run({ ground: own('/nowhere/at/all'), args: ['status'] })).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  await expect(git.run({ ground: own(tmpdir()), args: ['status'], signal: AbortSignal.abort() })).rejects.toMatchObject({
    failure: { kind: 'cancelled' },
  });
  expect((await git.run({ ground: own(tmpdir()), args: ['config', '--get', 'no.such'], accept: [0, 1] })).code).toBe(1);
});

test.each([
  ["fatal: Unable to create '/x/index.lock': File exists.", 'busy'],
  ['fatal: write error: No space left on device', 'storage'],
  ['error: unable to write file large.bin', 'storage'],
  ['fatal: detected dubious ownership in repository at /x', 'denied'],
  ["fatal: could not read Username for 'https://x': terminal prompts disabled", 'denied'],
  ["fatal: unable to access 'https://x/': Could not resolve host: x", 'unavailable'],
  ['fatal: not a git repository (or any of the parent directories): .git', 'not-found'],
  ['error: object file .git/objects/aa is empty\nfatal: loose object aa is corrupt', 'git'],
  ['fatal: something new', 'git'],
])('%s', (said, kind) => {
  const error = new CommandError({ command: 'git', exitCode: 128, signal: null, lastLines: said, startError: null });
  expect(gitFailure(error, 'x', tmpdir()).failure).toMatchObject({ kind, details: said });
});

test('progress is read out of pieces that break anywhere', () => {
  const files: [number, number][] = [];
  const read = progressReader(
    (done, total) => files.push([done, total]),
    () => files.length * 1_000,
  );
  for (const piece of ['Updating fi', 'les:  50% (5/10)\rUpdating', ' files: 100% (10/10)\rUpdating files: 100% (10/10), done.\n'])
    read(Buffer.from(piece));
  expect(files.at(0)).toEqual([5, 10]);
  expect(files.at(-1)).toEqual([10, 10]);
  const steps: unknown[] = [];
  const clone = cloneProgressReader((progress) => steps.push(progress));
  for (const piece of [
    'remote: Counting objects: 100% (3/3), done.\nReceiving obj',
    'ects:  45% (450/1000), 1.2 MiB\rReceiving objects:  45% (451/1000)\r',
  ])
    clone(Buffer.from(piece));
  expect(steps).toEqual([
    { step: 'Counting objects', percent: 100 },
    { step: 'Receiving objects', percent: 45 },
  ]);
});

test('the shadow takes over what is harmless, and LFS only by its own name', () => {
  const lfs = [
    ['filter.lfs.clean', 'git-lfs clean -- %f'],
    ['filter.lfs.process', 'git-lfs filter-process'],
    ['filter.lfs.required', 'true'],
  ] as const;
  const { text, leftOut } = reduceConfig(
    [
      ['core.autocrlf', 'input'],
      ['core.fsmonitor', '/evil'],
      ['core.hookspath', 'x'],
      ['alias.x', '!evil'],
      ...lfs,
      ['filter.other.clean', 'x'],
      ['filter.other.required', 'true'],
    ],
    '/repo/.git',
  );
  expect(text).toBe(
    '[core]\n\tbare = false\n[core]\n\tautocrlf = "input"\n[filter "lfs"]\n\tclean = "git-lfs clean -- %f"\n\tprocess = "git-lfs filter-process"\n\trequired = "true"\n[lfs]\n\tstorage = "/repo/.git/lfs"\n',
  );
  expect([...leftOut]).toEqual(['other']);
  expect([...reduceConfig([['filter.lfs.clean', './git-lfs clean -- %f']], '/x').leftOut]).toEqual(['lfs']);
  expect([...reduceConfig([['filter.lfs.clean', 'git-lfs clean -- %f; evil']], '/x').leftOut]).toEqual(['lfs']);
});

test.each([
  ['https://example.org/a/b.git', 'b'],
  ['git@example.org:a/b c.git/', 'b-c'],
  ['/local/Täg', 'Täg'],
  ['https://x/..', 'repository'],
])('%s is cloned into %s', (url, name) => expect(folderNameOf(url)).toBe(name));
