/**
 * Recorded frames in, expected events out: two files per case. The frames come from the real program against our model
 * server, with ids and paths made plain. `UPDATE_RECORDINGS=1` writes what comes out now; read the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentEvent } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, text } from '#main/agents/fields.ts';
import { Permissions } from './permissions.ts';
import { Translator } from './translator.ts';

const folder = join(import.meta.dirname, 'recordings');
const cases = readdirSync(folder).flatMap((name) => /^(.+)\.frames\.jsonl$/.exec(name)?.[1] ?? []);

/** Plays frames as a session does, requests included. The first turn is one that was sent. */
const play = (lines: readonly string[]): readonly AgentEvent[] => {
  const translator = new Translator('/worktree', () => 0);
  const permissions = new Permissions(() => ({
    worktree: '/worktree',
    own: ['/home/dev/.claude'],
    judge: () => ({ verdict: 'ask', why: 'The policy does not cover it.', rule: null }),
    confines: true,
    fullAccess: false,
  }));
  const asked = (id: string, request: Readonly<Record<string, unknown>>): readonly AgentEvent[] => {
    const answer = permissions.asked(id, request, '/worktree', translator.plan);
    return 'opened' in answer ? [{ kind: 'request-opened', request: answer.opened.request }] : [];
  };
  const begun = translator.begin(false);
  const played = lines.flatMap((line): readonly AgentEvent[] => {
    const frame = fieldsOf(JSON.parse(line));
    if (text(frame, 'type') !== 'control_request') return translator.take(frame);
    return asked(text(frame, 'request_id') ?? '', inner(frame, 'request'));
  });
  return [...begun, ...played];
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

test('there are recordings', () => expect(cases.length).toBeGreaterThan(15));
