import { expect, test } from 'vitest';
import type { ThreadId } from '#contract/ids.ts';
import { draftText, keepDraft, openDrafts } from './comment-drafts.ts';

const storage = () => {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
    held,
  };
};
const thread = 't_abcdef' as ThreadId;
const field = { key: 'compose:file:a', place: { kind: 'file', path: 'a' } } as const;

test('words stay until they are saved or wiped', () => {
  const store = storage();
  keepDraft(store, thread, field, 'Why?');
  keepDraft(store, thread, field, 'Why so?');
  expect([openDrafts(store, thread), draftText(store, thread, field.key)]).toEqual([[field], 'Why so?']);
  keepDraft(store, thread, field, ' ');
  expect([openDrafts(store, thread), store.held.size]).toEqual([[], 0]);
});

test('what somebody else wrote there is no draft', () => {
  const store = storage();
  store.setItem('switchyard-comment-drafts-t_abcdef', '{"odd"');
  expect(openDrafts(store, thread)).toEqual([]);
});
