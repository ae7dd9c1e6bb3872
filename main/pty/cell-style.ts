/** A cell's looks as control sequences: colours and the like (SGR), and the link it belongs to (OSC 8). */
import type { CellInside, TerminalInside } from './screen-internals.ts';

const ESC = '\x1b';
const PALETTE_16 = 1 << 24;
const PALETTE_256 = 2 << 24;
const RGB = 3 << 24;
/** Bit of `bg`: the cell has a link, or an underline with a style or colour. */
const HAS_EXTENDED = 0x1000_0000;

/** As much of a cell as its looks are. */
export type CellStyle = Pick<CellInside, 'fg' | 'bg' | 'extended'>;

/** A copy: terminals fill one and the same cell again and again. */
export const styleOf = ({ fg, bg, extended: { underlineStyle, underlineColor, urlId } }: CellStyle): CellStyle => ({
  fg,
  bg,
  extended: { underlineStyle, underlineColor, urlId },
});

/** Whether two cells look alike, their text apart. */
export const sameStyle = (a: CellStyle, b: CellStyle): boolean =>
  a.fg === b.fg &&
  a.bg === b.bg &&
  ((a.bg & HAS_EXTENDED) === 0 ||
    (a.extended.underlineStyle === b.extended.underlineStyle &&
      a.extended.underlineColor === b.extended.underlineColor &&
      a.extended.urlId === b.extended.urlId));

const rgb = (color: number): string => `${(color >>> 16) & 255}:${(color >>> 8) & 255}:${color & 255}`;

const colour = (mode: number, value: number, ground: 'text' | 'back'): string[] => {
  const base = ground === 'text' ? 30 : 40;
  switch (mode) {
    case PALETTE_16:
      return [String(value < 8 ? base + value : base + 60 + value - 8)];
    case PALETTE_256:
      return [`${base + 8}:5:${value}`];
    case RGB:
      return [`${base + 8}:2::${rgb(value)}`];
    default:
      return [];
  }
};

const underline = (cell: CellInside): string[] => {
  if (!cell.isUnderline()) return [];
  const style = cell.getUnderlineStyle();
  const codes = [style === 1 ? '4' : `4:${style}`];
  if ((cell.bg & HAS_EXTENDED) === 0 || cell.isUnderlineColorDefault()) return codes;
  const value = cell.getUnderlineColor();
  return [...codes, cell.isUnderlineColorRGB() ? `58:2::${rgb(value)}` : `58:5:${value}`];
};

/** From any looks to these. */
export const styleText = (cell: CellInside): string => {
  const flags: readonly (readonly [number, string])[] = [
    [cell.isBold(), '1'],
    [cell.isDim(), '2'],
    [cell.isItalic(), '3'],
    [cell.isBlink(), '5'],
    [cell.isInverse(), '7'],
    [cell.isInvisible(), '8'],
    [cell.isStrikethrough(), '9'],
    [cell.isOverline(), '53'],
  ];
  const codes = [
    ...flags.flatMap(([on, code]) => (on ? [code] : [])),
    ...underline(cell),
    ...colour(cell.getFgColorMode(), cell.getFgColor(), 'text'),
    ...colour(cell.getBgColorMode(), cell.getBgColor(), 'back'),
  ];
  return codes.length === 0 ? `${ESC}[m` : `${ESC}[0;${codes.join(';')}m`;
};

export const linkOf = (cell: CellInside): number => ((cell.bg & HAS_EXTENDED) === 0 ? 0 : cell.extended.urlId);

/** Opens the link, or closes the one before. A link without a name of its own gets one, or its parts would come apart. */
export const linkText = (inside: TerminalInside, link: number): string => {
  const data = link === 0 ? undefined : inside._oscLinkService.getLinkData(link);
  return data === undefined ? `${ESC}]8;;${ESC}\\` : `${ESC}]8;id=${data.id ?? `kept-${link}`};${data.uri}${ESC}\\`;
};
