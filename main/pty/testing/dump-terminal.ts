/** Everything that a terminal is, for comparing two of them: every cell of both buffers, cursor, margins, modes. */
import type { Terminal } from '@xterm/headless';
import { insideOf, type BufferInside, type CellInside, type TerminalInside } from '#main/pty/screen-internals.ts';

const linkUri = (inside: TerminalInside, url: number): string => inside._oscLinkService.getLinkData(url)?.uri ?? '';

const HAS_EXTENDED = 0x1000_0000;

/** The bits of a colour that was replaced stay in the number. */
const underlineColour = (cell: CellInside): string =>
  cell.isUnderlineColorDefault() ? 'default' : `${cell.isUnderlineColorRGB() ? 'rgb' : 'palette'} ${cell.getUnderlineColor()}`;

const lineText = (inside: TerminalInside, buffer: BufferInside, index: number, columns: number): string => {
  const line = buffer.lines.get(index);
  if (line === undefined) return '-';
  const cells: string[] = [];
  for (let column = 0; column < columns; column += 1) {
    const cell = line.loadCell(column, buffer.getNullCell());
    // Of a wide letter that was cut in half, the empty half keeps the link; nothing is there to be clicked.
    const hasMore = (cell.bg & HAS_EXTENDED) !== 0 && cell.getCode() !== 0;
    // A link brings dashes of its own, those of a link that nobody knows any more too: they are no underline.
    const underline = hasMore && cell.getUnderlineStyle() !== 0 ? `${cell.getUnderlineStyle()},${underlineColour(cell)}` : '';
    const link = hasMore ? linkUri(inside, cell.extended.urlId) : '';
    cells.push(
      `${cell.getWidth()}${cell.getCode() === 0 ? '∅' : cell.getChars()}|${cell.fg}|${cell.bg & ~HAS_EXTENDED}|${underline}${link}`,
    );
  }
  // What is empty to the right in every respect is one thing, however it came to be.
  while (/^[01]∅\|\d+\|0\|$/.test(cells.at(-1) ?? '')) cells.pop();
  return `${line.isWrapped ? '↪' : ' '}${cells.join(' ').replaceAll(/([01]∅)\|\d+\|/g, '$1|')}`;
};

const bufferDump = (inside: TerminalInside, buffer: BufferInside, columns: number) => ({
  lines: Array.from({ length: buffer.lines.length }, (_, index) => lineText(inside, buffer, index, columns)),
  cursor: [buffer.x, buffer.y, buffer.ybase],
  saved: [buffer.savedX, Math.max(0, buffer.savedY - buffer.ybase)],
  margins: [buffer.scrollTop, buffer.scrollBottom],
  tabs: Object.keys(buffer.tabs).filter((column) => Number(column) < columns && buffer.tabs[Number(column)] === true),
});

export const dumpTerminal = (terminal: Terminal) => {
  const inside = insideOf(terminal);
  const { normal, alt, active } = inside.buffers;
  const isAlternate = active === alt;
  const normalDump = bufferDump(inside, normal, terminal.cols);
  const pen = inside._inputHandler._curAttrData;
  return {
    size: [terminal.cols, terminal.rows],
    isAlternate,
    // While the other buffer is shown, margins and cursor are its.
    normal: isAlternate ? { lines: normalDump.lines, saved: normalDump.saved } : normalDump,
    alternate: isAlternate ? bufferDump(inside, alt, terminal.cols) : null,
    pen: [pen.fg, pen.bg & ~HAS_EXTENDED],
    modes: { ...inside.coreService.decPrivateModes, ...inside.coreService.modes, hidden: inside.coreService.isCursorHidden },
    mouse: [inside.coreMouseService.activeProtocol, inside.coreMouseService.activeEncoding],
    charsets: [inside._charsetService.glevel, ...[0, 1, 2, 3].map((slot) => inside._charsetService._charsets[slot]?.['q'] ?? '')],
  };
};
