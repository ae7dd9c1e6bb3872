/** Which keys a terminal leaves to the app. Everything else belongs to the program in it. */
import { isMac } from '#renderer/state/platform.ts';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/**
 * On a Mac the command key is never the program's. Elsewhere Ctrl is, but for Ctrl+J, which closes the drawer, and for Ctrl
 * with Shift, which no terminal program can tell from Ctrl alone.
 */
export const leavesTerminal = (press: Press, mac: boolean = isMac): boolean => {
  if (mac) return press.metaKey;
  if (!press.ctrlKey || press.altKey) return false;
  return press.shiftKey || press.key.toLowerCase() === 'j';
};

/** Keys that phones have none for, as the row above their keyboard offers them. */
export const rowKeys: readonly { readonly label: string; readonly name: string; readonly text: string }[] = [
  { label: 'esc', name: 'Escape', text: '\x1b' },
  { label: 'tab', name: 'Tab', text: '\t' },
  { label: '↑', name: 'Up', text: '\x1b[A' },
  { label: '↓', name: 'Down', text: '\x1b[B' },
  { label: '←', name: 'Left', text: '\x1b[D' },
  { label: '→', name: 'Right', text: '\x1b[C' },
  { label: '^C', name: 'Control C', text: '\x03' },
  { label: '^D', name: 'Control D', text: '\x04' },
  { label: '^Z', name: 'Control Z', text: '\x1a' },
  { label: '/', name: 'Slash', text: '/' },
  { label: '-', name: 'Dash', text: '-' },
  { label: '|', name: 'Pipe', text: '|' },
];
