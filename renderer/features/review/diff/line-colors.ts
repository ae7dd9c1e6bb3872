/** Colours of the lines of a diff: asked for as files come into view, worked out in a worker, one file at a time. */
import type { ParsedDiff } from './parsed-diff.ts';

/** The names in `--code-token-…`; the first stands for plain text. */
export const colorNames = [
  'plain',
  'comment',
  'keyword',
  'string',
  'string-expression',
  'function',
  'constant',
  'parameter',
  'punctuation',
  'link',
  'inserted',
  'deleted',
  'changed',
] as const;

/** Pieces of line `n` stand from `at[n]` to `at[n + 1]`: the character they end before, times 32, and the number of their colour. */
export interface LineColors {
  readonly packed: Uint32Array;
  readonly at: Uint32Array;
}

export interface ColorRequest {
  readonly id: number;
  readonly language: string;
  readonly texts: readonly string[];
  readonly kinds: Uint8Array;
  readonly hunks: readonly (readonly [start: number, end: number])[];
}
export interface ColorAnswer {
  readonly id: number;
  readonly colors: LineColors;
}

/** Longer diffs stay plain. */
export const COLORED_MAX_LINES = 20_000;

export interface Wanted {
  readonly diff: ParsedDiff;
  readonly language: string;
}

export interface ColorSource {
  readonly get: (diff: ParsedDiff) => LineColors | undefined;
  /** What is in view now, most wanted first. What was asked for before and has not begun is forgotten. */
  readonly want: (wanted: readonly Wanted[]) => void;
  readonly dispose: () => void;
}

/** As much of a Worker as is needed. */
export type ColorWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

export const createColorSource = (startWorker: () => ColorWorker, onReady: (diff: ParsedDiff) => void): ColorSource => {
  const known = new WeakMap<ParsedDiff, LineColors>();
  let waiting: readonly Wanted[] = [];
  let worker: ColorWorker | null = null;
  let working: { readonly id: number; readonly diff: ParsedDiff } | null = null;
  let lastId = 0;

  const start = (): ColorWorker => {
    const started = startWorker();
    started.addEventListener('message', (event) => {
      const answer = (event as MessageEvent<ColorAnswer>).data;
      if (working?.id !== answer.id) return;
      const { diff } = working;
      working = null;
      known.set(diff, answer.colors);
      onReady(diff);
      next();
    });
    return started;
  };
  const next = (): void => {
    if (working !== null) return;
    const one = waiting.find(({ diff }) => !known.has(diff));
    if (one === undefined) return;
    lastId += 1;
    working = { id: lastId, diff: one.diff };
    worker ??= start();
    const { texts, kinds, hunks } = one.diff;
    const request: ColorRequest = {
      id: lastId,
      language: one.language,
      texts,
      kinds,
      hunks: hunks.map(({ start: from, end }) => [from, end]),
    };
    worker.postMessage(request);
  };
  return {
    get: (diff) => known.get(diff),
    want: (wanted) => {
      waiting = wanted.filter(({ diff, language }) => language !== '' && diff.texts.length > 0 && diff.texts.length <= COLORED_MAX_LINES);
      next();
    },
    dispose: () => worker?.terminate(),
  };
};
