import { expect, test } from 'vitest';
import { keepPanels, readPanels, togglePanel } from './panel-memory.ts';

test('closing one leaves the other; closing the last opens the other', () => {
  const both = { conversation: true, changes: true };
  const left = togglePanel(both, 'changes');
  expect(left).toEqual({ conversation: true, changes: false });
  expect(togglePanel(left, 'conversation')).toEqual({ conversation: false, changes: true });
});

test('what is kept is read again', () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  expect(readPanels(storage)).toEqual({ conversation: true, changes: true });
  keepPanels(storage, { conversation: false, changes: true });
  expect(readPanels(storage)).toEqual({ conversation: false, changes: true });
});
