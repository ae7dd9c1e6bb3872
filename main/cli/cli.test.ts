import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { run } from '#main/base/run-command.ts';
import { textWidth } from './table.ts';
import { openShell, script, type Json, type Shell } from './testing/shell.ts';

/** Each test is a row of real processes, on a machine that may be busy. */
const TIMEOUT_MS = 180_000;
vi.setConfig({ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS });

let shell: Shell;
const shellForEach = (): void => {
  beforeEach(async () => {
    shell = await openShell();
  });
  afterEach(() => shell.dispose());
};
const shellForAll = (): void => {
  beforeAll(async () => {
    shell = await openShell();
  });
  afterAll(() => shell.dispose());
};

const firstLine = async (child: ChildProcess): Promise<string> => {
  const [line] = (await once(createInterface(child.stdout as NonNullable<typeof child.stdout>), 'line')) as [string];
  return line;
};
const exitCode = async (child: ChildProcess): Promise<number | null> =>
  child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0];
const git = async (...args: string[]): Promise<string> =>
  (await run({ file: 'git', args, cwd: shell.repository, environment: process.env })).stdout.toString('utf8').trim();

const change = { do: 'change', files: [{ path: 'greeting.txt', content: 'Good day\n' }] };

describe('from a prompt to a merged change', () => {
  shellForEach();
  test('a task that asks for a command is approved, read, committed, merged, removed and restored', async () => {
    const project = await shell.json('project', 'add', shell.repository);
    expect(project).toMatchObject({
      id: expect.stringMatching(/^p_/),
      name: 'shop',
      path: shell.repository,
      state: 'ready',
      branch: 'main',
    });
    const prompt = script(
      'Greet politely',
      [{ do: 'run', command: 'echo done', ask: 'to see it' }, change, { do: 'say', text: 'Ready.' }],
      [[{ do: 'say', text: 'Again.' }]],
    );
    const asked = await shell.json('new', '--agent', 'scripted', '--title', 'Greet politely', '--wait', prompt);
    expect(asked).toMatchObject({
      project: project.id,
      projectName: 'shop',
      agent: 'scripted',
      column: 'needs-you',
      state: 'waiting',
      turns: 1,
      queued: 0,
      base: 'main',
    });

    const [approval] = await shell.json('approvals', asked.id);
    expect(Object.keys(approval)).toEqual(['id', 'thread', 'kind', 'title', 'detail', 'decisions', 'state', 'item', 'createdAt']);
    expect(await shell.json('answer', approval.id, 'allow')).toEqual({ approval: approval.id, thread: asked.id, decision: 'allow-once' });
    const done = await shell.json('wait', asked.id.slice(0, 8), '--for', 'review', '--timeout', '20');
    expect(done).toMatchObject({ column: 'review', state: 'idle', createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) });

    const shown = await shell.json('show', done.id, '--items');
    expect(shown.items.map(({ kind, status, turn }: Json) => [kind, status, turn])).toEqual([
      ['user', 'done', 1],
      ['command', 'done', 1],
      ['file-change', 'done', 1],
      ['assistant', 'done', 1],
    ]);
    expect(shown.items[1]).toMatchObject({ command: 'echo done', output: 'done\n', exitCode: 0 });

    expect((await shell.run(['diff', done.id])).stdout).toContain('-Hello\n+Good day\n');
    expect((await shell.run(['diff', done.id, '--stat'])).stdout).toContain('1 file changed, 1 added, 1 deleted');
    const { commit } = await shell.json('commit', done.id, '-m', 'Greet politely');
    expect(await git('log', '-1', '--format=%s', commit)).toBe('Greet politely');
    expect(await shell.run(['merge', done.id, '--keep-checkout'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--keep-checkout'),
    });
    expect(await shell.json('merge', done.id, '--squash')).toMatchObject({
      thread: done.id,
      into: 'main',
      how: 'squash',
      movedCheckout: shell.repository,
    });
    expect(await readFile(join(shell.repository, 'greeting.txt'), 'utf8')).toBe('Good day\n');

    expect(await shell.json('send', done.id, 'And again')).toEqual({ thread: done.id, how: 'started' });
    await shell.json('wait', done.id, '--for', 'idle', '--timeout', '20');
    const lines = (await shell.run(['export', done.id, '--json'])).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect([lines[0], new Set(lines)]).toEqual(['thread', new Set(['thread', 'turn', 'item', 'approval'])]);
    expect((await shell.run(['export', done.id])).stdout).toContain('## Agent\n\nAgain.');
    expect((await shell.json('search', 'Again'))[0]).toMatchObject({
      thread: done.id,
      title: 'Greet politely',
      excerpt: expect.stringMatching(/again/i),
    });

    expect(await shell.json('archive', done.id)).toMatchObject({ column: 'done', archivedAt: expect.any(String) });
    expect([await shell.json('ls'), (await shell.json('ls', '--all')).length]).toEqual([[], 1]);
    expect(await shell.json('rm', done.id)).toMatchObject({ removed: done.id, worktree: 'removed' });
    await expect(stat(done.worktree)).rejects.toThrow();
    expect((await shell.json('restore', done.id)).id).toBe(done.id);
    expect(await shell.json('project', 'rm', 'shop')).toEqual({ removed: project.id });
  });

  test('a running task takes a message now or later, and gives back what was queued when it is stopped', async () => {
    await shell.json('project', 'add', '.');
    const { id } = await shell.json('new', '--agent', 'scripted', script('Wait', [{ do: 'say', text: 'I wait.' }, { do: 'hang' }]));
    await shell.json('send', id, 'first');
    expect(await shell.json('send', id, 'second')).toEqual({ thread: id, how: 'queued' });
    const stopped = await shell.json('stop', id);
    expect(stopped.returned.map(({ text }: Json) => text)).toEqual(['first', 'second']);
    expect(await shell.json('wait', id, '--for', 'idle', '--timeout', '20')).toMatchObject({
      state: 'idle',
      stateDetail: { outcome: 'stopped' },
    });
    expect(await shell.run(['wait', id, '--for', 'needs-you', '--timeout', '0.1'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('within 0.1 s'),
    });
  });

  test('a task that fails ends a waiting command with 1, and can be tried again', async () => {
    await shell.json('project', 'add', '.');
    const failing = script('Fail once', [
      { do: 'fail', message: 'The model is overloaded.', times: 1 },
      { do: 'say', text: 'Now it works.' },
    ]);
    const ran = await shell.run(['new', '--agent', 'scripted', '--wait', '--json', '-'], { input: failing });
    const thread = JSON.parse(ran.stdout);
    expect([ran.code, thread.state, thread.column]).toEqual([1, 'failed', 'needs-you']);
    await shell.json('retry', thread.id);
    expect((await shell.json('wait', thread.id, '--for', 'review', '--timeout', '20')).state).toBe('idle');
  });
});

describe('what a user or a program meets', () => {
  shellForAll();
  test.each<[string[], number, string]>([
    [['lss'], 2, 'There is no command “lss”. Did you mean “ls”?'],
    [['project'], 2, '“project” needs one of: add, ls, rm.'],
    [['ls', '--colum', 'review'], 2, '“ls” has no option --colum. Did you mean --column?'],
    [['ls', '--column', 'nowhere'], 2, 'There is no column “nowhere”. Choose one of: backlog, needs-you, running, review, done.'],
    [['merge', 'x', '--squash', '--rebase'], 2, '--squash and --rebase exclude each other.'],
    [['wait', 'x', '--for', 'ever'], 2, '“ever” cannot be waited for. Give one of needs-you, review, idle after --for.'],
    [['new', ' '], 2, 'The prompt says nothing.'],
    [['serve', '--port', 'x'], 2, '“x” is no port. Give a number from 0 to 65535 after --port.'],
    [['show', 't_nothing'], 1, 'There is no thread “t_nothing”. “switchyard ls --all” lists them.'],
    [['project', 'rm', 'nothing'], 1, 'There is no project “nothing”. “switchyard project ls” lists them.'],
  ])('%j', async (args, code, sentence) => {
    expect(await shell.run(args)).toEqual({ code, stdout: '', stderr: `${sentence}\n` });
  });

  test('an error is JSON where JSON was asked for', async () => {
    const ran = await shell.run(['show', 't_nothing', '--json']);
    const error = { kind: 'not-found', message: 'There is no thread “t_nothing”.', action: '“switchyard ls --all” lists them.' };
    expect([ran.code, ran.stdout, JSON.parse(ran.stderr)]).toEqual([1, '', { error }]);
  });

  test('a folder that is no repository is refused in a sentence', async () => {
    const ran = await shell.run(['project', 'add', '/']);
    expect([ran.code, ran.stderr.trim().split('\n').length]).toEqual([1, 1]);
  });

  test('tables fit 80 columns, whatever the titles are', async () => {
    await shell.json('project', 'add', '.');
    await shell.json('new', '--agent', 'scripted', '--backlog', '--title', 'Fix \u001b[31mthe very long 日本語 title '.repeat(4), 'x');
    const { stdout } = await shell.run(['ls']);
    expect(Math.max(...stdout.split('\n').map(textWidth))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain('\u001b');
  });

  test('doctor checks the machine and the core, and knows the address for a browser', async () => {
    const report = await shell.json('doctor');
    expect(report).toMatchObject({
      ok: true,
      dataFolder: shell.home,
      address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/),
    });
    expect(report.checks.map(({ name }: Json) => name)).toEqual(
      expect.arrayContaining(['node', 'git', 'data-folder', 'disk', 'sandbox', 'core', 'database', 'agent scripted']),
    );
    const page = await fetch(report.address.replace(/\?.*/, ''));
    expect(page.status).toBe(401);
  });
});

describe('one core per data folder', () => {
  shellForEach();
  test('commands that start at once end up with the same core, and the next one finds it', async () => {
    const reports = await Promise.all([1, 2, 3].map(() => shell.json('doctor')));
    const { pid, port } = JSON.parse(await readFile(join(shell.home, 'core.json'), 'utf8'));
    expect(new Set(reports.map(({ address }) => new URL(address).port))).toEqual(new Set([String(port)]));
    expect(await shell.json('quit')).toEqual({ ended: pid });
    expect(await shell.json('quit')).toEqual({ ended: null });
  });

  test('a second server names the first one; a signal ends the first without a trace', async () => {
    const first = shell.start(['serve', '--json', '--port', '0']);
    const { port, addressWithToken } = JSON.parse(await firstLine(first));
    expect((await stat(join(shell.home, 'core.json'))).mode & 0o777).toBe(0o600);
    const second = await shell.run(['serve']);
    expect(second).toEqual({ code: 1, stdout: '', stderr: `Switchyard already runs on this data folder, at ${addressWithToken}\n` });
    expect(await shell.json('ls')).toEqual([]);
    expect(JSON.parse(await readFile(join(shell.home, 'core.json'), 'utf8'))).toMatchObject({ port, pid: first.pid });
    first.kill('SIGTERM');
    expect(await exitCode(first)).toBe(0);
    await expect(stat(join(shell.home, 'core.json'))).rejects.toThrow();
  });

  test('what a killed core left behind does not keep the next one from starting', async () => {
    const first = shell.start(['serve', '--json', '--port', '0']);
    await firstLine(first);
    first.kill('SIGKILL');
    await exitCode(first);
    await stat(join(shell.home, 'core.json'));
    expect(await shell.json('ls')).toEqual([]);
  });

  test('a core that cannot start says why to the command that wanted it', async () => {
    await writeFile(shell.home, 'a file where the data folder should be');
    const ran = await shell.run(['ls']);
    expect([ran.code, ran.stdout, ran.stderr.trim().split('\n').length]).toEqual([1, '', 1]);
  });

  test('a server that was started for a while ends when nobody needs it', async () => {
    const server = shell.start(['serve', '--json', '--port', '0', '--idle-exit', '0.005']);
    await firstLine(server);
    expect(await exitCode(server)).toBe(0);
  });
});
