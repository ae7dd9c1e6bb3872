/**
 * Recorded frames in, expected events out: two files per case. The frames come from the real program against our model
 * server, with ids and paths made plain. `UPDATE_RECORDINGS=1` writes what comes out now; read the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentEvent } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, text } from '#main/agents/fields.ts';
import { openRequest } from './requests.ts';
import { Translator } from './translator.ts';

const folder = join(import.meta.dirname, 'recordings');
const cases = readdirSync(folder).flatMap((name) => /^(.+)\.frames\.jsonl$/.exec(name)?.[1] ?? []);

/** Plays frames as a session does, requests included. */
const play = (lines: readonly string[]): readonly AgentEvent[] => {
  const translator = new Translator('thread-1', '/worktree');
  return lines.flatMap((line): readonly AgentEvent[] => {
    const frame = fieldsOf(JSON.parse(line));
    const method = text(frame, 'method') ?? '';
    const params = inner(frame, 'params');
    if (!('id' in frame)) return translator.take(method, params, true);
    const named = translator.itemOf(params);
    const opened = openRequest(`request-${String(frame['id'])}`, method, { ...params, itemId: named.key }, '/worktree', named.item);
    return opened === null ? [] : [{ kind: 'request-opened', request: opened.request }];
  });
};

test.each(cases)('%s', (name) => {
  const lines = readFileSync(join(folder, `${name}.frames.jsonl`), 'utf8')
    .trim()
    .split('\n');
  const events = play(lines);
  const file = join(folder, `${name}.events.json`);
  if (process.env['UPDATE_RECORDINGS'] !== undefined) writeFileSync(file, `${JSON.stringify(events, null, 2)}\n`);
  expect(events).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});

test('there are recordings', () => expect(cases.length).toBeGreaterThan(8));
