/**
 * The parts of xterm's inside that its interface does not show and that a screen consists of all the same. Read only by
 * `screen-text.ts`; the version of xterm is pinned, and `screen.test.ts` fails when one of these is not there any more.
 */
import type { Terminal } from '@xterm/headless';

export interface CellInside {
  readonly fg: number;
  readonly bg: number;
  readonly extended: { readonly underlineStyle: number; readonly underlineColor: number; readonly urlId: number };
  getCode: () => number;
  getChars: () => string;
  getWidth: () => number;
  getFgColorMode: () => number;
  getBgColorMode: () => number;
  getFgColor: () => number;
  getBgColor: () => number;
  isBold: () => number;
  isDim: () => number;
  isItalic: () => number;
  isUnderline: () => number;
  isBlink: () => number;
  isInverse: () => number;
  isInvisible: () => number;
  isStrikethrough: () => number;
  isOverline: () => number;
  hasExtendedAttrs: () => number;
  getUnderlineStyle: () => number;
  isUnderlineColorDefault: () => boolean;
  isUnderlineColorRGB: () => boolean;
  getUnderlineColor: () => number;
}

export interface LineInside {
  readonly length: number;
  readonly isWrapped: boolean;
  loadCell: (column: number, cell: CellInside) => CellInside;
}

export interface BufferInside {
  readonly lines: { readonly length: number; get: (line: number) => LineInside | undefined };
  readonly x: number;
  readonly y: number;
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: CellInside;
  readonly tabs: Readonly<Record<number, boolean>>;
  getNullCell: () => CellInside;
}

type Charset = Readonly<Record<string, string>> | undefined;

export interface TerminalInside {
  readonly buffers: { readonly normal: BufferInside; readonly alt: BufferInside; readonly active: BufferInside };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly modes: { readonly insertMode: boolean };
    readonly decPrivateModes: {
      readonly applicationCursorKeys: boolean;
      readonly applicationKeypad: boolean;
      readonly bracketedPasteMode: boolean;
      readonly cursorBlink: boolean | undefined;
      readonly cursorStyle: 'block' | 'underline' | 'bar' | undefined;
      readonly origin: boolean;
      readonly reverseWraparound: boolean;
      readonly sendFocus: boolean;
      readonly wraparound: boolean;
    };
  };
  readonly coreMouseService: { readonly activeProtocol: string; readonly activeEncoding: string };
  readonly _charsetService: { readonly glevel: number; readonly _charsets: readonly Charset[] };
  readonly _inputHandler: { readonly _curAttrData: CellInside };
  readonly _oscLinkService: { getLinkData: (id: number) => { readonly id?: string; readonly uri: string } | undefined };
}

export const insideOf = (terminal: Terminal): TerminalInside => (terminal as unknown as { readonly _core: TerminalInside })._core;
