import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OUTPUT_SHOWN_CHARS, type ItemOf } from '#contract/items.ts';
import { newId } from '#main/base/new-id.ts';
import { handoffOf } from './handoff.ts';
import { exportThread, itemsPage, readOutput, searchThreads, threadTopic, VIEW_ITEMS } from './read-thread.ts';
import { follow, openLab, type Lab } from './testing/thread-lab.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { titleOf } from './title-of.ts';

let lab: Lab;
let slot: ThreadSlot;
beforeEach(async () => {
  lab = await openLab();
  const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
  slot = lab.create('Fix the rounding');
  await sent;
});
afterEach(async () => {
  await lab.close();
});

const book = () => lab.threads.context.book;
const say = (...args: Parameters<ReturnType<Lab['agent']['session']>['say']>) => lab.agent.session().say(...args);
const command = { key: 'c', kind: 'command', command: 'yes', cwd: null, output: null, exitCode: null } as const;
const commandItem = () => slot.log.page(null, 100).find((item): item is ItemOf<'command'> => item.kind === 'command');

test('a hundred megabytes from one command: little memory, all of it on disk, the shown part bounded', { timeout: 60_000 }, async () => {
  const followed = follow(lab, slot);
  say({ kind: 'item-started', item: command });
  const chunk = `${'0123456789'.repeat(1_000)}\n`;
  const chunks = Math.ceil((100 * 1024 * 1024) / chunk.length);
  const before = process.memoryUsage().heapUsed;
  let peak = 0;
  for (let index = 0; index < chunks; index += 1) {
    say({ kind: 'item-append', key: 'c', field: 'output', chunk });
    if (index % 500 === 0) {
      peak = Math.max(peak, process.memoryUsage().heapUsed - before);
      await new Promise(setImmediate);
    }
  }
  say({ kind: 'item-ended', item: { ...command, exitCode: 0 }, status: 'done' });
  const item = commandItem();
  expect([item?.outputBytes, (item?.output.length ?? 0) <= OUTPUT_SHOWN_CHARS]).toEqual([chunk.length * chunks, true]);
  expect(peak).toBeLessThan(150 * 1024 * 1024);
  const piece = await readOutput(slot, book(), item!.id, chunk.length * 5_000, 20);
  expect(piece).toEqual({ text: '01234567890123456789', nextByte: chunk.length * 5_000 + 20, totalBytes: chunk.length * chunks });
  slot.publisher.flush();
  expect(followed.view().items.find(({ id }) => id === item!.id)).toEqual(item);
  followed.stop();
});

test('an output can be put together from pieces that never cut a character', async () => {
  const text = 'aé€😀'.repeat(9_000);
  say({ kind: 'item-started', item: command });
  for (let index = 0; index < text.length; index += 1_000)
    say({ kind: 'item-append', key: 'c', field: 'output', chunk: text.slice(index, index + 1_000) });
  const { id, outputBytes } = commandItem()!;
  let read = '';
  for (let from = 0; from < outputBytes;) {
    const piece = await readOutput(slot, book(), id, from, 997);
    read += piece.text;
    from = piece.nextByte;
  }
  expect(read).toBe(text);
});

test('whoever listens has what is stored, however the events fall', async () => {
  const event = fc.oneof(
    fc.record({ key: fc.constantFrom('a', 'b'), chunk: fc.string({ maxLength: 9_000 }) }),
    fc.constant('flush' as const),
    fc.constantFrom('a', 'b').map((key) => ({ end: key })),
  );
  const followed = follow(lab, slot);
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      round += 1;
      for (const one of events) {
        if (one === 'flush') slot.publisher.flush();
        else if ('end' in one) say({ kind: 'item-ended', item: { ...command, key: `${one.end}${round}` }, status: 'done' });
        else say({ kind: 'item-append', key: `${one.key}${round}`, field: 'output', chunk: one.chunk });
      }
      slot.publisher.flush();
      const stored = slot.log.page(null, 500);
      expect(followed.view().items.slice(-stored.length)).toEqual(stored.slice(-followed.view().items.length));
      await Promise.resolve();
    }),
    { numRuns: 30 },
  );
  followed.stop();
});

describe('search and export', () => {
  test('titles first, then what was said; removed tasks are not found', () => {
    say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'The rounding was cut off.' }, status: 'done' });
    const found = searchThreads(book(), 'rounding', 10);
    expect(found.map((hit) => [hit.item === null, hit.excerpt])).toEqual([
      [true, 'Fix the \u0002rounding\u0003'],
      [false, 'The \u0002rounding\u0003 was cut off.'],
      [false, 'Fix the \u0002rounding\u0003'],
    ]);
  });

  test('an export has every line once, page by page', () => {
    for (let index = 0; index < 1_200; index += 1) {
      say({ kind: 'item-ended', item: { key: `k${index}`, kind: 'assistant', text: `n${index}` }, status: 'done' });
    }
    const lines: { readonly type: string; readonly item?: { readonly position: number } }[] = [];
    for (let from: number | null = 0; from !== null;) {
      const page = exportThread(slot, book(), from);
      lines.push(...page.lines.map((line) => JSON.parse(line) as (typeof lines)[number]));
      from = page.next;
    }
    expect(lines.map((line) => line.type).filter((type) => type !== 'item')).toEqual(['thread', 'turn']);
    expect(lines.flatMap((line) => line.item?.position ?? [])).toEqual(Array.from({ length: 1_201 }, (_, index) => index + 1));
  });
});

test('of thousands of turns a page brings its own, and the view the newest', () => {
  const { storage } = book();
  const base = { turn: null, status: 'done', startedAt: 1, endedAt: 1, kind: 'assistant', text: 'x' } as const;
  storage.transaction(() => {
    for (let number = 2; number <= 2_001; number += 1) {
      const turn = newId('u');
      storage.turns.put({
        id: turn,
        thread: slot.id,
        number,
        trigger: 'user',
        startedAt: 1,
        endedAt: 1,
        outcome: { kind: 'completed' },
        usage: null,
      });
      const item = { ...base, id: newId('i'), turn };
      // The last turn has said nothing yet.
      if (number <= 2_000)
        for (const half of [0, 1]) storage.items.put(slot.id, { ...item, id: newId('i'), position: (number - 1) * 2 + half });
    }
  });
  const { turns, items } = threadTopic(book(), slot.id).snapshot();
  expect([items.length, items.at(-1)?.position]).toEqual([VIEW_ITEMS, 3_999]);
  expect(turns.map(({ number }) => number)).toEqual([...Array.from({ length: 50 }, (_, index) => 1_951 + index), 2_001]);
  expect(itemsPage(book(), slot, 7, 4).turns.map(({ number }) => number)).toEqual([2, 3, 4]);
  // What is said when the lab closes comes after it.
  slot.log.put({ ...base, id: newId('i'), position: 4_000 });
});

test('titles come from the first line that says something', () => {
  expect([
    titleOf('  \n## Fix *the* `rounding`\nmore'),
    titleOf('- [ ] \n```\n日本語の題名'),
    titleOf('???'),
    titleOf(`${'word '.repeat(40)}`),
    titleOf('* Why is `__init__` or exec_command_now slow, _really_ and __truly__? 2*3*4'),
    titleOf('**Rename** some_*.txt to _private'),
  ]).toEqual([
    'Fix the rounding',
    '日本語の題名',
    'Untitled task',
    `${'word '.repeat(14).trim()}…`,
    'Why is __init__ or exec_command_now slow, really and truly? 2*3*4',
    'Rename some_*.txt to _private',
  ]);
});

test('a handoff is the end of the conversation, and nothing when no agent has spoken', () => {
  const items = slot.log.page(null, 10);
  expect(handoffOf(items)).toBe('');
  say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'x'.repeat(10_000) }, status: 'done' });
  const text = handoffOf(slot.log.page(null, 10));
  expect([text.includes('User:\nFix the rounding'), text.length < 4_000]).toEqual([true, true]);
});

test('a disk that is full while the agent works: it is said once, nothing is lost, and all is stored when there is space', () => {
  const pages = Number(lab.database.pragma('page_count'));
  lab.database.pragma('wal_checkpoint(TRUNCATE)');
  lab.database.pragma(`max_page_count = ${pages}`);
  for (let index = 0; index < 40; index += 1) {
    say({ kind: 'item-ended', item: { key: `k${index}`, kind: 'assistant', text: 'y'.repeat(4_000) }, status: 'done' });
  }
  say({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  const items = slot.log.page(null, 100);
  expect(items.filter((item) => item.kind === 'notice').map((item) => item.text)).toEqual([
    'The disk is full, so nothing can be stored. What happens now is kept in memory until it can be stored.',
  ]);
  expect([items.length, slot.thread.state.kind]).toEqual([42, 'idle']);
  lab.database.pragma('max_page_count = 1000000');
  book().flush();
  expect(book().storage.items.page(slot.id, null, 100)).toEqual(items);
  expect(book().storage.turns.open()).toEqual([]);
  expect(book().storage.threads.get(slot.id)?.thread.state).toMatchObject({ kind: 'idle', outcome: 'completed' });
});
