import { expect, test } from 'vitest';
import { openElicitation } from './elicitations.ts';

test('a form of an MCP server is a set of questions, and its answer has the types that were wanted', () => {
  const { request, reply } = openElicitation('k', {
    mcp_server_name: 'tickets',
    message: 'A new ticket',
    requested_schema: {
      type: 'object',
      required: ['title'],
      properties: {
        title: { type: 'string', title: 'Title' },
        count: { type: 'integer', default: 2 },
        urgent: { type: 'boolean' },
        kind: { type: 'string', enum: ['bug', 'wish'] },
        note: { type: 'string' },
      },
    },
  });
  expect(request).toMatchObject({
    kind: 'question',
    title: 'A new ticket',
    detail: {
      questions: [
        { id: 'title', freeText: true, optional: false },
        { id: 'count', input: 'integer', initial: ['2'], optional: true },
        { id: 'urgent', options: [{ label: 'Yes' }, { label: 'No' }], freeText: false },
        { id: 'kind', options: [{ label: 'bug' }, { label: 'wish' }] },
        { id: 'note' },
      ],
    },
  });
  const answers = { title: ['It breaks'], count: ['7'], urgent: ['Yes'], kind: ['bug'], note: [''] };
  expect(reply({ decision: 'answer', answers })).toEqual({
    action: 'accept',
    content: { title: 'It breaks', count: 7, urgent: true, kind: 'bug' },
  });
  expect(reply({ decision: 'deny' })).toEqual({ action: 'decline' });
});

test('a page to visit is shown, never opened', () => {
  const { request, reply } = openElicitation('k', {
    mcp_server_name: 'tickets',
    message: 'Sign in',
    mode: 'url',
    url: 'https://example.org/in',
  });
  expect(request.detail.questions).toMatchObject([{ url: 'https://example.org/in', optional: true }]);
  expect(reply({ decision: 'answer' })).toEqual({ action: 'accept' });
});
