/** Conversations from outside, by an agent whose list the test writes: threads, places and storage are real. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { AgentBackend, PastSession, PastTurn } from '#main/agents/agent-backend.ts';
import { playedAgent, type PlayedAgent } from '#main/threads/testing/played-agent.ts';
import type { Worktrees } from '#main/worktrees/worktrees.ts';
import { openLab, type Lab } from '#main/threads/testing/thread-lab.ts';
import { AgentId } from '#contract/ids.ts';
import { sendMessage } from '#main/threads/send-message.ts';
import type { ThreadSlot } from '#main/threads/thread-slot.ts';
import { Imports } from './imports.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const turns: readonly PastTurn[] = [
  {
    prompt: 'Fix the rounding',
    startedAt: 100,
    endedAt: 200,
    mark: 'm1',
    items: [
      { item: { key: 'r', kind: 'reasoning', text: 'Half up.' }, status: 'done' },
      { item: { key: 's', kind: 'subagent', title: 'Look', text: 'found' }, status: 'done' },
      {
        item: { key: 'c', parentKey: 's', kind: 'command', command: 'ls', cwd: null, output: 'x'.repeat(40_000), exitCode: 0 },
        status: 'done',
      },
      { item: { key: 'a', kind: 'assistant', text: 'Done.' }, status: 'done' },
    ],
  },
  {
    prompt: 'And test it',
    startedAt: null,
    endedAt: null,
    mark: 'm2',
    items: [{ item: { key: 'b', kind: 'assistant', text: 'Tested.' }, status: 'interrupted' }],
  },
];

interface Outside {
  readonly lab: Lab;
  readonly imports: Imports;
  readonly agent: PlayedAgent;
  sessions: PastSession[];
}

const outside = async (
  abilities: { readonly forks?: boolean } = {},
  worktrees: readonly string[] = [],
  means: Partial<Worktrees> = {},
): Promise<Outside> => {
  const made: { sessions: PastSession[] } = { sessions: [] };
  const played = playedAgent();
  const past: Pick<AgentBackend, 'list' | 'read'> = {
    list: async (folder) => await Promise.resolve(made.sessions.filter((session) => session.folder.startsWith(folder))),
    read: async () => await Promise.resolve(turns),
  };
  const detected = { ...(await played.detect()), label: 'Played' };
  const agent: PlayedAgent = Object.assign(played, past, {
    detect: async () => await Promise.resolve({ ...detected, abilities: { ...detected.abilities, ...abilities } }),
  });
  const lab = await openLab({ agents: [agent], worktrees: means });
  ends.push(() => lab.close());
  lab.now = 1_000_000;
  const { context } = lab.threads;
  const imports = new Imports({
    context,
    agents: context.agents,
    projects: lab.projects,
    sessions: context.book.storage.nativeSessions,
    worktrees: async () => await Promise.resolve(worktrees.map((name) => join(lab.project.path, name))),
  });
  return Object.assign(made, { lab, imports, agent });
};

const session = (id: string, folder: string, more: Partial<PastSession> = {}): PastSession => ({
  reference: { nativeId: id },
  title: `Title of ${id}`,
  words: `words of ${id}`,
  folder,
  updatedAt: 500,
  ...more,
});

const begin = async (...known: Parameters<typeof outside>): Promise<Outside> => {
  const made = await outside(...known);
  made.sessions = [session('one', made.lab.project.path)];
  return made;
};

const played = AgentId.parse('played');

const open = async ({ lab, imports }: Outside, id: string, fork = false) => {
  const { thread, isNew } = await imports.open(lab.project.id, played, id, fork);
  const slot = lab.threads.context.book.get(thread);
  await lab.until(slot, ({ state }) => state.kind === 'idle');
  return { slot, isNew };
};

const send = async ({ lab }: Outside, slot: ThreadSlot, text: string): Promise<void> => {
  await slot.mailbox.put(() => sendMessage(lab.threads.context, slot, { text, attachments: [] }, 'queue'));
};

/** One message and its end; what the agent got with it. */
const goOn = async (made: Outside, slot: ThreadSlot) => {
  const taken = new Promise<void>((resolve) => (made.agent.behaviour.onSend = () => resolve()));
  await send(made, slot, 'Go on');
  await taken;
  const { start, sent } = made.agent.session();
  return { resume: start.resume, from: start.from, text: sent[0]?.message.text ?? '' };
};

test('the past stands in the log as it was, and the next message goes on in the agent’s own conversation', async () => {
  const made = await begin();
  const { book } = made.lab.threads.context;
  const { slot, isNew } = await open(made, 'one');
  const { thread } = slot;
  expect([isNew, thread.title, thread.turns, thread.createdAt, thread.imported, thread.worktree.place]).toEqual([
    ...[true, 'Title of one', 2, 100],
    { at: 1_000_000, upTo: 8 },
    'checkout',
  ]);
  const items = slot.log.page(null, 100);
  expect(items.map(({ kind, status, startedAt, endedAt, parent }) => [kind, status, startedAt, endedAt, parent])).toEqual([
    ['user', 'done', 100, 100, undefined],
    ['reasoning', 'done', 100, 200, undefined],
    ['subagent', 'done', 100, 200, undefined],
    ['command', 'done', 100, 200, items[2]?.id],
    ['assistant', 'done', 100, 200, undefined],
    ['user', 'done', 200, 200, undefined],
    ['assistant', 'interrupted', 200, 200, undefined],
    ['notice', 'done', 1_000_000, 1_000_000, undefined],
  ]);
  const command = items[3];
  if (command === undefined) throw new Error('no command');
  expect((await book.storage.outputs.read(slot.id, command.id, 0, 1))?.totalBytes).toBe(40_000);
  const marks = book.storage.turnMarks.upTo(slot.id, 99, 9).map(({ mark, position }) => [mark, position]);
  expect(marks).toEqual([
    ['m2', 7],
    ['m1', 5],
  ]);
  expect(await goOn(made, slot)).toEqual({ resume: { nativeId: 'one' }, from: undefined, text: 'Go on' });
  expect(book.storage.turns.ofThread(slot.id).map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('taken in twice, at once or later, it is one thread; the list leaves it out, and shows it again when that is removed', async () => {
  const made = await begin();
  const { lab, imports } = made;
  const ids = async () => (await imports.list(lab.project.id, '', 10)).sessions.map(({ id }) => id);
  expect(await ids()).toEqual(['one']);
  const both = await Promise.all([open(made, 'one'), open(made, 'one')]);
  expect(both.map(({ isNew }) => isNew)).toEqual([true, false]);
  expect(new Set(both.map(({ slot }) => slot.id)).size).toBe(1);
  expect(await ids()).toEqual([]);
  const [{ slot }] = both;
  lab.threads.context.book.drop(slot, { ...slot.thread, removedAt: 5 });
  expect(await ids()).toEqual(['one']);
  expect((await open(made, 'one')).slot.id).not.toBe(slot.id);
});

test('what is at work elsewhere is refused, or branched off where the agent can; else the agent is told how it went', async () => {
  const made = await begin({ forks: true });
  made.sessions = [
    session('busy', made.lab.project.path, { inUse: true }),
    session('fresh', made.lab.project.path, { updatedAt: 999_000 }),
  ];
  await expect(open(made, 'busy')).rejects.toThrow('Another program is at work');
  await expect(open(made, 'fresh')).rejects.toThrow('Another program is at work');
  const forked = await goOn(made, (await open(made, 'busy', true)).slot);
  expect(forked).toEqual({ resume: { nativeId: 'busy' }, from: { mark: 'm2', fork: true }, text: 'Go on' });
  const plain = await begin();
  plain.sessions = [session('busy', plain.lab.project.path, { inUse: true })];
  const told = await goOn(plain, (await open(plain, 'busy', true)).slot);
  expect([told.resume, told.text.includes('Fix the rounding'), told.text.endsWith('Go on')]).toEqual([null, true, true]);
});

test('a worktree of the project is taken over, one of a task or a folder that is gone is not; the query looks into all that is known', async () => {
  const made = await begin({}, ['side', 'tasks']);
  const { lab, imports } = made;
  const at = (name: string): string => join(lab.project.path, name);
  mkdirSync(at('side'));
  mkdirSync(at('tasks'));
  const task = lab.create();
  await lab.until(task, ({ state }) => state.kind === 'running');
  lab.threads.context.book.commit(task, { thread: { worktree: { ...task.thread.worktree, path: at('tasks') } } });
  made.sessions = ['', 'side', 'tasks', 'gone'].map((name, index) => session(`s${index}`, at(name), { updatedAt: index }));
  const list = async (query: string) => (await imports.list(lab.project.id, query, 10)).sessions.map(({ id, place }) => [id, place]);
  expect(await list('')).toEqual([
    ['s3', 'new'],
    ['s2', 'new'],
    ['s1', 'worktree'],
    ['s0', 'checkout'],
  ]);
  expect(await list('played WORDS s1')).toEqual([['s1', 'worktree']]);
  expect((await open(made, 's1')).slot.private.placement).toEqual({ kind: 'adopt', path: at('side') });
});

test('a thread’s own conversation is none from outside', async () => {
  const made = await begin();
  const slot = made.lab.create();
  await made.lab.until(slot, ({ state }) => state.kind === 'running');
  made.agent.session().say({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  await made.lab.until(slot, ({ state }) => state.kind === 'idle');
  made.sessions = [session('played-1', made.lab.project.path)];
  expect((await made.imports.list(made.lab.project.id, '', 10)).sessions).toEqual([]);
});

test('a crash in the middle leaves nothing, one right after it the whole', async () => {
  // Nothing goes on behind the back of a database that is gone.
  const made = await begin({}, [], { plan: () => new Promise(() => {}) });
  const { lab, imports } = made;
  const { book } = lab.threads.context;
  const put = book.storage.nativeSessions.put.bind(book.storage.nativeSessions);
  Object.assign(book.storage.nativeSessions, {
    put: () => {
      throw new Error('the plug is pulled');
    },
  });
  await expect(imports.open(lab.project.id, played, 'one', false)).rejects.toThrow('the plug is pulled');
  expect([book.all(), book.storage.threads.list(), book.storage.items.live()]).toEqual([[], [], []]);
  Object.assign(book.storage.nativeSessions, { put });
  const { thread } = await imports.open(lab.project.id, played, 'one', false);
  lab.kill();
  const again = await openLab({ folder: lab.folder, agents: [playedAgent()] });
  ends.push(() => again.close());
  await again.threads.recoverPlaces();
  const slot = again.threads.context.book.get(thread);
  await again.until(slot, ({ state }) => state.kind === 'idle');
  expect(
    slot.log
      .page(null, 100)
      .map(({ kind }) => kind)
      .slice(0, 8),
  ).toEqual([...['user', 'reasoning', 'subagent', 'command', 'assistant', 'user', 'assistant', 'notice']]);
  expect(slot.private.session?.reference).toEqual({ nativeId: 'one' });
});
