import { expect, test } from 'vitest';
import { acpPresets } from './presets.ts';
import { resultIn } from './command-records.ts';
import { earlierName } from './record-names.ts';

const now = Date.parse('2026-11-22T18:06:30.000Z');

test('a record of this minute gets an earlier one, and takes no name from another', () => {
  const name = 'session-2026-11-22T18-06-e7d388e8.jsonl';
  expect(earlierName(name, now, [name])).toBe('session-2026-11-22T18-05-e7d388e8.jsonl');
  expect(earlierName(name, now, ['session-2026-11-22T18-05-e7d388e8.jsonl'])).toBe('session-2026-11-22T18-04-e7d388e8.jsonl');
  expect(earlierName('session-2026-11-22T17-59-e7d388e8.jsonl', now, [])).toBeNull();
});

test.each([
  ['one\ntwo\nExit Code: 3\nProcess Group PGID: 27', { output: 'one\ntwo', exitCode: 3 }],
  ['one\nProcess Group PGID: 27', { output: 'one', exitCode: 0 }],
  ['(empty)', { output: '(empty)', exitCode: 0 }],
])('what a command printed: %j', (said, result) => {
  const records = acpPresets['gemini']?.quirks.commandRecords;
  const output = `<untrusted_context>\nOutput: ${said}\n</untrusted_context>`;
  const answer = { functionResponse: { id: 'call-1', name: 'run_shell_command', response: { output } } };
  const record = [JSON.stringify({ id: 'x', type: 'user', content: [answer] }), '{"$set":{}}', '{ half a li'].join('\n');
  expect(records === undefined ? null : resultIn(record, 'call-1', records)).toEqual(result);
  expect(records === undefined ? null : resultIn(record, 'call-2', records)).toBeNull();
});
