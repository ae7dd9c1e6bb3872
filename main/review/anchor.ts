/** Finds the code of a comment again after it moved or was edited. Pure: by content, with what stands around it. */

/** What a comment remembers of its code. */
export interface AnchorContext {
  readonly lines: readonly string[];
  /** Up to `AROUND_LINES` lines before and after. */
  readonly above: readonly string[];
  readonly below: readonly string[];
  /** Where the first line stood, counted from 1. */
  readonly from: number;
}

export const AROUND_LINES = 6;
/** Of longer ranges this many lines, from the first, stand for all. */
export const ANCHORED_MAX_LINES = 200;
/** Fewer characters than this, without white space, are found everywhere (a brace): only their surroundings tell. */
const SLIGHT_CHARS = 8;
/** Share of the lines that must be there for an edited range to count as the same. */
const ALIKE_SHARE = 0.5;

export type Found =
  | { readonly kind: 'found'; readonly from: number; readonly to: number }
  | { readonly kind: 'edited'; readonly from: number; readonly to: number }
  | { readonly kind: 'gone' };

/** The lines `from` to `to` of a text, counted from 1, with their surroundings. */
export const contextOf = (text: readonly string[], from: number, to: number): AnchorContext => ({
  lines: text.slice(from - 1, Math.min(to, from - 1 + ANCHORED_MAX_LINES)),
  above: text.slice(Math.max(0, from - 1 - AROUND_LINES), from - 1),
  below: text.slice(to, to + AROUND_LINES),
  from,
});

export const textLines = (text: string): readonly string[] => {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

const contentOf = (lines: readonly string[]): number => lines.join('').replace(/\s/g, '').length;
const isTelling = (line: string): boolean => contentOf([line]) >= SLIGHT_CHARS / 2;

/**
 * How many of the remembered lines stand where they stood, counted from the range outwards; telling ones weigh more. Fewer
 * lines than could be remembered mean that the file began or ended there: that tells as much as a line.
 */
const likeness = (text: readonly string[], start: number, end: number, { above, below }: AnchorContext): number => {
  let score = 0;
  if (above.length < AROUND_LINES && start === above.length) score += 2;
  if (below.length < AROUND_LINES && end + below.length === text.length) score += 2;
  above.toReversed().forEach((line, index) => {
    if (text[start - 1 - index] === line) score += isTelling(line) ? 2 : 0.5;
  });
  below.forEach((line, index) => {
    if (text[end + index] === line) score += isTelling(line) ? 2 : 0.5;
  });
  return score;
};

interface Place {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** The better one; of equals the one closer to where it was. */
const better = (a: Place | null, b: Place, was: number): Place =>
  a === null || b.score > a.score || (b.score === a.score && Math.abs(b.start - was) < Math.abs(a.start - was)) ? b : a;

const exact = (text: readonly string[], context: AnchorContext): Place | null => {
  const { lines, from } = context;
  let best: Place | null = null;
  for (let start = 0; start + lines.length <= text.length; start += 1) {
    if (!lines.every((line, index) => text[start + index] === line)) continue;
    const end = start + lines.length;
    best = better(best, { start, end, score: likeness(text, start, end, context) }, from - 1);
  }
  if (best === null) return null;
  const isAlone = context.above.length === 0 && context.below.length === 0;
  return contentOf(lines) < SLIGHT_CHARS && best.score < 2 && !isAlone ? null : best;
};

/** Between what stood above and below, when enough of that is there. */
const betweenNeighbours = (text: readonly string[], context: AnchorContext): Place | null => {
  const { lines, above, below, from } = context;
  const [last, first] = [above.at(-1), below[0]];
  const most = lines.length * 3 + 10;
  let best: Place | null = null;
  for (let start = 0; start <= text.length; start += 1) {
    if (last === undefined ? start > 0 : text[start - 1] !== last) continue;
    for (let end = start; end <= Math.min(text.length, start + most); end += 1) {
      if (first === undefined ? end < text.length : text[end] !== first) continue;
      const score = likeness(text, start, end, context) - Math.abs(end - start - lines.length) * 0.01;
      best = better(best, { start, end, score }, from - 1);
    }
  }
  // A brace above and one below stand everywhere; two telling lines do not.
  return best !== null && best.score >= 3.5 ? best : null;
};

/** The stretch that holds most of the lines, in their order. */
const alike = (text: readonly string[], context: AnchorContext): Place | null => {
  const telling = context.lines.filter(isTelling);
  if (telling.length === 0) return null;
  const wanted = new Set(telling);
  let best: Place | null = null;
  for (let start = 0; start < text.length; start += 1) {
    if (!wanted.has(text[start] ?? '')) continue;
    const window = text.slice(start, start + context.lines.length * 2);
    let [at, last, hits] = [0, 0, 0];
    window.forEach((line, index) => {
      const next = telling.indexOf(line, at);
      if (next < 0) return;
      at = next + 1;
      last = index;
      hits += 1;
    });
    const end = start + last + 1;
    if (hits / telling.length >= ALIKE_SHARE)
      best = better(best, { start, end, score: hits * 2 + likeness(text, start, end, context) }, context.from - 1);
  }
  return best;
};

export const findAgain = (text: readonly string[], context: AnchorContext): Found => {
  const same = exact(text, context);
  if (same !== null) return { kind: 'found', from: same.start + 1, to: same.end };
  const place = alike(text, context) ?? betweenNeighbours(text, context);
  // Deleted between its neighbours: nothing is left to comment on.
  if (place === null || place.end === place.start) return { kind: 'gone' };
  return { kind: 'edited', from: place.start + 1, to: place.end };
};
