import { expect, test } from 'vitest';
import { acceleratorOf, acceleratorsFor } from './accelerators.ts';

test.each([
  ['Mod+K', 'CmdOrCtrl+K'],
  ['Mod+Shift+Enter', 'CmdOrCtrl+Shift+Enter'],
  ['Alt+ArrowUp', 'Alt+Up'],
  ['Mod+[', 'CmdOrCtrl+['],
  ['F5', 'F5'],
  ['x', null],
  ['Mod+K Mod+S', null],
  ['Hyper+K', null],
  ['', null],
])('%s is %s', (keys, accelerator) => {
  expect(acceleratorOf(keys)).toBe(accelerator);
});

test('what the user bound stands in the menu, and nothing where a key was taken away', () => {
  const keys = acceleratorsFor({ 'task.new': 'Mod+Shift+N', 'sidebar.toggle': null, 'palette.open': { key: 'Mod+P', when: 'board' } });
  expect(keys).toMatchObject({ 'task.new': 'CmdOrCtrl+Shift+N', 'palette.open': 'CmdOrCtrl+P', 'go.back': 'CmdOrCtrl+[' });
  expect(keys).not.toHaveProperty('sidebar.toggle');
});
