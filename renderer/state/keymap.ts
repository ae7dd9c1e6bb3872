/**
 * Keys as text and as presses. `Mod` is Cmd on a Mac and Ctrl elsewhere. Pure: the listener is in `app/`.
 * Written as `Mod+Shift+Enter`, `j`, `?`, `ArrowDown`, `Mod+.`.
 */
export interface Chord {
  readonly mod: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** A letter or digit in lower case, a sign as typed, or the name of a key as in `KeyboardEvent.key`. */
  readonly key: string;
}

/** As much of a KeyboardEvent as is needed. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const named: Readonly<Record<string, string>> = {
  space: ' ',
  esc: 'Escape',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  plus: '+',
};
const isSign = (key: string): boolean => key.length === 1 && !/[\p{L}\p{N}]/u.test(key);

/** Null when it is not a key. */
export const parseChord = (text: string): Chord | null => {
  const parts = text
    .trim()
    .split('+')
    .filter((part) => part !== '');
  const last = text.trim().endsWith('+') ? '+' : parts.pop();
  if (last === undefined) return null;
  const modifiers = new Set(parts.map((part) => part.toLowerCase()));
  for (const modifier of modifiers) if (!['mod', 'ctrl', 'alt', 'shift'].includes(modifier)) return null;
  const key = named[last.toLowerCase()] ?? (last.length === 1 ? last.toLowerCase() : last);
  return { mod: modifiers.has('mod'), ctrl: modifiers.has('ctrl'), alt: modifiers.has('alt'), shift: modifiers.has('shift'), key };
};

/** The letter or digit printed on the key, for layouts that type other letters (Cyrillic, Greek) and for Alt on a Mac. */
const printed = (code: string): string | null => /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase() ?? null;

export const matches = (chord: Chord, press: Press, mac: boolean): boolean => {
  const mod = mac ? press.metaKey : press.ctrlKey;
  const ctrl = mac ? press.ctrlKey : false;
  const meta = mac ? false : press.metaKey;
  if (mod !== chord.mod || ctrl !== chord.ctrl || meta || press.altKey !== chord.alt) return false;
  // Signs such as `?` need Shift on some keyboards and not on others: the sign decides, unless the chord says Shift itself.
  if (!isSign(chord.key) && press.shiftKey !== chord.shift) return false;
  if (chord.shift && !press.shiftKey) return false;
  const typed = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (typed === chord.key) return true;
  const foreign = press.key.length !== 1 || press.altKey || press.key.charCodeAt(0) > 127;
  return (foreign || /\d/.test(chord.key)) && printed(press.code) === chord.key;
};

/** The text for a press, for the screen where keys are chosen; null while only modifiers are down. */
export const chordText = (press: Press, mac: boolean): string | null => {
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Unidentified'].includes(press.key)) return null;
  const base = (press.key.length === 1 && press.key.charCodeAt(0) > 127) || press.altKey ? (printed(press.code) ?? press.key) : press.key;
  const key = base === ' ' ? 'Space' : base === '+' ? 'Plus' : base.length === 1 ? base.toUpperCase() : base;
  const parts = [
    (mac ? press.metaKey : press.ctrlKey) && 'Mod',
    mac && press.ctrlKey && 'Ctrl',
    press.altKey && 'Alt',
    press.shiftKey && !isSign(base) && 'Shift',
    key,
  ];
  return parts.filter((part) => part !== false).join('+');
};

/** Two spellings of the same chord are equal here. */
export const normalChord = (text: string): string => {
  const chord = parseChord(text);
  return chord === null
    ? text
    : [chord.mod && 'Mod', chord.ctrl && 'Ctrl', chord.alt && 'Alt', chord.shift && 'Shift', chord.key].filter(Boolean).join('+');
};

const symbols: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  Backspace: '⌫',
  Delete: 'Del',
  ' ': 'Space',
};

/** As printed on the keys: `['⌘', 'K']` on a Mac, `['Ctrl', 'K']` elsewhere. */
export const keyCaps = (text: string, mac: boolean): readonly string[] => {
  const chord = parseChord(text);
  if (chord === null) return [];
  const key = symbols[chord.key] ?? (chord.key.length === 1 ? chord.key.toUpperCase() : chord.key);
  const caps = mac
    ? [chord.ctrl && '⌃', chord.alt && '⌥', chord.shift && '⇧', chord.mod && '⌘', key]
    : [(chord.mod || chord.ctrl) && 'Ctrl', chord.alt && 'Alt', chord.shift && 'Shift', key];
  return caps.filter((cap) => cap !== false);
};
