/** How wide the list and its letters are: lines wrap by columns, so both have to be known. */
import { useLayoutEffect, useState, type RefObject } from 'react';

export interface ListSize {
  /** Inner width, without the scroll bar, in pixels. */
  readonly width: number;
  /** Width of one letter. */
  readonly letter: number;
}

const PROBE_LETTERS = 100;

const letterWidth = (within: HTMLElement): number => {
  const probe = document.createElement('span');
  probe.textContent = 'x'.repeat(PROBE_LETTERS);
  probe.style.cssText = 'position:absolute;visibility:hidden;white-space:pre';
  within.append(probe);
  const { width } = probe.getBoundingClientRect();
  probe.remove();
  return width / PROBE_LETTERS;
};

/** Null until it was measured; measured again when the list is resized and when the font has come. */
export const useListSize = (scroller: RefObject<HTMLElement | null>): ListSize | null => {
  const [size, setSize] = useState<ListSize | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      const next = { width: element.clientWidth, letter: letterWidth(element) };
      if (next.width > 0) setSize((before) => (before?.width === next.width && before.letter === next.letter ? before : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    document.fonts.addEventListener('loadingdone', measure);
    return () => {
      observer.disconnect();
      document.fonts.removeEventListener('loadingdone', measure);
    };
  }, [scroller]);
  return size;
};

const GUTTER_LETTERS = { unified: 5, split: 4 } as const;
/** A number of digits that serves while the numbers are not known. */
const GUESSED_DIGITS = 4;

/** Columns of code that fit beside the numbers. */
export const fittingColumns = ({ width, letter }: ListSize, split: boolean, digits: number = GUESSED_DIGITS): number => {
  const gutter = (split ? digits + GUTTER_LETTERS.split : digits * 2 + GUTTER_LETTERS.unified) * letter;
  return Math.max(10, Math.floor(((split ? width / 2 - 1 : width) - gutter - 0.5) / letter));
};

/** Width of all lines side by side with their numbers: what can be scrolled to. */
export const contentWidth = (size: ListSize, split: boolean, digits: number, columns: number): number =>
  Math.ceil(size.width + Math.max(0, columns + 2 - fittingColumns(size, split, digits)) * size.letter);
