/**
 * Colours for code in the conversation, worked out in a worker that starts with the first block of code.
 * Colours are custom properties (`--code-token-keyword`), so both themes share one result.
 */
import HighlightWorker from './highlight-worker.ts?worker';

export interface CodeToken {
  readonly text: string;
  readonly color: string | undefined;
}
export type CodeLines = readonly (readonly CodeToken[])[];

export interface HighlightRequest {
  readonly id: number;
  readonly code: string;
  readonly language: string;
}
export interface HighlightAnswer {
  readonly id: number;
  /** Null for a language that is not known. */
  readonly lines: CodeLines | null;
}

const KEPT_RESULTS = 300;
const results = new Map<string, Promise<CodeLines | null>>();
const waiting = new Map<number, (lines: CodeLines | null) => void>();
let worker: Worker | null = null;
let lastId = 0;

const startWorker = (): Worker => {
  const started = new HighlightWorker();
  started.addEventListener('message', (event: MessageEvent<HighlightAnswer>) => {
    waiting.get(event.data.id)?.(event.data.lines);
    waiting.delete(event.data.id);
  });
  started.addEventListener('error', () => {
    for (const settle of waiting.values()) settle(null);
    waiting.clear();
  });
  return started;
};

/** Lines of coloured pieces, or null when the language is not known. Never rejects. */
export const highlight = (code: string, language: string): Promise<CodeLines | null> => {
  const key = `${language}\n${code}`;
  const known = results.get(key);
  if (known !== undefined) return known;
  worker ??= startWorker();
  lastId += 1;
  const request: HighlightRequest = { id: lastId, code, language };
  const result = new Promise<CodeLines | null>((resolve) => waiting.set(request.id, resolve));
  worker.postMessage(request);
  results.set(key, result);
  const [oldest] = results.keys();
  if (results.size > KEPT_RESULTS && oldest !== undefined) results.delete(oldest);
  return result;
};
