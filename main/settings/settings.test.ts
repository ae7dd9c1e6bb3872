import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '#contract/settings.ts';
import { newId } from '#main/base/new-id.ts';
import { dataPaths } from '#main/base/paths.ts';
import type { Database } from '#main/storage/database.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { createStorage, type Storage } from '#main/storage/storage.ts';
import { ATTACHMENT_MAX_BYTES, Attachments } from './attachments.ts';
import { draftHandlers } from './drafts.ts';
import { readSettings, SettingsStore } from './settings-store.ts';

let folder: string;
let database: Database;
let storage: Storage<null>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-settings-'));
  ({ database } = openDatabase(dataPaths(folder), 1));
  storage = createStorage<null>(database, folder);
});
afterEach(() => {
  storage.search.dispose();
  database.close();
  rmSync(folder, { recursive: true, force: true });
});
const context = { signal: new AbortController().signal };

test('settings are stored, told, and survive a value that no longer fits', () => {
  const store = new SettingsStore(storage.settings);
  const told: string[] = [];
  store.topic.listen((events) => told.push(...events.map(({ theme }) => theme)));
  store.set({ theme: 'dark', welcomed: true });
  expect([told, new SettingsStore(storage.settings).value]).toEqual([['dark'], { ...defaultSettings, theme: 'dark', welcomed: true }]);
  expect(readSettings({ theme: 'plaid', welcomed: true })).toEqual({ ...defaultSettings, welcomed: true });
});

test('attachments keep their bytes; a name never leads out of the folder', async () => {
  const attachments = new Attachments(storage.attachments, join(folder, 'attachments'));
  const made = await attachments.add('../../evil\n“x”.PNG', 'image/png', Buffer.from('bytes').toString('base64'));
  expect(attachments.pathOf(made.id)).toBe(join(folder, 'attachments', `${made.id}.png`));
  expect(await attachments.read(made.id)).toEqual({ mime: 'image/png', base64: Buffer.from('bytes').toString('base64') });
  await expect(attachments.add('big', 'text/plain', Buffer.alloc(ATTACHMENT_MAX_BYTES + 1).toString('base64'))).rejects.toThrow(
    'larger than 20 MB',
  );
  await expect(attachments.read(newId('f'))).rejects.toThrow('not there any more');
});

test('drafts are kept over a restart; an empty one leaves no row', async () => {
  const attachments = new Attachments(storage.attachments, join(folder, 'attachments'));
  const told: string[] = [];
  const open = () => draftHandlers({ drafts: storage.drafts, attachments, tellThread: (_thread, draft) => told.push(draft.text) });
  const thread = newId('t');
  await open()['drafts.save']({ thread, text: 'half a thought', attachments: [] }, context);
  await open()['drafts.save-new-task']({ text: 'a task', attachments: [] }, context);
  expect([storage.drafts.get(thread).text, open()['drafts.new-task']({}, context).snapshot().text, told]).toEqual([
    'half a thought',
    'a task',
    ['half a thought'],
  ]);
  await open()['drafts.save-new-task']({ text: '', attachments: [] }, context);
  expect(database.prepare('SELECT key FROM drafts').all()).toEqual([{ key: thread }]);
});
