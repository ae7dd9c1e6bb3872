import { expect, test } from 'vitest';
import { chordText, keyCaps, matches, parseChord, type Press } from './keymap.ts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const hits = (text: string, pressed: Press, mac = false): boolean => matches(parseChord(text)!, pressed, mac);

test('Mod is Cmd on a Mac and Ctrl elsewhere', () => {
  expect([
    hits('Mod+K', press('k', { ctrlKey: true })),
    hits('Mod+K', press('k', { metaKey: true })),
    hits('Mod+K', press('k', { metaKey: true }), true),
    hits('Mod+K', press('k', { ctrlKey: true }), true),
    hits('Mod+K', press('K', { ctrlKey: true, shiftKey: true })),
    hits('k', press('k', { ctrlKey: true })),
  ]).toEqual([true, false, true, false, false, false]);
});

test('signs count as typed, letters by key, also on layouts with other letters', () => {
  expect([
    hits('?', press('?', { shiftKey: true })),
    hits('?', press('?')),
    hits('/', press('/')),
    hits('j', press('о', { code: 'KeyJ' })),
    hits('Alt+1', press('¡', { altKey: true, code: 'Digit1' }), true),
    hits('Mod+1', press('&', { ctrlKey: true, code: 'Digit1' })),
    hits('Mod+Shift+Enter', press('Enter', { ctrlKey: true, shiftKey: true })),
    hits('Mod+Enter', press('Enter', { ctrlKey: true, shiftKey: true })),
    // A Dvorak keyboard types z where KeyY is printed: what is typed counts.
    hits('y', press('z', { code: 'KeyY' })),
  ]).toEqual([true, true, true, true, true, true, true, false, false]);
});

test('a press becomes the text that matches it', () => {
  const presses = [
    press('k', { ctrlKey: true }),
    press('?', { shiftKey: true }),
    press('Enter', { ctrlKey: true, shiftKey: true }),
    press('+'),
    press(' '),
  ];
  expect(presses.map((pressed) => chordText(pressed, false))).toEqual(['Mod+K', '?', 'Mod+Shift+Enter', 'Plus', 'Space']);
  for (const pressed of presses) expect(hits(chordText(pressed, false)!, pressed)).toBe(true);
  expect(chordText(press('Control', { ctrlKey: true }), false)).toBe(null);
});

test('nonsense is no key', () => {
  expect(['', 'Hyper+K', '+'].map((text) => parseChord(text)?.key ?? null)).toEqual([null, null, '+']);
});

test('caps are as printed on the keys', () => {
  expect([keyCaps('Mod+Shift+Enter', true), keyCaps('Mod+Shift+Enter', false), keyCaps('ArrowDown', false)]).toEqual([
    ['⇧', '⌘', '↵'],
    ['Ctrl', 'Shift', '↵'],
    ['↓'],
  ]);
});
