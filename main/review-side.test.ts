/** Reviewing around the whole core: turns keep the folder, going back and forks, a reviewer, and the plug pulled in the middle. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import type { ChangeScope } from '#contract/review.ts';
import { NewThread, type ThreadView } from '#contract/threads.ts';
import { startCore, type Core } from './core.ts';
import { untilView } from './testing/until-view.ts';

vi.setConfig({ testTimeout: 120_000 });

const FILES = 150;
let root: string;
let core: Core | null = null;
let victim: ChildProcess | null = null;
const context = { signal: new AbortController().signal };
const repository = (): string => join(root, 'repository');

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-review-')));
  mkdirSync(repository());
  const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: repository(), encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'T');
  git('config', 'user.email', 't@example.invalid');
  for (let at = 0; at < FILES; at += 1) writeFileSync(join(repository(), `file-${at}.txt`), `as it was ${at}\n`);
  git('add', '.');
  git('commit', '-qm', 'first');
});
afterEach(async () => {
  victim?.kill('SIGKILL');
  await core?.dispose();
  core = null;
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

const start = async (): Promise<Core> => {
  core = await startCore({ dataFolder: join(root, 'data'), host: { kind: 'serve' }, startFolder: root });
  await core.recovered;
  return core;
};
const play = (steps: readonly object[], then: readonly (readonly object[])[] = []): string =>
  `Do it\n\`\`\`script\n${JSON.stringify({ steps, then })}\n\`\`\``;
const write = (path: string, content: string): object => ({ do: 'change', files: [{ path, content }] });
const say = (text: string): object => ({ do: 'say', text });

const newThread = async (running: Core, prompt: string): Promise<ThreadId> => {
  const project = await running.handlers['projects.add']({ path: repository() }, context);
  const input = NewThread.parse({ project: project.id, agent: 'scripted', prompt });
  return (await running.handlers['threads.create'](input, context)).id;
};
const rest = (running: Core, thread: ThreadId, turns: number): Promise<ThreadView> =>
  untilView(running, thread, context, (view) => view.thread.turns >= turns && view.thread.state.kind === 'idle');
const send = (running: Core, thread: ThreadId, text: string) =>
  running.handlers['threads.send']({ thread, text, attachments: [], delivery: 'queue' }, context);
const paths = async (running: Core, thread: ThreadId, scope: ChangeScope): Promise<readonly string[]> => {
  const topic = running.handlers.changes({ thread, scope }, context);
  await topic.prepare?.();
  return topic.snapshot().files.map(({ path }) => path);
};
const checkpointsOf = (running: Core, thread: ThreadId) => running.handlers.checkpoints({ thread }, context).snapshot();
/** The end of a turn is kept beside the next thing; whoever takes one more comes after it. */
const kept = async (running: Core, thread: ThreadId) => {
  await running.handlers['checkpoints.take']({ thread, label: 'now' }, context);
  return checkpointsOf(running, thread);
};

test('each turn keeps the folder; going back sets aside what was said; a fork begins where another stood', async () => {
  const running = await start();
  const thread = await newThread(
    running,
    play([write('one.txt', 'one\n'), say('First turn.')], [[write('two.txt', 'two\n'), say('Second turn.')], [say('Third turn.')]]),
  );
  const first = await rest(running, thread, 1);
  const folder = first.thread.worktree.path ?? '';
  await send(running, thread, 'Go on');
  const second = await rest(running, thread, 2);
  const all = await kept(running, thread);
  expect(all.map(({ why }) => why)).toEqual(['user', 'turn-end', 'turn-start', 'turn-end', 'turn-start']);
  const [turn1, turn2] = second.turns.map(({ id }) => id);
  expect([
    await paths(running, thread, 'last-turn'),
    await paths(running, thread, `turn.${turn1 ?? ''}`),
    await paths(running, thread, 'base'),
  ]).toEqual([['two.txt'], ['one.txt'], ['one.txt', 'two.txt']]);
  const evidence = await running.handlers['review.evidence']({ thread, scope: 'last-turn' }, context);
  expect([evidence.requests.map(({ text }) => text), evidence.lastWords?.text]).toEqual([['Go on'], 'Second turn.']);
  const { turns } = await running.handlers['review.scopes']({ thread }, context);
  expect(turns.map(({ turn, prompt }) => [turn, prompt])).toEqual([
    [turn2, 'Go on'],
    [turn1, 'Do it'],
  ]);

  const beforeSecond = all.find(({ why, turn }) => why === 'turn-start' && turn === turn2);
  const endOfFirst = all.find(({ why, turn }) => why === 'turn-end' && turn === turn1);
  if (beforeSecond === undefined || endOfFirst === undefined) throw new Error('no checkpoints');
  const preview = await running.handlers['checkpoints.preview']({ thread, checkpoint: endOfFirst.id }, context);
  expect(preview).toEqual({ totals: { files: 1, added: 0, deleted: 1 }, paths: ['two.txt'], items: 3 });
  const { before } = await running.handlers['checkpoints.restore']({ thread, checkpoint: endOfFirst.id, what: 'both' }, context);
  expect([existsSync(join(folder, 'one.txt')), existsSync(join(folder, 'two.txt'))]).toEqual([true, false]);
  const back = await rest(running, thread, 2);
  const { position } = endOfFirst;
  expect(back.thread.setAside).toMatchObject([{ from: position + 1, to: second.items.at(-1)?.position }]);
  expect(back.items).toHaveLength(second.items.length + 1);
  // The other way: everything is as before.
  await running.handlers['checkpoints.restore']({ thread, checkpoint: before.id, what: 'both' }, context);
  expect(existsSync(join(folder, 'two.txt'))).toBe(true);
  expect((await rest(running, thread, 2)).thread.setAside).toMatchObject([{ from: before.position + 1 }]);

  const fork = await running.handlers['checkpoints.fork'](
    { thread, checkpoint: endOfFirst.id, prompt: play([say('{{handoff}} I am the fork.')]), conversation: true },
    context,
  );
  const forked = await rest(running, fork.id, 1);
  const own = forked.thread.worktree;
  expect([own.place, own.base, existsSync(join(own.path ?? '', 'one.txt')), existsSync(join(own.path ?? '', 'two.txt'))]).toEqual([
    'worktree',
    'main',
    true,
    false,
  ]);
  expect(await paths(running, fork.id, 'base')).toEqual(['one.txt']);
});

test('an agent reviews in a thread of its own, in the same folder, read only', async () => {
  const running = await start();
  const thread = await newThread(running, play([write('one.txt', 'one\n'), say('Done.')]));
  await rest(running, thread, 1);
  const block = JSON.stringify({ summary: 'One thing.', findings: [{ path: 'one.txt', from: 1, severity: 'minor', title: 'Too short' }] });
  const script = JSON.stringify({ steps: [say(`\`\`\`json\n${block}\n\`\`\``)] });
  const reviews = running.handlers.reviews({ thread }, context);
  const done = new Promise<void>((resolve) => {
    reviews.listen(([list]) => (list?.[0]?.state === 'running' ? undefined : resolve()));
  });
  // The scripted agent plays what its message says.
  const { review } = await running.handlers['review.start'](
    { thread, scope: 'base', agent: null, model: null, instruction: `\`\`\`script\n${script}\n\`\`\`` },
    context,
  );
  await done;
  const reviewer = await rest(running, review, 1);
  expect([reviewer.thread.policy, reviewer.thread.worktree.place, reviewer.thread.worktree.path]).toEqual([
    'read-only',
    'adopted',
    (await rest(running, thread, 1)).thread.worktree.path,
  ]);
  expect(reviews.snapshot()).toMatchObject([{ review, state: 'done', findings: 1, summary: 'One thing.' }]);
  expect(running.handlers.comments({ thread }, context).snapshot()).toMatchObject([
    { body: '**Too short**', code: 'one', severity: 'minor', state: 'open' },
  ]);
});

test.each(['revert', 'restore'] as const)('kill -9 in the middle of a %s loses nothing', async (what) => {
  for (const delay of [150, 420, 700]) {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'testing', 'act-victim.ts'), join(root, 'data'), repository(), what, String(FILES)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    victim = child;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`the core ended by itself: ${code}`)));
    });
    const { thread, folder } = JSON.parse(line) as { thread: ThreadId; folder: string };
    // When it is killed does not matter: whatever it was at, nothing may be lost.
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill('SIGKILL');
    await ended;
    const running = await start();
    const stateOf = (at: number): string => {
      const path = join(folder, `file-${at}.txt`);
      return existsSync(path) ? readFileSync(path, 'utf8').replace(String(at), '').trim() : 'missing';
    };
    const read = (): ReadonlySet<string> => new Set(Array.from({ length: FILES }, (_, at) => stateOf(at)));
    // Each file whole, and all of them on the same side.
    const found = [...read()];
    expect(found).toHaveLength(1);
    expect(['changed', 'as it was']).toContain(found[0]);
    if (found[0] === 'as it was') {
      // What was changed is one click away: as an act to take back, or as a checkpoint to go back to.
      const before = checkpointsOf(running, thread).filter(({ why }) => why === 'before-act');
      for (const { id } of before) {
        await running.handlers['checkpoints.restore']({ thread, checkpoint: id, what: 'files' }, context);
        // One of them may be the folder as the crash left it, half-way: git takes a file away before it writes the other one.
        if (read().size === 1 && read().has('changed')) break;
      }
      expect([...read()]).toEqual(['changed']);
    }
    await running.dispose();
    core = null;
  }
});
