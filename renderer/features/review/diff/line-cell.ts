/** Fills the cells of a line: its numbers, its code with colours and changed words. Made for speed: no framework. */
import { LINE_SHOWN_CHARS } from './list-layout.ts';
import { colorNames, type LineColors } from './line-colors.ts';
import { ADDED, CONTEXT, DELETED, type ParsedDiff } from './parsed-diff.ts';

const styleOf = colorNames.map((name, index) => (index === 0 ? '' : `color:var(--code-token-${name})`));

/** A stretch of one look: characters up to `end`, the number of a colour, whether the word changed. */
export interface Stretch {
  readonly end: number;
  readonly color: number;
  readonly changed: boolean;
}

/** Colours and changed words of a line laid over each other. Pure. */
export const stretches = (length: number, line: number, diff: ParsedDiff, colors: LineColors | undefined): readonly Stretch[] => {
  const ends: Stretch[] = [];
  let color = colors?.at[line] ?? 0;
  const lastColor = colors?.at[line + 1] ?? 0;
  let word = diff.wordAt[line] ?? 0;
  const lastWord = diff.wordAt[line + 1] ?? 0;
  for (let at = 0; at < length;) {
    while (color < lastColor && (colors?.packed[color] ?? 0) >>> 5 <= at) color += 1;
    while (word < lastWord && (diff.words[word + 1] ?? 0) <= at) word += 2;
    const packed = color < lastColor ? (colors?.packed[color] ?? 0) : length << 5;
    const from = word < lastWord ? (diff.words[word] ?? length) : length;
    const changed = from <= at;
    const end = Math.min(length, packed >>> 5, changed ? (diff.words[word + 1] ?? length) : from);
    ends.push({ end, color: packed & 31, changed });
    at = end;
  }
  return ends;
};

const moreButton = (text: string, shown: number): HTMLElement => {
  const more = document.createElement('button');
  more.type = 'button';
  more.className = 'diff-more';
  more.dataset['act'] = 'longer';
  more.textContent = `${(text.length - shown).toLocaleString('en')} more characters`;
  return more;
};

export interface Cell {
  readonly diff: ParsedDiff;
  readonly line: number;
  readonly colors: LineColors | undefined;
  /** Characters of a long line to show. */
  readonly shown: number | undefined;
}

const piece = (text: string, { color, changed }: Stretch): Node => {
  if (color === 0 && !changed) return document.createTextNode(text);
  const element = document.createElement(changed ? 'b' : 'span');
  if (color !== 0) element.setAttribute('style', styleOf[color] ?? '');
  element.textContent = text;
  return element;
};

/** Puts the code of a line into its cell. */
export const fillCode = (code: HTMLElement, { diff, line, colors, shown = LINE_SHOWN_CHARS }: Cell): void => {
  const text = diff.texts[line] ?? '';
  const cut = text.length > shown;
  const length = cut ? shown : text.length;
  const all = stretches(length, line, diff, colors);
  if (all.length === 1 && all[0]?.color === 0 && !all[0].changed) code.textContent = cut ? text.slice(0, length) : text;
  else {
    let at = 0;
    const pieces = all.map((stretch) => {
      const node = piece(text.slice(at, stretch.end), stretch);
      at = stretch.end;
      return node;
    });
    code.replaceChildren(...pieces);
  }
  if (cut) code.append(moreButton(text, length));
  if (diff.endless.length > 0 && diff.endless.includes(line)) {
    const note = document.createElement('span');
    note.className = 'diff-endless';
    note.textContent = 'no line break at the end';
    code.append(note);
  }
};

const signs = { [CONTEXT]: ' ', [ADDED]: '+', [DELETED]: '−' } as const;
const classes = { [CONTEXT]: '', [ADDED]: ' diff-add', [DELETED]: ' diff-del' } as const;

export const signOf = (kind: number | undefined): string => signs[kind as keyof typeof signs] ?? ' ';
export const classOf = (kind: number | undefined): string => classes[kind as keyof typeof classes] ?? '';

const padded = (number: number, digits: number): string => (number === 0 ? ''.padStart(digits) : String(number).padStart(digits));

/** Both numbers and the sign, as one text: one node instead of three. */
export const bothNumbers = (before: number, after: number, digits: number, kind: number): string =>
  `${padded(before, digits)} ${padded(after, digits)} ${signOf(kind)}`;
export const oneNumber = (number: number, digits: number, kind: number): string => `${padded(number, digits)} ${signOf(kind)}`;
