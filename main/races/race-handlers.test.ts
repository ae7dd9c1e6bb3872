import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '#main/base/new-id.ts';
import { createThread } from '#main/threads/create-thread.ts';
import { openLab, type Lab } from '#main/threads/testing/thread-lab.ts';
import { playedAgent } from '#main/threads/testing/played-agent.ts';
import { threadHandlers } from '#main/threads/thread-handlers.ts';
import { raceHandlers } from './race-handlers.ts';

let lab: Lab;
let handlers: ReturnType<typeof raceHandlers>;
const context = { signal: new AbortController().signal };

beforeEach(async () => {
  lab = await openLab({ agents: [playedAgent('red'), playedAgent('blue')] });
  const { book } = lab.threads.context;
  handlers = raceHandlers({
    threads: () => book.all().map((slot) => slot.thread),
    create: (thread, race) => createThread(lab.threads.context, thread, [], { race }).thread,
    link: (thread, race) => void book.record(book.get(thread), { thread: { race } }),
    checkAgent: (agent) => void lab.threads.context.agents.backend(agent),
    calls: threadHandlers({ threads: lab.threads, attachments: () => [] }),
  });
});
afterEach(() => lab.close());

const variant = (agent: string, model: string | null = null) => ({ agent, model, effort: null });
const start = async (variants: readonly ReturnType<typeof variant>[]) =>
  await handlers['races.start'](
    { project: lab.project.id, prompt: 'Mend it', attachments: [], base: null, tags: [], variants: [...variants] },
    context,
  );
const threadOf = (id: Parameters<typeof lab.threads.context.book.get>[0]) => lab.threads.context.book.get(id).thread;

test('all run the same task, each its own way; the winner stays, the others are stopped and archived', async () => {
  const { race, threads } = await start([variant('red'), variant('blue'), variant('blue', 'large')]);
  expect(threads.map(({ agent, model, title, race: link }) => [agent, model, title, link])).toEqual([
    ['red', null, 'Mend it', { id: race, outcome: 'open' }],
    ['blue', null, 'Mend it', { id: race, outcome: 'open' }],
    ['blue', 'large', 'Mend it', { id: race, outcome: 'open' }],
  ]);
  const [red, blue, large] = threads;
  if (red === undefined || blue === undefined || large === undefined) throw new Error('three were begun');
  for (const { id } of threads) {
    const slot = lab.threads.context.book.get(id);
    await lab.until(slot, ({ state }) => state.kind === 'running');
  }
  const picked = await handlers['races.pick']({ race, winner: blue.id, others: 'archive' }, context);
  expect(picked).toEqual({ archived: [red.id, large.id] });
  expect(threadOf(blue.id)).toMatchObject({ race: { outcome: 'won' }, archivedAt: null, state: { kind: 'running' } });
  for (const { id } of [red, large]) {
    expect(threadOf(id)).toMatchObject({ race: { outcome: 'lost' }, archivedAt: expect.any(Number), worktree: { status: 'ready' } });
  }
});

test('the others can stay as they are', async () => {
  const { race, threads } = await start([variant('red'), variant('blue')]);
  const [red, blue] = threads;
  if (red === undefined || blue === undefined) throw new Error('two were begun');
  expect(await handlers['races.pick']({ race, winner: red.id, others: 'keep' }, context)).toEqual({ archived: [] });
  expect(threadOf(blue.id)).toMatchObject({ race: { outcome: 'lost' }, archivedAt: null });
});

test('a race needs agents that are there, and ways that differ; otherwise nothing is begun', async () => {
  await expect(start([variant('red'), variant('red')])).rejects.toMatchObject({ failure: { kind: 'invalid' } });
  await expect(start([variant('red'), variant('nobody')])).rejects.toBeDefined();
  expect(lab.threads.context.book.all()).toEqual([]);
  await expect(
    Promise.resolve(handlers['races.pick']({ race: newId('x'), winner: newId('t'), others: 'archive' }, context)),
  ).rejects.toMatchObject({ failure: { kind: 'not-found' } });
});
