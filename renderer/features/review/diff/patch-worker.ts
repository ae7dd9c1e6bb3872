/** Takes patches apart beside the page: a large one would hold up a frame. */
import type { ParsedDiff } from './parsed-diff.ts';
import { parsePatch } from './parse-patch.ts';

export interface ParseRequest {
  readonly id: number;
  readonly patch: string;
}
export interface ParseAnswer {
  readonly id: number;
  readonly diff: ParsedDiff;
}

self.addEventListener('message', (event: MessageEvent<ParseRequest>) => {
  const diff = parsePatch(event.data.patch);
  const packed = [diff.kinds, diff.before, diff.after, diff.words, diff.wordAt].map((part) => part.buffer);
  self.postMessage({ id: event.data.id, diff } satisfies ParseAnswer, { transfer: packed });
});
