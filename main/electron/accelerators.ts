/** The keys that the native menu shows: the app's own, or what the user bound instead. */
import { MENU_COMMANDS, type MenuCommand } from '#contract/desktop.ts';
import type { Settings } from '#contract/settings.ts';

const usual: Readonly<Partial<Record<MenuCommand, string>>> = {
  'task.new': 'Mod+N',
  'board.open': 'Mod+Shift+B',
  'settings.open': 'Mod+,',
  'palette.open': 'Mod+K',
  'thread.next-waiting': 'Mod+.',
  'sidebar.toggle': 'Mod+B',
  'thread.changes': 'Mod+D',
  'go.back': 'Mod+[',
  'go.forward': 'Mod+]',
};

const modifiers = new Set(['Mod', 'Ctrl', 'Alt', 'Shift']);

/** As Electron writes it; null for what it has no word for, such as two strokes in a row. */
export const acceleratorOf = (keys: string): string | null => {
  const parts = keys.split('+');
  const key = parts.pop();
  if (key === undefined || !/^([\x21-\x7e]|[A-Z][A-Za-z0-9]+)$/.test(key) || !parts.every((part) => modifiers.has(part))) return null;
  // A bare letter would be taken from whoever types it.
  if (parts.length === 0 && key.length === 1) return null;
  return [...parts.map((part) => (part === 'Mod' ? 'CmdOrCtrl' : part)), key.replace(/^Arrow/, '')].join('+');
};

export type Accelerators = Readonly<Partial<Record<MenuCommand, string>>>;

/** By command, what the menu shows beside it. */
export const acceleratorsFor = (bound: Settings['keys']): Accelerators =>
  Object.fromEntries(
    MENU_COMMANDS.flatMap((command) => {
      const own = Object.hasOwn(bound, command) ? bound[command] : usual[command];
      const keys = typeof own === 'object' && own !== null ? own.key : own;
      const accelerator = typeof keys === 'string' ? acceleratorOf(keys) : null;
      return accelerator === null ? [] : [[command, accelerator]];
    }),
  );
