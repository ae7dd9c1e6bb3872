import { expect, test } from 'vitest';
import { openElicitation } from './elicitation.ts';

const form = (properties: object): Parameters<typeof openElicitation>[1] => ({
  mode: 'form',
  message: 'Which?',
  requestedSchema: { type: 'object', properties },
});

test('a choice is a question with its options, answered by one of them', () => {
  const side = {
    type: 'string',
    oneOf: [
      { const: 'l', title: 'Left' },
      { const: 'r', title: 'Right' },
    ],
  };
  const opened = openElicitation('ask-1', form({ side }));
  expect(opened?.request).toMatchObject({
    kind: 'question',
    title: 'Which?',
    detail: { questions: [{ id: 'side', text: 'Which?', options: [{ label: 'Left' }, { label: 'Right' }], freeText: false }] },
  });
  expect(opened?.request.decisions.map(({ id }) => id)).toEqual(['option-1', 'option-2', 'answer', 'deny']);
  expect(opened?.reply({ decision: 'option-2' })).toEqual({ action: 'accept', content: { side: 'r' } });
  expect(opened?.reply({ decision: 'deny' })).toEqual({ action: 'decline' });
});

test('several fields are answered in the form they want', () => {
  const opened = openElicitation(
    'ask-1',
    form({
      many: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
      count: { type: 'integer' },
      sure: { type: 'boolean' },
      note: { type: 'string' },
    }),
  );
  const answers = { many: ['a', 'b'], count: ['3'], sure: ['Yes'], note: [] };
  expect(opened?.reply({ decision: 'answer', answers })).toEqual({ action: 'accept', content: { many: ['a', 'b'], count: 3, sure: true } });
});

test('an address is shown to be opened; what is not known is nothing', () => {
  const opened = openElicitation('ask-1', { mode: 'url', message: 'Sign in', url: 'https://example.org/in', elicitationId: 'e' });
  expect(opened?.request).toMatchObject({ title: 'Sign in', detail: { text: 'https://example.org/in' } });
  expect(openElicitation('ask-1', { mode: 'hologram', message: '' })).toBeNull();
});
