/**
 * A window on an output of any length: a few pages of text that follow each other, of which the far ones are let
 * go as new ones come in. Pure; the dialog fetches.
 */
export interface OutputPage {
  readonly from: number;
  /** Byte after the page. */
  readonly to: number;
  readonly lines: readonly string[];
}
export interface OutputWindow {
  readonly pages: readonly OutputPage[];
  readonly totalBytes: number;
}

export const PAGE_BYTES = 256 * 1024;
const MOST_PAGES = 8;
/** Longer lines are cut for the screen: one of 10 MB would stop the page. */
export const LINE_MAX_CHARS = 4_000;

export const emptyWindow: OutputWindow = { pages: [], totalBytes: 0 };

const shortened = (line: string): string =>
  line.length > LINE_MAX_CHARS ? `${line.slice(0, LINE_MAX_CHARS)} … (${line.length - LINE_MAX_CHARS} more characters)` : line;

export const toLines = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n').map(shortened);

/** Bytes of the page that would come next on that side; null when the window reaches the border. */
export const nextRange = (window: OutputWindow, side: 'before' | 'after'): { readonly from: number; readonly bytes: number } | null => {
  const first = window.pages[0];
  const last = window.pages.at(-1);
  if (first === undefined || last === undefined) return { from: 0, bytes: PAGE_BYTES };
  if (side === 'after') return last.to < window.totalBytes ? { from: last.to, bytes: PAGE_BYTES } : null;
  if (first.from === 0) return null;
  const from = Math.max(0, first.from - PAGE_BYTES);
  return { from, bytes: first.from - from };
};

export interface Grown {
  readonly window: OutputWindow;
  /** Lines added above (or, when negative, taken away there): what the scroll position moves by. */
  readonly above: number;
}

const lineCount = (pages: readonly OutputPage[]): number => pages.reduce((sum, page) => sum + page.lines.length, 0);

/** The window with a page put on that side; pages far on the other side are let go. */
export const grow = (window: OutputWindow, side: 'before' | 'after', page: OutputPage, totalBytes: number): Grown => {
  if (side === 'before') {
    const pages = [page, ...window.pages].slice(0, MOST_PAGES);
    return { window: { pages, totalBytes }, above: page.lines.length };
  }
  const all = [...window.pages, page];
  const dropped = all.slice(0, Math.max(0, all.length - MOST_PAGES));
  return { window: { pages: all.slice(dropped.length), totalBytes }, above: -lineCount(dropped) };
};

export const linesOf = (window: OutputWindow): readonly string[] => window.pages.flatMap((page) => page.lines);

/** First byte of a window that shows the end of an output. */
export const endFrom = (totalBytes: number): number => Math.max(0, totalBytes - PAGE_BYTES);
