/** Hands patches to the worker that takes them apart. */
import type { ParsedDiff } from './parsed-diff.ts';
import { parsePatch } from './parse-patch.ts';
import type { ParseAnswer, ParseRequest } from './patch-worker.ts';
import PatchWorker from './patch-worker.ts?worker';

/** Shorter ones take less time than the way to the worker and back. */
const AT_ONCE_MAX_CHARS = 4_000;

const waiting = new Map<number, { readonly patch: string; readonly settle: (diff: ParsedDiff) => void }>();
let worker: Worker | null = null;
let lastId = 0;

const start = (): Worker => {
  const started = new PatchWorker();
  started.addEventListener('message', ({ data }: MessageEvent<ParseAnswer>) => {
    waiting.get(data.id)?.settle(data.diff);
    waiting.delete(data.id);
  });
  // Without the worker the page does it itself: slower, and right.
  started.addEventListener('error', () => {
    for (const { patch, settle } of waiting.values()) settle(parsePatch(patch));
    waiting.clear();
  });
  return started;
};

/** Lets the worker start while the patches are still on their way. */
export const warmParser = (): void => {
  worker ??= start();
};

export const parseInWorker = (patch: string): ParsedDiff | Promise<ParsedDiff> => {
  if (patch.length <= AT_ONCE_MAX_CHARS) return parsePatch(patch);
  worker ??= start();
  lastId += 1;
  const request: ParseRequest = { id: lastId, patch };
  const result = new Promise<ParsedDiff>((settle) => waiting.set(request.id, { patch, settle }));
  worker.postMessage(request);
  return result;
};
