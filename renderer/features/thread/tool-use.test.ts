import { expect, test } from 'vitest';
import { anItem } from './testing/conversation-samples.ts';
import { argumentFields, argumentHint, resultText, toolUse } from './tool-use.ts';

test('what a tool is for: as the agent says, else by its name', () => {
  const uses = [
    { tool: 'x', use: 'image' as const },
    { tool: 'read_file' },
    { tool: 'Grep' },
    { tool: 'web_search' },
    { tool: 'WebFetch' },
    { tool: 'find', server: 'tracker' },
    { tool: 'dance' },
  ].map((one) => toolUse(anItem('tool', one)));
  expect(uses).toEqual(['image', 'read', 'search', 'web-search', 'fetch', 'mcp', 'other']);
});

test('arguments are fields where that reads better than JSON', () => {
  expect(argumentFields('{"path":"a.ts","lines":[1,2],"deep":{"a":1},"none":null,"text":"one\\ntwo"}')).toEqual([
    { name: 'path', value: 'a.ts', long: false },
    { name: 'lines', value: '1, 2', long: false },
    { name: 'deep', value: '{\n  "a": 1\n}', long: true },
    { name: 'none', value: 'null', long: false },
    { name: 'text', value: 'one\ntwo', long: true },
  ]);
  expect([argumentFields('[1]'), argumentFields('half {"a'), argumentFields('{}')]).toEqual([null, null, []]);
  expect([argumentHint('{"limit":3,"query":"rate limit"}'), argumentHint('{"limit":3}'), argumentHint('{"path":"cut')]).toEqual([
    'rate limit',
    '3',
    'cut',
  ]);
});

const result = (output: string, more = {}) => resultText(anItem('tool', { tool: 'x', output, outputBytes: output.length, ...more })).kind;

test('results are JSON, Markdown or plain text; files and searches are verbatim, what is cut or huge stays text', () => {
  expect([
    result('{"a":1}'),
    result('{"a":'),
    result('# Title\n\n- one'),
    result('# Title\n\n- one', { use: 'read' }),
    result('hello'),
    result('{"a":1}', { outputBytes: 1_000_000 }),
    result(`[${'1,'.repeat(20_000)}1]`),
  ]).toEqual(['json', 'text', 'markdown', 'text', 'text', 'text', 'text']);
});
