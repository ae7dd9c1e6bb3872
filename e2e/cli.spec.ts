/** The main job by command line, with each agent: real processes, JSON as it is promised to programs, the plug pulled. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from '#contract/zod.ts';
import { codexPrompts, scriptedPrompts, type AgentPrompts } from './setup/agent-prompts.ts';
import { PromisedApproval, PromisedItem, PromisedLine, PromisedThread } from './setup/promised-json.ts';
import { codexProgram, installCodex, processesWith } from './setup/real-codex.ts';
import type { Repository } from './setup/repository.ts';
import { openShell, type Shell } from './setup/shell.ts';
import { expect, test as base } from './setup/test.ts';

const test = base.extend({
  shell: async ({ dataFolder, repository }, use) => {
    const shell = openShell(dataFolder, repository.path);
    await use(shell);
    await shell.quit();
    expect(processesWith(dataFolder), 'what runs on').toEqual([]);
  },
});

const thread = async (shell: Shell, ...args: readonly string[]): Promise<PromisedThread> => PromisedThread.parse(await shell.json(...args));
const wait = (shell: Shell, id: string, goal: 'needs-you' | 'review' | 'idle'): Promise<PromisedThread> =>
  thread(shell, 'wait', id, '--for', goal, '--timeout', '60');
const itemsOf = async (shell: Shell, id: string): Promise<readonly PromisedItem[]> =>
  PromisedThread.extend({ items: z.array(PromisedItem) }).parse(await shell.json('show', id, '--items')).items;
const textsOf = async (shell: Shell, id: string): Promise<string> => JSON.stringify(await itemsOf(shell, id));

const approve = async (shell: Shell, id: string): Promise<void> => {
  expect(await wait(shell, id, 'needs-you')).toMatchObject({ column: 'needs-you', state: 'waiting', turns: 1, queued: 0 });
  const [approval, ...others] = z.array(PromisedApproval).parse(await shell.json('approvals', id));
  expect(others).toEqual([]);
  expect(approval).toMatchObject({
    thread: id,
    kind: 'command',
    decisions: expect.arrayContaining([{ id: 'allow-once', label: 'Allow once' }]),
  });
  await shell.json('answer', approval?.id ?? '', 'allow-once');
  expect(await wait(shell, id, 'review')).toMatchObject({ column: 'review', state: 'idle', changes: { files: 1, added: 1, deleted: 1 } });
  const command = (await itemsOf(shell, id)).find((item) => item.kind === 'command');
  expect(command).toMatchObject({ turn: 1, status: 'done', exitCode: 0, output: expect.stringContaining('approved-42') });
};

const release = ({ worktree }: PromisedThread): void => writeFileSync(join(worktree ?? '', 'released'), '');

const steer = async (shell: Shell, id: string, text: string): Promise<void> => {
  await expect.poll(() => textsOf(shell, id)).toMatch(/word word|waiting/);
  expect(await shell.json('send', id, text, '--steer')).toEqual({ thread: id, how: 'steered' });
  release(await thread(shell, 'show', id));
  expect(await wait(shell, id, 'review')).toMatchObject({ turns: 1, changes: { files: 1, added: 1, deleted: 0 } });
};

/** Dies while a command runs and a message waits; goes on, and the message follows. */
const cutAndGoOn = async (shell: Shell, id: string, text: string, dataFolder: string): Promise<void> => {
  await expect.poll(() => textsOf(shell, id)).toContain('waiting\\n');
  expect(await shell.json('send', id, text)).toEqual({ thread: id, how: 'queued' });
  await shell.killCore();
  await expect.poll(() => processesWith(dataFolder), 'what the dead core left running').toEqual([]);
  const cut = await thread(shell, 'show', id);
  expect(cut).toMatchObject({ column: 'needs-you', state: 'idle', queued: 1, stateDetail: { outcome: 'interrupted' } });
  expect((await itemsOf(shell, id)).at(-1)).toMatchObject({ kind: 'notice', text: expect.stringContaining('queued message') });
  release(cut);
  await shell.json('resume', id);
  expect(await wait(shell, id, 'review')).toMatchObject({ turns: 3, queued: 0, changes: { files: 1, added: 1, deleted: 0 } });
};

const bringHome = async (shell: Shell, greeted: string, turned: string): Promise<void> => {
  expect((await shell.run('diff', greeted)).stdout).toContain('-Hello\n+Good day\n');
  expect(await shell.json('diff', greeted, '--stat')).toMatchObject({
    totals: { files: 1, added: 1, deleted: 1 },
    files: [{ path: 'greeting.txt' }],
  });
  for (const id of [greeted, turned]) await shell.json('commit', id, '-m', `Commit of ${id}`);
  await shell.json('merge', greeted, '-m', 'Merge by hand');
  await shell.json('merge', turned, '--squash', '-m', 'Squash by hand');
};

const removeAndRestore = async (shell: Shell, id: string): Promise<void> => {
  const { worktree } = await thread(shell, 'show', id);
  expect(await shell.json('rm', id)).toMatchObject({ removed: id, worktree: 'removed', uncommitted: { paths: ['counts.md'] } });
  expect([
    existsSync(worktree ?? ''),
    z
      .array(PromisedThread)
      .parse(await shell.json('ls'))
      .map((one) => one.id),
  ]).toEqual([false, expect.not.arrayContaining([id])]);
  const restored = await thread(shell, 'restore', id);
  expect(readFileSync(join(restored.worktree ?? '', 'counts.md'), 'utf8')).toBe('# 4,000 words\n');
};

/** Stop gives back what was queued. */
const stopOne = async (shell: Shell, agent: string, prompt: string): Promise<void> => {
  const { id } = await thread(shell, 'new', '--agent', agent, prompt);
  await expect.poll(() => textsOf(shell, id)).toContain('waiting\\n');
  await shell.json('send', id, 'Never mind');
  expect(await shell.json('stop', id)).toMatchObject({ thread: id, returned: [{ text: 'Never mind' }] });
  expect(await wait(shell, id, 'idle')).toMatchObject({ state: 'idle', queued: 0, stateDetail: { outcome: 'stopped' } });
  expect(await thread(shell, 'archive', id)).toMatchObject({ column: 'done' });
};

const exported = async (shell: Shell, id: string): Promise<readonly string[]> =>
  (await shell.run('export', id, '--json')).stdout
    .trim()
    .split('\n')
    .map((line) => PromisedLine.parse(JSON.parse(line)).type);

const journey = async (agent: string, prompts: AgentPrompts, shell: Shell, repository: Repository, dataFolder: string): Promise<void> => {
  repository.write('greeting.txt', 'Hello\n');
  repository.write('.gitignore', 'released\n');
  repository.commitAll('Say hello');
  const project = z.object({ id: z.string(), path: z.string() }).parse(await shell.json('project', 'add', repository.path));
  expect(await shell.json('project', 'ls')).toMatchObject([{ id: project.id, path: repository.path }]);
  const start = (prompt: string): Promise<PromisedThread> => thread(shell, 'new', '--project', project.id, '--agent', agent, prompt);
  const [greeted, turned, counted] = [await start(prompts.greet), await start(prompts.talk), await start(prompts.wait)];
  await approve(shell, greeted.id);
  await steer(shell, turned.id, prompts.turnLeft);
  await cutAndGoOn(shell, counted.id, prompts.count, dataFolder);
  await bringHome(shell, greeted.id, turned.id);
  await removeAndRestore(shell, counted.id);
  await stopOne(shell, agent, prompts.wait);
  expect(
    z
      .array(PromisedThread)
      .parse(await shell.json('ls', '--all'))
      .map((one) => one.branch)
      .toSorted(),
  ).toEqual(['count-the-words', 'count-the-words-2', 'greet-politely', 'turn-right'].map((name) => `switchyard/${name}/work`).toSorted());
  const lines = await exported(shell, greeted.id);
  expect([lines[0], new Set(lines)]).toEqual(['thread', new Set(['thread', 'turn', 'item', 'approval'])]);
  expect(await shell.json('doctor')).toMatchObject({ ok: true, dataFolder });

  expect(repository.git('log', '--format=%s', '--first-parent', 'main').split('\n')).toEqual([
    'Squash by hand',
    'Merge by hand',
    'Say hello',
    'Begin',
  ]);
  expect(repository.git('status', '--porcelain')).toBe('');
  expect(readFileSync(join(repository.path, 'src/left turn.ts'), 'utf8')).toBe("export const way = 'left';\n");
};

test('from prompts to merged changes with the scripted agent', async ({ shell, repository, dataFolder }) => {
  test.setTimeout(180_000);
  await journey('scripted', scriptedPrompts, shell, repository, dataFolder);
});

test('from prompts to merged changes with codex', async ({ shell, repository, dataFolder }) => {
  test.skip(codexProgram === null, 'The codex program is not installed.');
  test.setTimeout(180_000);
  const codex = await installCodex(dataFolder, codexProgram ?? '');
  await journey('codex', codexPrompts, shell, repository, dataFolder);
  expect((await shell.quit()).code).toBe(0);
  expect(processesWith(codex.home), 'codex that runs on').toEqual([]);
  await codex.dispose();
});

test('what goes wrong is one sentence on standard error and an exit code', async ({ shell, folder, repository }) => {
  await shell.json('project', 'add', '.');
  const { id } = await thread(shell, 'new', '--agent', 'scripted', '--backlog', 'Later');
  const cases: readonly (readonly [number, ...string[]])[] = [
    [2, 'fly'],
    [2, 'new'],
    [2, 'new', '--policy', 'anything-goes', 'x'],
    [2, 'wait', id],
    [2, 'serve', '--port', 'many'],
    [1, 'show', 't_nothing'],
    [1, 'project', 'add', folder],
    [1, 'project', 'add', join(folder, 'nowhere')],
    [1, 'new', '--agent', 'nobody', 'x'],
    [1, 'answer', 'a_nothing', 'allow'],
    [1, 'commit', id, '-m', 'Nothing'],
    [1, 'merge', id],
    [1, 'restore', id],
    [1, 'wait', id, '--for', 'review', '--timeout', '0'],
  ];
  for (const [code, ...args] of cases) {
    const ran = await shell.run(...args);
    expect({ args, code: ran.code, stdout: ran.stdout, stderr: ran.stderr }).toEqual({
      args,
      code,
      stdout: '',
      stderr: expect.stringMatching(/^\S[^\n]+\n$/),
    });
  }
  expect(repository.git('branch', '--list').split('\n')).toEqual(['* main']);
});
