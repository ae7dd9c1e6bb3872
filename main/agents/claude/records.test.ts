/** Records as Claude Code writes them, read without its program. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdsMark, listRecords, readRecord, recordOf } from './records.ts';

let home = '';
const folder = '/home/dev/my.project';
const id = '11111111-2222-4333-8444-555555555555';

const user = (uuid: string, parentUuid: string | null, content: unknown, more: object = {}) => ({
  ...{ type: 'user', uuid, parentUuid, isSidechain: false, cwd: folder, timestamp: '2026-03-04T10:00:00.000Z' },
  message: { role: 'user', content },
  ...more,
});
const said = (uuid: string, parentUuid: string, block: object, more: object = {}) => ({
  ...{ type: 'assistant', uuid, parentUuid, isSidechain: false, timestamp: '2026-03-04T10:00:05.000Z' },
  message: { id: `msg-${uuid}`, role: 'assistant', model: 'claude-sonnet-4-5', content: [block] },
  ...more,
});
const call = (name: string, number: string, input: object) => ({ type: 'tool_use', id: number, name, input });
const result = (number: string, content: string) => [{ type: 'tool_result', tool_use_id: number, content }];

const lines: readonly object[] = [
  { type: 'queue-operation', operation: 'enqueue', sessionId: id },
  user('u1', null, 'Look at it'),
  { type: 'attachment', uuid: 'x1', parentUuid: 'u1', attachment: {} },
  said('a1', 'x1', { type: 'text', text: 'I look.' }),
  said('a2', 'a1', call('Bash', 'c1', { command: 'ls' })),
  said('a3', 'a2', call('Read', 'c2', { file_path: `${folder}/a.txt` })),
  user('r1', 'a2', result('c1', 'a.txt'), { toolUseResult: { stdout: 'a.txt', stderr: '' } }),
  user('r2', 'a3', result('c2', '1\tone'), { toolUseResult: { type: 'text' } }),
  said('a4', 'r2', { type: 'text', text: 'There is one file.' }),
  // Gone back to a4: this is no part of it any more.
  user('u2', 'a4', 'Delete it'),
  said('a5', 'u2', { type: 'text', text: 'Deleted.' }),
  user('s1', 'a1', 'for a sub-agent', { isSidechain: true }),
  user('u3', 'a4', [{ type: 'text', text: 'Change it' }]),
  said('a6', 'u3', call('Edit', 'c3', { file_path: `${folder}/a.txt`, old_string: 'one', new_string: 'two' })),
  user('r3', 'a6', result('c3', 'done'), {
    toolUseResult: {
      filePath: `${folder}/a.txt`,
      originalFile: 'one\n',
      structuredPatch: [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, lines: ['-one', '+two'] }],
    },
  }),
  { type: 'ai-title', aiTitle: 'A file is changed', sessionId: id },
];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'switchyard-records-'));
  const own = join(home, 'projects/-home-dev-my-project');
  const below = join(home, 'projects/-home-dev-my-project-web');
  const other = join(home, 'projects/-home-dev-my-project-2');
  await Promise.all([own, below, other].map((path) => mkdir(path, { recursive: true })));
  await writeFile(join(own, `${id}.jsonl`), `${lines.map((line) => JSON.stringify(line)).join('\n')}\nno JSON\n{"cut`);
  await writeFile(join(own, 'notes.txt'), 'no record');
  await writeFile(join(own, '22222222-2222-4333-8444-555555555555.jsonl'), '');
  await writeFile(
    join(below, '33333333-2222-4333-8444-555555555555.jsonl'),
    JSON.stringify({ ...user('u', null, 'Below'), cwd: `${folder}/web` }),
  );
  await writeFile(
    join(other, '44444444-2222-4333-8444-555555555555.jsonl'),
    JSON.stringify({ ...user('u', null, 'Other'), cwd: `${folder}-2` }),
  );
});
afterAll(() => rm(home, { recursive: true, force: true }));

test('conversations of a folder and below it are listed', async () => {
  const found = await listRecords(home, folder);
  expect(
    found.map(({ title, words, folder: place }) => ({ title, words, place })).toSorted((a, b) => a.place.localeCompare(b.place)),
  ).toEqual([
    { title: 'A file is changed', words: 'Look at it', place: folder },
    { title: 'Below', words: undefined, place: `${folder}/web` },
  ]);
  expect(await listRecords(join(home, 'nowhere'), folder)).toEqual([]);
});

test('a conversation that a living program holds is in use', async () => {
  await mkdir(join(home, 'sessions'));
  const note = (pid: number) => writeFile(join(home, `sessions/${pid}.json`), JSON.stringify({ pid, sessionId: id }));
  const inUse = async () =>
    (await listRecords(home, folder)).filter((session) => session.inUse === true).map(({ reference }) => reference.nativeId);
  await note(2 ** 22 + 1);
  expect(await inUse()).toEqual([]);
  await note(process.pid);
  expect(await inUse()).toEqual([id]);
  await rm(join(home, 'sessions'), { recursive: true });
});

test('a record is read as turns, without what was gone back from', async () => {
  const [session] = (await listRecords(home, folder)).filter(({ reference }) => reference.nativeId === id);
  const turns = session === undefined ? [] : await readRecord(home, session);
  expect(
    turns.map(({ prompt, mark, startedAt, items }) => ({
      prompt,
      mark,
      startedAt,
      items: items.map(({ item, status }) => [item.kind, status]),
    })),
  ).toEqual([
    {
      prompt: 'Look at it',
      mark: 'a4',
      startedAt: Date.parse('2026-03-04T10:00:00.000Z'),
      items: [
        ['assistant', 'done'],
        ['command', 'done'],
        ['tool', 'done'],
        ['assistant', 'done'],
      ],
    },
    { prompt: 'Change it', mark: 'a6', startedAt: Date.parse('2026-03-04T10:00:00.000Z'), items: [['file-change', 'done']] },
  ]);
  expect(turns[1]?.items[0]?.item).toMatchObject({ changes: [{ path: 'a.txt', kind: 'update', added: 1, deleted: 1 }] });
});

test('a point is found as long as the record holds it', async () => {
  const record = (await recordOf(home, id)) ?? '';
  expect([await holdsMark(record, 'a4'), await holdsMark(record, 'nothing'), await recordOf(home, 'none')]).toEqual([true, false, null]);
});
