/** A headless terminal as the text that makes an empty one show the same. The other half is `restoreScreen` of the contract. */
import { setImmediate } from 'node:timers/promises';
import type { Terminal } from '@xterm/headless';
import type { Screen } from '#contract/screen.ts';
import { linkOf, linkText, sameStyle, styleOf, styleText, type CellStyle } from './cell-style.ts';
import { insideOf, type BufferInside, type CellInside, type LineInside, type TerminalInside } from './screen-internals.ts';

const ESC = '\x1b';
const DEFAULT_TAB_COLUMNS = 8;

/** Marks of commands (OSC 133), by line of the normal buffer: what was said there. */
export type MarksByLine = ReadonlyMap<number, readonly string[]>;

interface Pen {
  /** Looks in force; null is the default. */
  style: CellStyle | null;
  link: number;
}

class ScreenWriter {
  readonly #inside: TerminalInside;
  readonly #pieces: string[] = [];
  readonly #pen: Pen = { style: null, link: 0 };

  constructor(inside: TerminalInside) {
    this.#inside = inside;
  }

  get text(): string {
    return this.#pieces.join('');
  }

  put(text: string): void {
    if (text !== '') this.#pieces.push(text);
  }

  /** Draws with the default looks from here on. */
  rest(): void {
    if (this.#pen.link !== 0) this.put(linkText(this.#inside, 0));
    if (this.#pen.style !== null) this.put(`${ESC}[m`);
    Object.assign(this.#pen, { style: null, link: 0 });
  }

  /** Takes the looks of this cell. */
  take(cell: CellInside): void {
    const isDefault = cell.fg === 0 && cell.bg === 0;
    if (isDefault ? this.#pen.style !== null : this.#pen.style === null || !sameStyle(this.#pen.style, cell)) {
      this.put(styleText(cell));
      this.#pen.style = isDefault ? null : styleOf(cell);
    }
    const link = linkOf(cell);
    if (link === this.#pen.link) return;
    this.put(linkText(this.#inside, link));
    this.#pen.link = link;
  }

  /** One line from its first column, on a line that is empty. */
  line(buffer: BufferInside, line: LineInside, columns: number): void {
    const cell = buffer.getNullCell();
    let column = 0;
    while (column < Math.min(columns, line.length)) {
      line.loadCell(column, cell);
      if (cell.getCode() === 0 || cell.getWidth() === 0) {
        column = this.#empty(buffer, line, column, columns);
        continue;
      }
      this.take(cell);
      this.put(cell.getChars());
      column += cell.getWidth();
    }
  }

  /** Cells that nothing was written to; they may have a colour all the same. Gives the column behind them. */
  #empty(buffer: BufferInside, line: LineInside, from: number, columns: number): number {
    const cell = line.loadCell(from, buffer.getNullCell());
    const colour = cell.bg;
    if (colour !== 0) this.take(cell);
    let to = from + 1;
    while (to < Math.min(columns, line.length)) {
      line.loadCell(to, cell);
      if ((cell.getCode() !== 0 && cell.getWidth() !== 0) || cell.bg !== colour) break;
      to += 1;
    }
    if (colour !== 0) this.put(`${ESC}[${to - from}X`);
    if (to < columns) this.put(`${ESC}[${to - from}C`);
    return to;
  }
}

const at = (line: number, column: number): string => `${ESC}[${line + 1};${column + 1}H`;

/** Pairs of first line and count. */
const wrappedLines = (buffer: BufferInside): number[] => {
  const pairs: number[] = [];
  for (let line = 0; line < buffer.lines.length; line += 1) {
    if (buffer.lines.get(line)?.isWrapped !== true) continue;
    const last = pairs.length - 2;
    if (last >= 0 && (pairs[last] as number) + (pairs[last + 1] as number) === line) pairs[last + 1] = (pairs[last + 1] as number) + 1;
    else pairs.push(line, 1);
  }
  return pairs;
};

const lastLineWithContent = (buffer: BufferInside, columns: number): number => {
  const cell = buffer.getNullCell();
  for (let line = buffer.lines.length - 1; line >= 0; line -= 1) {
    const data = buffer.lines.get(line);
    if (data === undefined) continue;
    for (let column = 0; column < Math.min(columns, data.length); column += 1) {
      data.loadCell(column, cell);
      if (cell.getCode() !== 0 || cell.bg !== 0) return line;
    }
  }
  return 0;
};

/** So long one stretch of drawing may take: other terminals share the process. */
const STRETCH_MS = 6;

const drawNormal = async (writer: ScreenWriter, buffer: BufferInside, columns: number, marks: MarksByLine): Promise<void> => {
  let began = performance.now();
  // Lines above the screen come to be there by what follows them; below the last one with content nothing has to be said.
  const last = Math.max(lastLineWithContent(buffer, columns), buffer.ybase > 0 ? buffer.lines.length - 1 : 0);
  for (let index = 0; index <= last; index += 1) {
    for (const mark of marks.get(index) ?? []) writer.put(`${ESC}]133;${mark}${ESC}\\`);
    const line = buffer.lines.get(index);
    if (line !== undefined) writer.line(buffer, line, columns);
    // New lines take the colour that is in force.
    writer.rest();
    if (index < last) writer.put('\r\n');
    if (performance.now() - began < STRETCH_MS) continue;
    await setImmediate();
    began = performance.now();
  }
};

const drawAlternate = (writer: ScreenWriter, buffer: BufferInside, columns: number): void => {
  for (let index = 0; index < buffer.lines.length; index += 1) {
    const line = buffer.lines.get(index);
    writer.put(at(index, 0));
    if (line !== undefined) writer.line(buffer, line, columns);
    writer.rest();
  }
};

/** The designators of the charsets that programs use, known by a letter that only they have. */
const designatorOf = (charset: Readonly<Record<string, string>> | undefined): string => {
  if (charset === undefined || charset === null) return 'B';
  if (charset['q'] === '\u2500') return '0';
  return charset['#'] === '£' && charset['@'] === undefined ? 'A' : 'B';
};

const charsetText = ({ _charsetService: charsets }: TerminalInside): string => {
  const slots = ['(', ')', '*', '+'];
  const set = slots.map((slot, index) => {
    const designator = designatorOf(charsets._charsets[index]);
    return designator === 'B' ? '' : `${ESC}${slot}${designator}`;
  });
  return `${set.join('')}${['', '\x0e', `${ESC}n`, `${ESC}o`][charsets.glevel] ?? ''}`;
};

const tabsText = (buffer: BufferInside, columns: number): string => {
  const stops = Array.from({ length: columns }, (_, column) => column).filter((column) => buffer.tabs[column] === true);
  const usual = Array.from({ length: columns }, (_, column) => column).filter((column) => column % DEFAULT_TAB_COLUMNS === 0);
  if (stops.join() === usual.join()) return '';
  return `${ESC}[3g${stops.map((column) => `${at(0, column)}${ESC}H`).join('')}`;
};

/** The cursor that ESC 8 goes back to. */
const savedCursorText = (writer: ScreenWriter, buffer: BufferInside): void => {
  const { savedX, savedY, ybase, savedCurAttrData: saved } = buffer;
  if (savedX === 0 && savedY === 0 && saved.fg === 0 && saved.bg === 0) return;
  writer.put(`${at(Math.max(savedY - ybase, 0), savedX)}${styleText(saved)}${ESC}7${ESC}[m`);
};

const modesText = ({ coreService, coreMouseService }: TerminalInside): string => {
  const { decPrivateModes: modes } = coreService;
  const mouse: Readonly<Record<string, string>> = { X10: '9', VT200: '1000', DRAG: '1002', ANY: '1003' };
  const encoding: Readonly<Record<string, string>> = { SGR: '1006', SGR_PIXELS: '1016' };
  const style = { block: 2, underline: 4, bar: 6 } as const;
  const set = (number: string | undefined): string => (number === undefined ? '' : `${ESC}[?${number}h`);
  return [
    modes.applicationCursorKeys ? set('1') : '',
    modes.applicationKeypad ? set('66') : '',
    modes.bracketedPasteMode ? set('2004') : '',
    modes.reverseWraparound ? set('45') : '',
    modes.sendFocus ? set('1004') : '',
    set(mouse[coreMouseService.activeProtocol]),
    set(encoding[coreMouseService.activeEncoding]),
    coreService.isCursorHidden ? `${ESC}[?25l` : '',
    modes.cursorStyle === undefined ? '' : `${ESC}[${style[modes.cursorStyle] - (modes.cursorBlink === true ? 1 : 0)} q`,
    coreService.modes.insertMode ? `${ESC}[4h` : '',
    modes.wraparound ? '' : `${ESC}[?7l`,
  ].join('');
};

/** Where the cursor is, and what it draws with: last, because everything else moves it. */
const cursorText = (writer: ScreenWriter, inside: TerminalInside, columns: number): void => {
  const buffer = inside.buffers.active;
  const isOrigin = inside.coreService.decPrivateModes.origin;
  const line = isOrigin ? buffer.y - buffer.scrollTop : buffer.y;
  if (isOrigin) writer.put(`${ESC}[?6h`);
  if (buffer.x < columns) {
    writer.put(at(line, buffer.x));
  } else {
    // The last column was written and the next letter goes to the next line: write it once more.
    const data = buffer.lines.get(buffer.ybase + buffer.y);
    let cell = data?.loadCell(columns - 1, buffer.getNullCell());
    const isWide = cell?.getWidth() === 0 && columns > 1;
    if (isWide) cell = data?.loadCell(columns - 2, buffer.getNullCell());
    writer.put(at(line, columns - (isWide ? 2 : 1)));
    if (cell !== undefined) {
      writer.take(cell);
      writer.put(cell.getChars() === '' ? ' ' : cell.getChars());
    }
    writer.rest();
  }
  writer.take(inside._inputHandler._curAttrData);
};

/** Nothing may be written to the terminal until it settles. */
export const screenOf = async (terminal: Terminal, title: string, marks: MarksByLine): Promise<Screen> => {
  const inside = insideOf(terminal);
  const { normal, alt, active } = inside.buffers;
  const columns = terminal.cols;
  const writer = new ScreenWriter(inside);
  await drawNormal(writer, normal, columns, marks);
  savedCursorText(writer, normal);
  if (active === alt) {
    writer.put(`${ESC}[?1047h`);
    drawAlternate(writer, alt, columns);
    savedCursorText(writer, alt);
  }
  writer.put(tabsText(active, columns));
  if (active.scrollTop !== 0 || active.scrollBottom !== terminal.rows - 1)
    writer.put(`${ESC}[${active.scrollTop + 1};${active.scrollBottom + 1}r`);
  const pen = new ScreenWriter(inside);
  cursorText(pen, inside, columns);
  // The letter of the last column is written again before charsets, wrapping and inserting are as they were.
  writer.put(`${pen.text}${charsetText(inside)}${modesText(inside)}`);
  return {
    columns,
    rows: terminal.rows,
    text: writer.text,
    wrapped: wrappedLines(normal),
    wrappedAlternate: active === alt ? wrappedLines(alt) : [],
    title,
  };
};
