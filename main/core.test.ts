import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reduceBoard, type Board } from '#contract/board.ts';
import { AppError } from '#contract/failure.ts';
import { columnOf } from '#contract/column.ts';
import { startCore, type Core } from './core.ts';

let folder: string;
let core: Core;
const context = { signal: new AbortController().signal };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-core-'));
  core = await startCore({ dataFolder: folder, host: { kind: 'serve' }, startFolder: folder });
});
afterEach(async () => {
  await core.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves with the board once it fulfils the condition. */
const boardUntil = (condition: (board: Board) => boolean): Promise<Board> =>
  new Promise((resolve) => {
    const topic = core.handlers.board({}, context);
    let board = topic.snapshot();
    if (condition(board)) return resolve(board);
    const listening = topic.listen((events) => {
      board = events.reduce(reduceBoard, board);
      if (!condition(board)) return;
      void listening.dispose();
      resolve(board);
    });
  });

test('a second core on the folder is refused', async () => {
  await expect(startCore({ dataFolder: folder, host: { kind: 'serve' }, startFolder: folder })).rejects.toMatchObject({
    failure: { kind: 'busy', message: 'Switchyard already runs on this data folder.' },
  });
});

test('the demo comes to every column', { timeout: 60_000 }, async () => {
  await core.handlers['app.demo']({}, context);
  const board = await boardUntil(({ threads }) => {
    const columns = threads.map(columnOf);
    return columns.filter((column) => column === 'needs-you').length >= 3 && columns.includes('review') && columns.includes('running');
  });
  const asked = board.approvals.map((approval) => approval.kind).toSorted();
  const failed = board.threads.flatMap(({ state }) => (state.kind === 'failed' ? state.failure.message : []));
  expect(failed).toEqual(['The model is overloaded (529).']);
  expect([board.projects.length, board.threads.length, asked]).toEqual([1, 5, ['command', 'question']]);
  const review = board.threads.find((thread) => columnOf(thread) === 'review');
  const withChanges = await boardUntil(({ threads }) => (threads.find(({ id }) => id === review?.id)?.changes.files ?? 0) > 0);
  expect(withChanges.threads.find(({ id }) => id === review?.id)?.changes.files).toBe(2);
});

test('an orderly end interrupts what runs, keeps questions open, and says so at the next start', { timeout: 60_000 }, async () => {
  await core.handlers['app.demo']({}, context);
  await boardUntil(({ approvals }) => approvals.length === 2);
  await core.dispose();
  core = await startCore({ dataFolder: folder, host: { kind: 'serve' }, startFolder: folder });
  await core.recovered;
  const { threads, approvals } = core.handlers.board({}, context).snapshot();
  expect([
    threads.map((thread) => thread.state.kind).filter((kind) => kind === 'running' || kind === 'preparing'),
    approvals.length,
  ]).toEqual([[], 2]);
  const waiting = threads.find((thread) => thread.state.kind === 'waiting')!;
  const view = core.handlers.thread({ thread: waiting.id }, context).snapshot();
  expect([view.turns.at(-1)?.outcome?.kind, view.items.at(-1)]).toEqual([
    'interrupted',
    expect.objectContaining({ kind: 'notice', text: 'The app was closed while the agent waited for your answer.' }),
  ]);
});

test('a damaged database is shown from its backup, for reading; nothing is begun', { timeout: 60_000 }, async () => {
  await core.dispose();
  const file = openSync(join(folder, 'switchyard.db'), 'r+');
  writeSync(file, Buffer.alloc(8_192, 0xab), 0, 8_192, 4_096);
  closeSync(file);
  core = await startCore({ dataFolder: folder, host: { kind: 'serve' }, startFolder: folder });
  const info = await core.handlers['app.info']({}, context);
  expect(info.readOnly).toEqual({ reason: 'The database is damaged. It was left as it is.', backupAt: null });
  const refused = async (): Promise<string> => {
    try {
      await core.handlers['settings.set']({ theme: 'dark' }, context);
      return 'nothing was refused';
    } catch (error) {
      return error instanceof AppError ? error.failure.kind : String(error);
    }
  };
  expect([await refused(), core.handlers.board({}, context).snapshot().threads]).toEqual(['storage', []]);
});
