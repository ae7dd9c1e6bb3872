import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closing, emptyConversation, fold, forAnotherModel, openCalls, type Conversation, type JournalEntry } from './conversation.ts';

const said = (text: string): JournalEntry => ({ kind: 'said', message: { role: 'user', text, images: [] } });
const calling: JournalEntry = { kind: 'calling', model: 'a/one' };
const answer = (text: string, ...calls: readonly string[]): JournalEntry => ({
  kind: 'answer',
  model: 'a/one',
  usedTokens: 10,
  message: {
    role: 'assistant',
    content: [
      { kind: 'text', text, provider: 'sealed' },
      ...calls.map((id) => ({ kind: 'tool-call' as const, id, tool: 'shell', input: '{}', provider: null })),
    ],
  },
});
const begun = (call: string): JournalEntry => ({ kind: 'begun', call });
const result = (callId: string, text = 'fine'): JournalEntry => ({
  kind: 'result',
  message: { role: 'tool', callId, tool: 'shell', text, failed: false },
});

const of = (...entries: readonly JournalEntry[]): Conversation => entries.reduce(fold, emptyConversation);
/** Each message in one word. */
const told = ({ messages }: Conversation): readonly string[] =>
  messages.map((message) => {
    if (message.role === 'user') return `user ${message.text}`;
    if (message.role === 'tool') return `${message.callId} ${message.text}`;
    return `model ${message.content.map((part) => (part.kind === 'tool-call' ? part.id : part.text)).join('+')}`;
  });

test('what is said meanwhile follows the answer and the results, which stand in the order of their calls', () => {
  const state = of(
    said('Do it'),
    calling,
    said('Wait'),
    answer('Yes', 'c1', 'c2'),
    begun('c1'),
    said('Really'),
    result('c2'),
    result('c1'),
  );
  expect(told(state)).toEqual(['user Do it', 'model Yes+c1+c2', 'c1 fine', 'c2 fine', 'user Wait', 'user Really']);
  expect(state).toMatchObject({ calls: [], results: [], later: [], isCalling: false, model: 'a/one', usedTokens: 10 });
});

test('a step that was cut off is closed: what had begun is in doubt, what had not was not done', () => {
  const cut = of(said('Do it'), calling, answer('Yes', 'c1', 'c2', 'c3'), begun('c1'), result('c1'), begun('c2'));
  expect(openCalls(cut).map(({ id }) => id)).toEqual(['c2', 'c3']);
  const closed = closing(cut, 'It was cut off.').reduce(fold, cut);
  expect(told(closed).slice(2)).toEqual([
    'c1 fine',
    'c2 It was cut off. This call had begun: it may or may not have taken effect. Look before you repeat it.',
    'c3 It was cut off. This call was not begun: it had no effect.',
  ]);
  expect(closing(closed, 'Again.')).toEqual([]);
});

test('a call of the model without an answer leaves room for the next message', () => {
  const cut = of(said('Do it'), calling, said('And that'));
  expect(told(closing(cut, '').reduce(fold, cut))).toEqual(['user Do it', 'user And that']);
});

test('another model gets words and calls, without thoughts and seals', () => {
  const { messages } = of(said('Do it'), calling, answer('Yes'));
  const thought = { role: 'assistant', content: [{ kind: 'reasoning', text: 'Hm', provider: 'sealed' }] } as const;
  expect(forAnotherModel([...messages, thought])).toEqual([
    { role: 'user', text: 'Do it', images: [] },
    { role: 'assistant', content: [{ kind: 'text', text: 'Yes', provider: null }] },
  ]);
});

test('cut anywhere and closed, every call has exactly one result right behind its answer, and nothing said is lost', () => {
  const step = fc.record({ calls: fc.integer({ min: 0, max: 3 }), meanwhile: fc.boolean(), between: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4 }), fc.nat(60), (steps, cutAt) => {
      const entries = steps.flatMap(({ calls, meanwhile, between }, index): JournalEntry[] => {
        const ids = Array.from({ length: calls }, (_, call) => `c${index}-${call}`);
        const during = between ? [said(`between ${index}`)] : [];
        return [
          ...[said(`message ${index}`), calling, ...(meanwhile ? [said(`meanwhile ${index}`)] : []), answer(`answer ${index}`, ...ids)],
          ...ids.flatMap((id) => [begun(id), ...during, result(id)]),
        ];
      });
      const kept = entries.slice(0, cutAt);
      const cut = of(...kept);
      const state = closing(cut, 'Cut.').reduce(fold, cut);
      const words = told(state);
      for (const entry of kept) {
        if (entry.kind === 'said') expect(words).toContain(`user ${entry.message.text}`);
        if (entry.kind !== 'answer') continue;
        const at = state.messages.indexOf(entry.message);
        const ids = entry.message.content.flatMap((part) => (part.kind === 'tool-call' ? [part.id] : []));
        const behind = state.messages.slice(at + 1, at + 1 + ids.length);
        expect(behind.map((message) => (message.role === 'tool' ? message.callId : message.role))).toEqual(ids);
      }
      expect(state).toMatchObject({ calls: [], later: [], isCalling: false });
    }),
    { numRuns: 200 },
  );
});
