/**
 * Recorded frames in, expected events out: two files per case. The frames come from the real programs against our model server,
 * with ids and paths made plain; the name of a case begins with its preset. `UPDATE_RECORDINGS=1` writes what comes out now; read
 * the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestError } from '@agentclientprotocol/sdk';
import { expect, test } from 'vitest';
import type { AgentEvent } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, isFields, text } from '#main/agents/fields.ts';
import { openElicitation } from './elicitation.ts';
import { failureOfStop, failureOfTurn } from './failures.ts';
import { actionOf, openPermission } from './permissions.ts';
import { programOf } from './program.ts';
import { Translator } from './translator.ts';

const folder = join(import.meta.dirname, 'recordings');
const cases = readdirSync(folder).flatMap((name) => /^(.+)\.frames\.jsonl$/.exec(name)?.[1] ?? []);

/** Plays one turn as a session does, requests included. */
const play = (preset: string, lines: readonly string[]): readonly AgentEvent[] => {
  const program = programOf(preset, { backend: 'acp', preset });
  const translator = new Translator({ cwd: '/worktree', quirks: program.preset.quirks, servers: ['files'] });
  const asked = (id: string, method: string | null, params: ReturnType<typeof inner>): readonly AgentEvent[] => {
    if (method === 'elicitation/create') {
      const opened = openElicitation(id, params);
      return opened === null ? [] : [{ kind: 'request-opened', request: opened.request }];
    }
    if (method !== 'session/request_permission') return [];
    const { call, events } = translator.asked(inner(params, 'toolCall'));
    const action = actionOf(call, translator.context, true);
    return [...events, { kind: 'request-opened', request: openPermission(id, params, call, translator.context, action).request }];
  };
  const ended = (frame: ReturnType<typeof fieldsOf>): readonly AgentEvent[] => {
    const { error } = frame;
    if (isFields(error)) {
      const refused = new RequestError(Number(error['code']), text(error, 'message') ?? '', error['data']);
      return translator.end({ kind: 'failed', ...failureOfTurn(program, refused) });
    }
    const result = inner(frame, 'result');
    const reason = text(result, 'stopReason') ?? '';
    const failed = failureOfStop(reason);
    const outcome = reason === 'cancelled' ? ({ kind: 'stopped' } as const) : ({ kind: 'completed' } as const);
    return [...translator.answered(result), ...translator.end(failed === null ? outcome : { kind: 'failed', ...failed })];
  };
  const begun = translator.begin(false);
  const events = lines.flatMap((line): readonly AgentEvent[] => {
    const frame = fieldsOf(JSON.parse(line));
    const declined = text(frame, 'declined');
    if (declined !== null) return translator.declined(declined);
    if (!('method' in frame)) return ended(frame);
    const params = inner(frame, 'params');
    if ('id' in frame) return asked(`ask-${String(frame['id'])}`, text(frame, 'method'), params);
    return translator.take(inner(params, 'update'));
  });
  return [...begun, ...events];
};

test.each(cases)('%s', (name) => {
  const lines = readFileSync(join(folder, `${name}.frames.jsonl`), 'utf8')
    .trim()
    .split('\n');
  const events = play(name.split('-')[0] ?? '', lines);
  const file = join(folder, `${name}.events.json`);
  if (process.env['UPDATE_RECORDINGS'] !== undefined) writeFileSync(file, `${JSON.stringify(events, null, 2)}\n`);
  expect(events).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});

test('there are recordings', () => expect(cases.length).toBeGreaterThan(12));
