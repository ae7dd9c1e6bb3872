/** What agents show beside their words: images, sub-agents, attempts, limits. On a real database with real files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Item } from '#contract/items.ts';
import { Attachments } from '#main/settings/attachments.ts';
import { handoffOf } from './handoff.ts';
import { conversationBefore } from './conversation.ts';
import { itemsPage } from './read-thread.ts';
import { follow, openLab, type Lab } from './testing/thread-lab.ts';
import type { ThreadSlot } from './thread-slot.ts';

let lab: Lab;
let slot: ThreadSlot;
beforeEach(async () => {
  lab = await openLab();
  const sent = new Promise<void>((resolve) => (lab.agent.behaviour.onSend = () => resolve()));
  slot = lab.create('Look around');
  await sent;
});
afterEach(async () => {
  await lab.close();
});

const say = (...args: Parameters<ReturnType<Lab['agent']['session']>['say']>) => lab.agent.session().say(...args);
const items = (): readonly Item[] => slot.log.page(null, 100);
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('images are copied once, by bytes and by path, and outlive their file', async () => {
  const path = join(lab.folder, 'shot.png');
  writeFileSync(path, png);
  const told = {
    key: 'm',
    kind: 'assistant',
    text: 'See',
    images: [{ mime: 'image/png', base64: png.toString('base64') }, { path }],
  } as const;
  say({ kind: 'item-started', item: told });
  say({ kind: 'item-updated', item: told });
  say({ kind: 'item-ended', item: { ...told, text: 'See it' }, status: 'done' });
  const shown = items().find((item) => item.kind === 'assistant');
  expect(shown).toMatchObject({
    text: 'See it',
    images: [
      { name: 'image.png', mime: 'image/png', bytes: 70 },
      { name: 'shot.png', bytes: 70 },
    ],
  });
  expect(slot.images.size).toBe(0);
  const { n } = lab.database.prepare<{ n: number }>('SELECT count(*) AS n FROM attachments').get() ?? { n: 0 };
  expect(n).toBe(2);
});

test('an image that is not there, is no image or is a pipe is a plain sentence, and the words come all the same', () => {
  const path = join(lab.folder, 'secret.png');
  writeFileSync(path, 'not an image');
  const images = [{ path: '/no/such.png' }, { path }, { path: '/dev' }, { mime: 'image/png', base64: 'aGVsbG8=' }];
  say({ kind: 'item-started', item: { key: 'm', kind: 'assistant', text: '', images } });
  say({ kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'Done', images }, status: 'done' });
  expect(items().flatMap((item) => (item.kind === 'notice' || item.kind === 'assistant' ? [item.text] : []))).toEqual([
    'The agent showed the image /no/such.png, which is not there or cannot be read.',
    `The agent showed the image ${path}, which is of a kind that cannot be shown here.`,
    'The agent showed the image /dev, which is not a file.',
    'The agent showed an image of a kind that cannot be shown here.',
    'Done',
  ]);
});

test('bytes of an image can be read as soon as it is told', async () => {
  const attachments = new Attachments(lab.threads.context.book.storage.attachments, join(lab.folder, 'kept'));
  const kept = attachments.keepImage({ mime: 'image/png', base64: png.toString('base64') });
  if ('missing' in kept) throw new Error(kept.missing);
  expect(await attachments.read(kept.id)).toEqual({ mime: 'image/png', base64: png.toString('base64') });
});

test('a sub-agent in the background outlives the turn, and a page without sub-agents leaves out what it did', () => {
  say({ kind: 'item-started', item: { key: 's', kind: 'subagent', title: 'Explorer', text: '' } });
  say({ kind: 'item-ended', item: { key: 'w', kind: 'assistant', text: 'It looks around.' }, status: 'done' });
  say({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  expect(items().map(({ kind, status }) => [kind, status])).toEqual([
    ['user', 'done'],
    ['subagent', 'live'],
    ['assistant', 'done'],
  ]);
  say({ kind: 'item-ended', item: { key: 'a', parentKey: 's', kind: 'assistant', text: 'I am the sub-agent.' }, status: 'done' });
  say({ kind: 'item-ended', item: { key: 's', kind: 'subagent', title: 'Explorer', text: 'Two files.' }, status: 'done' });
  const subagent = items()[1];
  expect(items().map(({ kind, status, parent }) => [kind, status, parent])).toEqual([
    ['user', 'done', undefined],
    ['subagent', 'done', undefined],
    ['assistant', 'done', undefined],
    ['assistant', 'done', subagent?.id],
  ]);
  const { book } = lab.threads.context;
  expect(itemsPage(book, slot, null, 100, true).items.map(({ kind }) => kind)).toEqual(['user', 'subagent', 'assistant']);
  expect(handoffOf(conversationBefore(book, slot))).not.toContain('I am the sub-agent');
});

test('the card tells of the sub-agent by name, of its own plan only, and of attempts', () => {
  const followed = follow(lab, slot);
  const board = lab.threads.board;
  const live = (): string | null | undefined => board.snapshot().threads[0]?.live;
  const plan = { kind: 'plan', text: '' } as const;
  say({
    kind: 'item-updated',
    item: {
      key: 'p',
      ...plan,
      steps: [
        { text: 'Read', status: 'done' },
        { text: 'Write it down', status: 'active' },
      ],
    },
  });
  say({ kind: 'item-started', item: { key: 's', kind: 'subagent', title: 'Explorer', text: '' } });
  say({
    kind: 'item-started',
    item: { key: 'c', parentKey: 's', kind: 'command', command: 'rg x', cwd: null, output: null, exitCode: null },
  });
  expect([live(), slot.thread.plan]).toEqual(['Explorer: rg x', { done: 1, total: 2, active: 'Write it down' }]);
  say({ kind: 'item-updated', item: { key: 'q', parentKey: 's', ...plan, steps: [{ text: 'Its own', status: 'active' }] } });
  expect(slot.thread.plan).toEqual({ done: 1, total: 2, active: 'Write it down' });
  say({ kind: 'notice', level: 'warning', text: 'Overloaded.', retry: { attempt: 2, of: 5, at: null } });
  expect(live()).toBe('Tries again: 2 of 5');
  followed.stop();
});

test('a turn that fails after its attempts leaves no attempt under way', () => {
  say({ kind: 'notice', level: 'warning', text: 'Overloaded.', retry: { attempt: 5, of: 5, at: null } });
  say({ kind: 'turn-ended', outcome: { kind: 'failed', failure: { kind: 'agent', message: 'Overloaded.' }, retryable: true } });
  expect(items().filter(({ kind }) => kind === 'notice')).toMatchObject([{ status: 'interrupted', retry: { attempt: 5 } }]);
});
