/**
 * Conversations that Claude Code has on record: one file of JSON lines each, in a folder named after the place it worked in. Read
 * as they lie there, without its program; what is not understood is passed over. Files may be huge: they are streamed.
 */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { PastSession, PastTurn } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, list, text, type Fields } from '#main/agents/fields.ts';
import { createLineReader } from '#main/agents/read-lines.ts';
import { runningPrograms } from './running-programs.ts';
import { pastTurns, userWords } from './past-turns.ts';

/** What tells of a conversation stands near the beginning of its file, its latest title near the end. */
const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 64 * 1024;
const TITLE_MAX_CHARS = 120;

/** How Claude Code names the folder of a place. */
const folderName = (path: string): string => path.replace(/[^a-zA-Z0-9]/g, '-');

const parsed = (line: string): Fields => {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
};

const piece = async (path: string, from: number, bytes: number): Promise<string> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, from);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
};

const shortened = (words: string): string => {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length > TITLE_MAX_CHARS ? `${line.slice(0, TITLE_MAX_CHARS - 1)}…` : line;
};

/** Null for a file that holds no conversation: one that was never answered, or of a sub-agent. */
const sessionIn = async (path: string, id: string): Promise<PastSession | null> => {
  const { size, mtimeMs } = await stat(path);
  const head = (await piece(path, 0, Math.min(size, HEAD_BYTES))).split('\n').map(parsed);
  const tail = (await piece(path, Math.max(0, size - TAIL_BYTES), TAIL_BYTES)).split('\n').map(parsed);
  const folder = [...head, ...tail].map((entry) => text(entry, 'cwd')).find((cwd) => cwd !== null);
  const words = head.map(userWords).find((said) => said !== null);
  if (folder === undefined || folder === null || words === undefined || words === null) return null;
  const title = [...tail.toReversed(), ...head]
    .map((entry) => text(entry, 'customTitle') ?? text(entry, 'aiTitle') ?? text(entry, 'summary'))
    .find((said) => said !== null && said !== '');
  return {
    reference: { nativeId: id },
    title: title === undefined || title === null ? shortened(words) : shortened(title),
    ...(title === undefined || title === null ? {} : { words: shortened(words) }),
    folder,
    updatedAt: Math.round(mtimeMs),
  };
};

const namesIn = async (folder: string): Promise<readonly string[]> => await readdir(folder).catch(() => []);

/** Conversations in this folder and below it, newest first. `home` is the account's folder. Never throws. */
export const listRecords = async (home: string, folder: string): Promise<readonly PastSession[]> => {
  const projects = join(home, 'projects');
  const begin = folderName(folder);
  const found: PastSession[] = [];
  const running = await runningPrograms(home);
  for (const name of await namesIn(projects)) {
    // Other places may have the same beginning of a name: what the file says decides.
    if (name !== begin && !name.startsWith(`${begin}-`)) continue;
    for (const file of await namesIn(join(projects, name))) {
      const id = /^([0-9a-f-]{36})\.jsonl$/.exec(file)?.[1];
      const session = id === undefined ? null : await sessionIn(join(projects, name, file), id).catch(() => null);
      if (session !== null && (session.folder === folder || session.folder.startsWith(folder + sep)))
        found.push(id !== undefined && running.has(id) ? { ...session, inUse: true } : session);
    }
  }
  return found.toSorted((a, b) => b.updatedAt - a.updatedAt);
};

/** File of a conversation, wherever it was held; null when there is none. */
export const recordOf = async (home: string, id: string): Promise<string | null> => {
  const projects = join(home, 'projects');
  for (const name of await namesIn(projects)) {
    const path = join(projects, name, `${id}.jsonl`);
    if (
      await stat(path).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return path;
  }
  return null;
};

/** Calls back with each entry of a file, in order. */
export const eachEntry = async (path: string, take: (entry: Fields) => void): Promise<void> => {
  const reader = createLineReader(
    (line) => take(parsed(line)),
    () => undefined,
  );
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) reader.push(bytes);
  if (reader.rest() !== '') take(parsed(reader.rest()));
};

/** Whether a conversation still holds this message. */
export const holdsMark = async (path: string, mark: string): Promise<boolean> => {
  let holds = false;
  await eachEntry(path, (entry) => (holds ||= text(entry, 'uuid') === mark && text(entry, 'type') === 'assistant'));
  return holds;
};

/** What is kept of an entry while a file is read: without the whole files that edits carry along. */
const keptOf = (entry: Fields): Fields => {
  const type = text(entry, 'type');
  const told = fieldsOf(entry['toolUseResult']);
  if (type === 'user') return 'originalFile' in told ? { ...entry, toolUseResult: { ...told, originalFile: null } } : entry;
  if (type === 'assistant' || type === 'system') return entry;
  return { type, parentUuid: entry['parentUuid'] };
};

/** Its calls have results that hang on them, also when they ran side by side. */
const isResult = (entry: Fields): boolean =>
  list(inner(entry, 'message'), 'content').some((block) => text(fieldsOf(block), 'type') === 'tool_result');

/**
 * The entries that lead to the last one, oldest first: going back and editing leave branches in the file that are no part of the
 * conversation any more. Sub-agents are left out.
 */
const mainLine = async (path: string): Promise<readonly Fields[]> => {
  const byId = new Map<string, Fields>();
  let last: string | null = null;
  await eachEntry(path, (entry) => {
    const uuid = text(entry, 'uuid');
    if (uuid === null || entry['isSidechain'] === true) return;
    byId.set(uuid, keptOf(entry));
    if (text(entry, 'type') === 'user' || text(entry, 'type') === 'assistant') last = uuid;
  });
  const line = new Set<string>();
  for (let uuid: string | null = last; uuid !== null && byId.has(uuid) && !line.has(uuid);) {
    line.add(uuid);
    const entry = fieldsOf(byId.get(uuid));
    // A summing up begins a new line; what went before it is named beside.
    uuid = text(entry, 'parentUuid') ?? text(entry, 'logicalParentUuid');
  }
  const belongs = ([uuid, entry]: readonly [string, Fields]): boolean =>
    line.has(uuid) || (isResult(entry) && line.has(text(entry, 'parentUuid') ?? ''));
  return [...byId].filter(belongs).map(([, entry]) => entry);
};

/** Throws AppError `not-found` when there is no such record. */
export const readRecord = async (home: string, session: PastSession): Promise<readonly PastTurn[]> => {
  const path = await recordOf(home, session.reference.nativeId);
  if (path === null) throw failure('not-found', 'Claude Code has no record of this conversation any more.');
  return pastTurns(await mainLine(path), session.folder);
};
