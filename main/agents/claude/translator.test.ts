/** Frames that our model server does not bring about, as they are documented or were seen elsewhere. */
import { expect, test } from 'vitest';
import { Translator } from './translator.ts';

const running = (): Translator => {
  const translator = new Translator('/worktree', () => 1_000);
  translator.begin(false);
  return translator;
};

test('limits of the account are told with their windows, and in words when they are near', () => {
  const translator = running();
  const info = (fields: object) => ({ type: 'rate_limit_event', rate_limit_info: fields });
  expect(translator.take(info({ status: 'allowed', rateLimitType: 'five_hour', utilization: 0.4, resetsAt: 2_000 }))).toEqual([
    {
      kind: 'limits',
      text: '',
      resetsAt: null,
      windows: [{ id: 'five_hour', label: '5-hour limit', usedPercent: 40, resetsAt: 2_000_000 }],
    },
  ]);
  expect(translator.take(info({ status: 'rejected', rateLimitType: 'seven_day', resetsAt: 3_000 }))).toEqual([
    {
      kind: 'limits',
      text: 'The weekly limit is reached',
      resetsAt: 3_000_000,
      windows: [
        { id: 'five_hour', label: '5-hour limit', usedPercent: 40, resetsAt: 2_000_000 },
        { id: 'seven_day', label: 'weekly limit', usedPercent: 100, resetsAt: 3_000_000 },
      ],
    },
  ]);
});

test('a search of the web is a tool with its sources, and so is what is said from them', () => {
  const translator = running();
  const assistant = (block: object) => ({
    type: 'assistant',
    uuid: 'u1',
    parent_tool_use_id: null,
    message: { id: 'msg', model: 'claude-sonnet-4-5', content: [block] },
  });
  const page = { type: 'web_search_result', title: 'A page', url: 'https://example.org/a' };
  const source = { title: 'A page', url: 'https://example.org/a' };
  const search = {
    key: 's1',
    kind: 'tool',
    server: null,
    tool: 'web_search',
    title: 'Search the web for x',
    use: 'web-search',
    input: '{"query":"x"}',
    exitCode: null,
  };
  expect(translator.take(assistant({ type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } }))).toEqual([
    { kind: 'item-started', item: { ...search, output: null } },
  ]);
  expect(translator.take(assistant({ type: 'web_search_tool_result', tool_use_id: 's1', content: [page] }))).toMatchObject([
    { kind: 'item-ended', item: { ...search, citations: [source] }, status: 'done' },
  ]);
  const cited = { type: 'web_search_result_location', ...source, cited_text: 'words' };
  expect(translator.take(assistant({ type: 'text', text: 'So it is.', citations: [cited] }))).toEqual([
    { kind: 'item-ended', item: { key: 'msg-2', kind: 'assistant', text: 'So it is.', citations: [source] }, status: 'done' },
  ]);
});

test('what nobody knows is shown as it came', () => {
  const frame = { type: 'system', subtype: 'weather', sky: 'clear' };
  expect(running().take(frame)).toEqual([
    { kind: 'notice', level: 'info', text: 'Claude Code says something new: system/weather', raw: JSON.stringify(frame) },
  ]);
});

test('a tool of an MCP server gives its picture', () => {
  const translator = running();
  translator.take({
    type: 'assistant',
    parent_tool_use_id: null,
    message: { id: 'm', model: 'x', content: [{ type: 'tool_use', id: 'c', name: 'mcp__shots__take', input: {} }] },
  });
  const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
  const content = [{ type: 'tool_result', tool_use_id: 'c', content: [{ type: 'text', text: 'here' }, picture] }];
  expect(translator.take({ type: 'user', parent_tool_use_id: null, message: { role: 'user', content } })).toEqual([
    {
      kind: 'item-ended',
      item: {
        key: 'c',
        kind: 'tool',
        server: 'shots',
        tool: 'take',
        use: 'mcp',
        input: '{}',
        output: 'here',
        exitCode: null,
        images: [{ mime: 'image/png', base64: 'AAAA' }],
      },
      status: 'done',
    },
  ]);
});
