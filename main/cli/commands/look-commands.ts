/** Looking: `ls`, `show`, `export`, `search`. */
import { columnOf } from '#contract/column.ts';
import type { ThreadId } from '#contract/ids.ts';
import { Column, type ItemsPage, type SearchHit, type Thread } from '#contract/threads.ts';
import { UsageError } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { exportLines } from '#main/cli/export-lines.ts';
import { findProject, findThread } from '#main/cli/find.ts';
import { itemMarkdown } from '#main/cli/item-markdown.ts';
import { itemJson, threadJson } from '#main/cli/json-shapes.ts';
import { deeper, nested } from '#main/cli/nested-items.ts';
import { harmless } from '#main/cli/output.ts';
import { itemText, threadCard, threadTable } from '#main/cli/thread-text.ts';

const ITEMS_PER_CALL = 500;

/** All items of a thread, oldest first, and their turns. */
const allItems = async (core: CoreSession, thread: ThreadId): Promise<ItemsPage> => {
  const pages: ItemsPage[] = [];
  let before: number | null = null;
  do {
    const page: ItemsPage = await core.call('threads.items', { thread, before, limit: ITEMS_PER_CALL });
    pages.unshift(page);
    before = page.items[0]?.position ?? 1;
  } while (before > 1);
  return { items: pages.flatMap(({ items }) => items), turns: pages.flatMap(({ turns }) => turns) };
};

const columnFor = (text: string | undefined): Column | null => {
  if (text === undefined) return null;
  const column = Column.safeParse(text);
  if (column.success) return column.data;
  throw new UsageError(`There is no column “${text}”.`, `Choose one of: ${Column.options.join(', ')}.`);
};

/** As on the board: what needs a person first. */
const order: readonly Column[] = ['needs-you', 'running', 'review', 'backlog', 'done'];
const byUrgency = (a: Thread, b: Thread): number => order.indexOf(columnOf(a)) - order.indexOf(columnOf(b)) || b.updatedAt - a.updatedAt;

export const list = command({
  name: 'ls',
  usage: '[--project P] [--column COLUMN] [--all] [--removed]',
  summary: 'List the threads, those that need you first',
  notes: [`Columns: ${Column.options.join(', ')}. --all also lists archived threads; --removed those that can be restored.`],
  options: { project: { type: 'string', short: 'p' }, column: { type: 'string' }, all: { type: 'boolean' }, removed: { type: 'boolean' } },
  operands: [0, 0],
  run: async ({ values, output, core }) => {
    const column = columnFor(values.column);
    const session = await core();
    const board = await session.snapshot('board', {});
    const project = values.project === undefined ? null : findProject(board.projects, values.project);
    const known =
      values.removed === true ? await session.call('threads.removed', {}) : board.threads.filter(({ removedAt }) => removedAt === null);
    const threads = known
      .filter((thread) => values.all === true || values.removed === true || thread.archivedAt === null)
      .filter((thread) => project === null || thread.project === project.id)
      .filter((thread) => column === null || columnOf(thread) === column)
      .toSorted(byUrgency);
    const json = threads.map((thread) => threadJson(thread, board.projects));
    await output.result(
      json,
      threads.length === 0 ? 'No threads. Start one with “switchyard new PROMPT”.' : threadTable(threads, board.projects, output),
    );
    return 0;
  },
});

export const show = command({
  name: 'show',
  usage: 'ID [--items]',
  summary: 'Show a thread; with --items all that was said and done',
  options: { items: { type: 'boolean' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const session = await core();
    const board = await session.snapshot('board', {});
    const thread = findThread(board.threads, text);
    const json = threadJson(thread, board.projects);
    const card = threadCard(thread, board.projects, output);
    if (values.items !== true) {
      await output.result(json, card);
      return 0;
    }
    const { items, turns } = await allItems(session, thread.id);
    await output.result(
      { ...json, items: items.map((item) => itemJson(item, turns)) },
      [card, ...nested(items).map(({ item, depth }) => deeper(itemText(item, output), '    '.repeat(depth)))].join('\n\n'),
    );
    return 0;
  },
});

export const exportThread = command({
  name: 'export',
  usage: 'ID',
  summary: 'Print the whole conversation as Markdown; with --json all of the thread as JSON lines',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [text = ''], output, core }) => {
    const session = await core();
    const board = await session.snapshot('board', {});
    const thread = findThread(board.threads, text);
    if (output.json) for await (const line of exportLines(session, thread.id, board.projects)) await output.value(line);
    else {
      const { items } = await allItems(session, thread.id);
      const parts = nested(items).map(({ item, depth }) => deeper(itemMarkdown(item), '> '.repeat(depth)));
      await output.result(null, [`# ${thread.title}`, ...parts].join('\n\n'));
    }
    return 0;
  },
});

const MATCH_BEGIN = '\u0002';
const MATCH_END = '\u0003';

export const search = command({
  name: 'search',
  usage: 'TEXT [--limit N]',
  summary: 'Find what was said and done, in all threads',
  options: { limit: { type: 'string' } },
  operands: [1, Number.POSITIVE_INFINITY],
  run: async ({ operands, values, output, core }) => {
    const limit = values.limit === undefined ? 50 : Number(values.limit);
    if (!Number.isInteger(limit) || limit < 1 || limit > 200)
      throw new UsageError(`“${values.limit}” is no limit.`, 'Give a number from 1 to 200 after --limit.');
    const session = await core();
    const [{ threads }, hits] = await Promise.all([
      session.snapshot('board', {}),
      session.call('threads.search', { query: operands.join(' '), limit }),
    ]);
    const titleOf = (hit: SearchHit): string | null => threads.find(({ id }) => id === hit.thread)?.title ?? null;
    const marked = (excerpt: string): string =>
      excerpt
        .split(MATCH_BEGIN)
        .map((part, index) => {
          const [match = '', rest] = part.split(MATCH_END);
          return rest === undefined || index === 0 ? harmless(part) : output.paint('bold', harmless(match)) + harmless(rest);
        })
        .join('')
        .replace(/\s+/g, ' ');
    const json = hits.map((hit) => ({
      thread: hit.thread,
      title: titleOf(hit),
      item: hit.item,
      excerpt: hit.excerpt.replaceAll(MATCH_BEGIN, '').replaceAll(MATCH_END, ''),
      at: new Date(hit.at).toISOString(),
    }));
    const lines = hits.map((hit) => `${hit.thread} ${output.paint('dim', harmless(titleOf(hit) ?? ''))}\n  ${marked(hit.excerpt)}`);
    await output.result(json, hits.length === 0 ? 'Nothing was found.' : lines.join('\n'));
    return 0;
  },
});
