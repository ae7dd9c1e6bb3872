/** Conversations that codex has on record, whoever began them. Nothing is loaded, nothing is started. */
import { sep } from 'node:path';
import type { AgentItem, PastSession, PastTurn } from '#main/agents/agent-backend.ts';
import type { Connection } from './connection.ts';
import { errorOfRequest } from './failures.ts';
import { fieldsOf, list, number, text, type Fields } from '#main/agents/fields.ts';
import { translateItem } from './translate-item.ts';

const ANSWER_MS = 30_000;
const PAGE = 100;
/** Longest list that is read. */
const MAX_PAGES = 50;

const paged = async (connection: Connection, method: string, params: Fields): Promise<readonly Fields[]> => {
  const rows: Fields[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer: Fields = await connection.request(method, { ...params, limit: PAGE, ...(cursor === null ? {} : { cursor }) }, ANSWER_MS);
    rows.push(...list(answer, 'data').map(fieldsOf));
    cursor = text(answer, 'nextCursor');
    if (cursor === null) break;
  }
  return rows;
};

const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds * 1_000));

const TITLE_CHARS = 200;

const titleOf = (thread: Fields): string => {
  const said = text(thread, 'name') ?? text(thread, 'preview') ?? '';
  return (said.split('\n').find((line) => line.trim() !== '') ?? 'Untitled').trim().slice(0, TITLE_CHARS);
};

/** Of this folder and below it, newest first; those of sub-agents belong to their parents and are left out. */
export const pastSessions = async (connection: Connection, folder: string): Promise<readonly PastSession[]> => {
  try {
    const threads = await paged(connection, 'thread/list', {
      sourceKinds: ['cli', 'vscode', 'exec', 'appServer'],
      modelProviders: [],
      sortKey: 'updated_at',
    });
    const below = folder.endsWith(sep) ? folder : folder + sep;
    return threads.flatMap((thread) => {
      const nativeId = text(thread, 'id');
      const where = text(thread, 'cwd') ?? '';
      if (nativeId === null || (where !== folder && !where.startsWith(below))) return [];
      const updatedAt = milliseconds(number(thread, 'updatedAt')) ?? 0;
      return [{ reference: { nativeId }, title: titleOf(thread), folder: where, updatedAt }];
    });
  } catch (error) {
    throw errorOfRequest('list its conversations', error);
  }
};

const promptOf = (items: readonly Fields[]): string =>
  items
    .filter((item) => text(item, 'type') === 'userMessage')
    .flatMap((item) => list(item, 'content').map((part) => text(fieldsOf(part), 'text') ?? ''))
    .filter((part) => part !== '')
    .join('\n\n');

const pastItem = (native: Fields, cwd: string): PastTurn['items'] => {
  const translated = translateItem(native, cwd);
  if (translated.kind === 'item') return [{ item: translated.item, status: translated.end }];
  if (translated.kind === 'hidden' || text(native, 'id') === null) return [];
  // Not known here: shown as what the agent called it, with all that it holds.
  const tool: AgentItem = {
    key: text(native, 'id') ?? '',
    kind: 'tool',
    server: null,
    tool: text(native, 'type') ?? 'unknown',
    input: JSON.stringify(native),
    output: null,
    exitCode: null,
  };
  return [{ item: tool, status: 'done' }];
};

const pastTurn = (turn: Fields, cwd: string): PastTurn => {
  const items = list(turn, 'items').map(fieldsOf);
  const mark = text(turn, 'id');
  return {
    prompt: promptOf(items),
    startedAt: milliseconds(number(turn, 'startedAt')),
    endedAt: milliseconds(number(turn, 'completedAt')),
    items: items.flatMap((item) => pastItem(item, cwd)),
    ...(mark === null ? {} : { mark }),
  };
};

/** All turns, oldest first. Throws AppError. */
export const pastTurns = async (connection: Connection, session: PastSession): Promise<readonly PastTurn[]> => {
  try {
    const params = { threadId: session.reference.nativeId, sortDirection: 'asc', itemsView: 'full' };
    return (await paged(connection, 'thread/turns/list', params)).map((turn) => pastTurn(turn, session.folder));
  } catch (error) {
    throw errorOfRequest('read the conversation', error);
  }
};
