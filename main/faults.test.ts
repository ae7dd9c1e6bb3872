/** Faults around the whole core: what is under it goes away, stands in the way, or is named in ways that nobody expects. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError, type Failure } from '#contract/failure.ts';
import type { Changes } from '#contract/review.ts';
import type { Project } from '#contract/projects.ts';
import { NewThread, type Thread, type ThreadView } from '#contract/threads.ts';
import { startCore, type Core } from './core.ts';
import { untilView } from './testing/until-view.ts';

/** Each test works with real git on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 });

let root: string;
let core: Core;
const context = { signal: new AbortController().signal };

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-faults-')));
  core = await startCore({ dataFolder: join(root, 'data'), host: { kind: 'serve' }, startFolder: root });
});
afterEach(async () => {
  await core.dispose();
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

const git = (path: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], { cwd: path, encoding: 'utf8' });

const makeRepository = (name: string, files: Readonly<Record<string, string | Uint8Array>> = { 'a.txt': 'a\n' }): string => {
  const path = join(root, name);
  mkdirSync(path);
  git(path, 'init', '-q', '-b', 'main');
  git(path, 'config', 'user.name', 'T');
  git(path, 'config', 'user.email', 't@example.invalid');
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  git(path, 'add', '--all');
  git(path, 'commit', '-qm', 'first');
  return path;
};

const addProject = (path: string): Promise<Project> => Promise.resolve(core.handlers['projects.add']({ path }, context));
const play = (steps: readonly object[], words = 'Do it'): string => `${words}\n\`\`\`script\n${JSON.stringify({ steps })}\n\`\`\``;
const newTask = async (project: Project, prompt: string, more: Partial<NewThread> = {}): Promise<Thread> =>
  await core.handlers['threads.create'](NewThread.parse({ project: project.id, agent: 'scripted', prompt, ...more }), context);

const until = (thread: Thread, reached: (view: ThreadView) => boolean): Promise<ThreadView> => untilView(core, thread.id, context, reached);
const ended = ({ thread }: ThreadView): boolean => thread.state.kind === 'idle' || thread.state.kind === 'failed';
const changesOf = async ({ id }: Thread): Promise<Changes> => {
  const topic = core.handlers.changes({ thread: id, scope: 'base' }, context);
  await topic.prepare?.();
  return topic.snapshot();
};
const failureOf = async (work: () => unknown): Promise<Failure | null> => {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.failure;
    throw error;
  }
};

test('a repository deleted while a thread runs: the turn ends in order, all else is a sentence, and the thread can be removed', async () => {
  const path = makeRepository('shop');
  const project = await addProject(path);
  const gate = join(root, 'go');
  const thread = await newTask(
    project,
    play([
      { do: 'change', files: [{ path: 'b.txt', content: 'b\n' }] },
      { do: 'run', command: `echo begun; until [ -e '${gate}' ]; do sleep 0.05; done` },
      { do: 'say', text: 'Still here.' },
    ]),
  );
  await until(thread, ({ items }) => items.some((item) => item.kind === 'command' && item.output.includes('begun')));
  rmSync(path, { recursive: true });
  writeFileSync(gate, '');
  const after = await until(thread, ended);
  expect([after.thread.state, after.items.at(-1)]).toMatchObject([
    { kind: 'idle', outcome: 'completed' },
    { kind: 'assistant', text: 'Still here.' },
  ]);
  expect(readFileSync(join(after.thread.worktree.path ?? '', 'b.txt'), 'utf8')).toBe('b\n');
  const failures = await Promise.all([
    failureOf(() => core.handlers['review.commit']({ thread: thread.id, message: 'Late' }, context)),
    failureOf(() => core.handlers['review.landing']({ thread: thread.id, how: 'merge' }, context)),
  ]);
  expect(failures.map((one) => one?.message.endsWith('.'))).toEqual([true, true]);
  // Refused at once, or a thread that says why it cannot begin: by then the folder may not have been missed yet.
  const second = await failureOf(async () => {
    const { thread: late } = await until(await newTask(project, play([{ do: 'say', text: 'Hello.' }])), ended);
    await core.handlers['threads.remove']({ thread: late.id }, context);
    if (late.state.kind === 'failed') throw new AppError(late.state.failure);
  });
  expect(second?.message).toMatch(/^[A-Z][^\n]*\.$/);
  await core.handlers['threads.remove']({ thread: thread.id }, context);
  expect(core.handlers.board({}, context).snapshot().threads).toEqual([]);
});

test.each(['start', 'text', 'command', 'approval'] as const)(
  'an agent that dies at %s: the turn fails, nothing is left open, and a retry begins anew',
  async (during) => {
    const project = await addProject(makeRepository('shop'));
    const thread = await newTask(project, play([{ do: 'crash', during }]));
    const view = await until(thread, ended);
    expect([view.thread.state, view.approvals, view.items.filter((item) => item.status === 'live')]).toMatchObject([
      { kind: 'failed', during: 'turn', failure: { kind: 'agent' } },
      [],
      [],
    ]);
    await core.handlers['threads.send'](
      { thread: thread.id, text: play([{ do: 'say', text: 'Alive.' }]), attachments: [], delivery: 'queue' },
      context,
    );
    const again = await until(thread, ({ thread: now }) => now.state.kind === 'idle');
    expect(again.items.at(-1)).toMatchObject({ kind: 'assistant', text: 'Alive.' });
  },
);

test('a setup that fails is told with its output, and works when it is tried again', async () => {
  const project = await addProject(makeRepository('shop'));
  await core.handlers['projects.update'](
    { project: project.id, settings: { setup: `test -e '${root}/cure' || { echo no cure >&2; exit 7; }` } },
    context,
  );
  const thread = await newTask(project, play([{ do: 'say', text: 'Well again.' }]));
  const view = await until(thread, ended);
  expect([view.thread.state, view.items.find((item) => item.kind === 'setup')]).toMatchObject([
    { kind: 'failed', during: 'prepare' },
    { status: 'failed', exitCode: 7, output: 'no cure\n' },
  ]);
  writeFileSync(join(root, 'cure'), '');
  await core.handlers['threads.start']({ thread: thread.id }, context);
  const after = await until(thread, ({ thread: now }) => now.state.kind === 'idle');
  expect(after.items.at(-1)).toMatchObject({ kind: 'assistant', text: 'Well again.' });
});

test('a setup that hangs is ended by Stop, with all that it started', async () => {
  const project = await addProject(makeRepository('shop'));
  await core.handlers['projects.update']({ project: project.id, settings: { setup: 'sleep 4321 & echo $!; wait' } }, context);
  const thread = await newTask(project, play([{ do: 'say', text: 'Hello.' }]));
  const hanging = await until(thread, ({ items }) => items.some((item) => item.kind === 'setup' && item.output.includes('\n')));
  const setup = hanging.items.find((item) => item.kind === 'setup');
  const pid = Number(setup?.kind === 'setup' ? setup.output : 'none');
  await core.handlers['threads.stop']({ thread: thread.id }, context);
  const view = await until(thread, ({ thread: now }) => now.state.kind !== 'preparing');
  expect(view.items.find((item) => item.kind === 'setup')).toMatchObject({ status: 'interrupted' });
  while (existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '') await new Promise(setImmediate);
});

test('a place for worktrees that cannot be written is a sentence, and the prompt is kept', async () => {
  const project = await addProject(makeRepository('shop'));
  writeFileSync(join(root, 'file'), 'no folder');
  await core.handlers['settings.set']({ worktrees: join(root, 'file', 'worktrees') }, context);
  const thread = await newTask(project, play([{ do: 'say', text: 'Never.' }], 'Keep these words'));
  const view = await until(thread, ended);
  expect([view.thread.state, view.items[0]]).toMatchObject([
    {
      kind: 'failed',
      during: 'prepare',
      failure: {
        kind: 'exists',
        message: `The folder ${join(root, 'file', 'worktrees')} cannot be made: a file stands where a folder is needed.`,
      },
    },
    { kind: 'user', text: expect.stringContaining('Keep these words') as string },
  ]);
  await core.handlers['settings.set']({ worktrees: '' }, context);
  await core.handlers['threads.start']({ thread: thread.id }, context);
  await until(thread, ({ thread: now }) => now.state.kind === 'idle');
});

const odd: Readonly<Record<string, (origin: string) => string>> = {
  shallow: (origin) => {
    git(root, 'clone', '-q', '--depth', '1', `file://${origin}`, 'shallow');
    return join(root, 'shallow');
  },
  'with submodules': (origin) => {
    const path = makeRepository('outer');
    git(path, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', `file://${origin}`, 'inner');
    git(path, 'commit', '-qm', 'with submodule');
    return path;
  },
  detached: (origin) => {
    git(origin, 'checkout', '-q', '--detach');
    return origin;
  },
};

test.each(Object.keys(odd))('a repository that is %s: a task begins, works, is committed and lands', async (kind) => {
  const origin = makeRepository('origin');
  writeFileSync(join(origin, 'b.txt'), 'second\n');
  git(origin, 'add', '.');
  git(origin, 'commit', '-qm', 'second');
  const path = odd[kind]?.(origin) ?? '';
  git(path, 'config', 'user.name', 'T');
  git(path, 'config', 'user.email', 't@example.invalid');
  const thread = await newTask(await addProject(path), play([{ do: 'change', files: [{ path: 'c.txt', content: 'c\n' }] }]));
  expect((await until(thread, ended)).thread.state).toMatchObject({ kind: 'idle', outcome: 'completed' });
  expect((await changesOf(thread)).files).toMatchObject([{ path: 'c.txt' }]);
  await core.handlers['review.commit']({ thread: thread.id, message: 'third' }, context);
  const refused = await failureOf(() =>
    core.handlers['review.land']({ thread: thread.id, how: 'merge', message: 'home', moveCheckout: true }, context),
  );
  expect(git(path, 'show', 'main:c.txt')).toBe('c\n');
  if (kind !== 'detached')
    expect([refused, readFileSync(join(path, 'c.txt'), 'utf8'), git(path, 'status', '--porcelain')]).toEqual([null, 'c\n', '']);
});

test('a repository without a commit: a task is refused with what to do, and begins after the first commit', async () => {
  const path = join(root, 'empty');
  mkdirSync(path);
  git(path, 'init', '-q', '-b', 'main');
  const project = await addProject(path);
  const thread = await newTask(project, play([{ do: 'say', text: 'Begun.' }]));
  const view = await until(thread, ended);
  expect(view.thread.state).toMatchObject({ kind: 'failed', during: 'prepare', failure: { kind: 'invalid' } });
  git(path, 'commit', '-q', '--allow-empty', '-m', 'first');
  await core.handlers['threads.start']({ thread: thread.id }, context);
  await until(thread, ({ thread: now }) => now.state.kind === 'idle');
});

/** A disk of one megabyte. Null where this user may not make one. */
const smallDisk = (): string | null => {
  const path = join(root, 'disk');
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'switchyard-test', path], { stdio: 'ignore' });
    return path;
  } catch {
    return null;
  }
};

test('a disk that is full when the worktree is made: a sentence, and with more space it goes on', async ({ skip }) => {
  const disk = smallDisk();
  if (disk === null) return skip('this user may not mount a small disk');
  try {
    const project = await addProject(makeRepository('shop', { 'large.bin': randomBytes(3 * 1024 * 1024) }));
    await core.handlers['settings.set']({ worktrees: join(disk, 'worktrees') }, context);
    const thread = await newTask(project, play([{ do: 'say', text: 'Room at last.' }]));
    const view = await until(thread, ended);
    expect(view.thread.state).toMatchObject({ kind: 'failed', during: 'prepare', failure: { kind: 'storage' } });
    execFileSync('mount', ['-o', 'remount,size=16m', disk], { stdio: 'ignore' });
    await core.handlers['threads.start']({ thread: thread.id }, context);
    const after = await until(thread, ({ thread: now }) => now.state.kind === 'idle');
    expect(after.items.at(-1)).toMatchObject({ kind: 'assistant', text: 'Room at last.' });
    await core.handlers['threads.remove']({ thread: thread.id }, context);
  } finally {
    await core.dispose();
    execFileSync('umount', ['--lazy', disk]);
  }
});

const strange = [
  'quo\'te "double" `back`.txt',
  'line\nbreak.txt',
  '-dash.txt',
  'dollar $HOME %PATH%.txt',
  'größe 漢字 עברית 🚂.txt',
  'tab\tand back\\slash.txt',
  ' leading and trailing ',
  ':colon (x).txt',
];

test('names that nobody expects: folder, files, title and branch, from the task to the merge and back from removal', async () => {
  const path = makeRepository(
    'sh op "quoted" \'it\'\n漢字 $(touch planted)',
    Object.fromEntries(strange.map((name) => [name, `${name}\n`])),
  );
  const project = await addProject(path);
  expect(project).toMatchObject({ path, state: { kind: 'ready' }, branch: 'main' });
  const title = 'Größe "ändern": 漢字\n../../etc; rm -rf $(HOME) ‮evil';
  const changed = strange.map((name) => ({ path: name, content: 'changed\n' }));
  const thread = await newTask(
    project,
    play(
      [
        { do: 'change', files: [...changed, { path: 'new folder/новый\nfile.txt', content: 'x\n' }] },
        { do: 'run', command: 'printf "\\0\\1\\2\\377" > "bin ary\n.bin"; pwd' },
      ],
      title,
    ),
    { title },
  );
  const view = await until(thread, ended);
  expect(view.thread.state).toMatchObject({ kind: 'idle', outcome: 'completed' });
  const names = [...strange, 'new folder/новый\nfile.txt', 'bin ary\n.bin'].toSorted();
  const changes = await changesOf(thread);
  expect(changes.files.map((file) => file.path).toSorted()).toEqual(names);
  expect(changes.files.filter((file) => file.binary).map((file) => file.path)).toEqual(['bin ary\n.bin']);
  const patches = await core.handlers['review.patches']({ thread: thread.id, scope: 'base', paths: names, ignoreSpace: false }, context);
  expect(patches.map((patch) => patch.path).toSorted()).toEqual(names);
  const { commit } = await core.handlers['review.commit']({ thread: thread.id, message: title }, context);
  expect(git(path, 'ls-tree', '-r', '--name-only', '-z', commit).split('\0').filter(Boolean).toSorted()).toEqual(names);
  git(path, 'check-ref-format', `refs/heads/${view.thread.worktree.branch}`);
  await core.handlers['threads.remove']({ thread: thread.id }, context);
  const restored = await core.handlers['threads.restore']({ thread: thread.id }, context);
  expect(readFileSync(join(restored.worktree.path ?? '', 'line\nbreak.txt'), 'utf8')).toBe('changed\n');
  await core.handlers['review.land']({ thread: thread.id, how: 'merge', message: title, moveCheckout: true }, context);
  expect([
    git(path, 'status', '--porcelain'),
    readFileSync(join(path, 'new folder/новый\nfile.txt'), 'utf8'),
    existsSync(join(path, 'planted')),
  ]).toEqual(['', 'x\n', false]);
});
