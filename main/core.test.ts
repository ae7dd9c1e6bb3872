import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reduceBoard, type Board } from '#contract/board.ts';
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
  expect([board.projects.length, board.threads.length, asked]).toEqual([1, 5, ['command', 'question']]);
  const review = board.threads.find((thread) => columnOf(thread) === 'review');
  const withChanges = await boardUntil(({ threads }) => (threads.find(({ id }) => id === review?.id)?.changes.files ?? 0) > 0);
  expect(withChanges.threads.find(({ id }) => id === review?.id)?.changes.files).toBe(2);
});
