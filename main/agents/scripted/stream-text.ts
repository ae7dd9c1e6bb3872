/** Says text piece by piece, as a model does. */
import type { AgentItem } from '#main/agents/agent-backend.ts';
import { breathe, pause, type Stage } from './stage.ts';

const PIECES_BETWEEN_BREATHS = 64;

/** Cuts text into pieces of about `size` characters without parting a surrogate pair. */
export const piecesOf = (text: string, size: number): readonly string[] => {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + size);
    const last = text.charCodeAt(to - 1);
    if (last >= 0xd800 && last <= 0xdbff && to < text.length) to += 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
};

interface Streamed {
  readonly text: string;
  readonly chunk: number;
  readonly delayMs: number;
}

/** Starts an item, appends the text in pieces and ends it with the whole. */
export const streamText = async (
  stage: Stage,
  make: (key: string, text: string) => AgentItem,
  { text, chunk, delayMs }: Streamed,
): Promise<void> => {
  const key = stage.newKey();
  stage.emit({ kind: 'item-started', item: make(key, '') });
  for (const [index, piece] of piecesOf(text, chunk).entries()) {
    if (delayMs > 0) await pause(delayMs, stage.signal);
    else if (index % PIECES_BETWEEN_BREATHS === PIECES_BETWEEN_BREATHS - 1) await breathe(stage.signal);
    stage.emit({ kind: 'item-append', key, field: 'text', chunk: piece });
  }
  stage.emit({ kind: 'item-ended', item: make(key, text), status: 'done' });
};

/** Milliseconds since the epoch, with the fraction that `Date.now` lacks. */
const preciseNow = (): string => (performance.timeOrigin + performance.now()).toFixed(3);

/**
 * One assistant message that grows at a steady rate: `perSecond` appends of `chars` characters each. A piece begins with
 * the time it was said at, so that whoever receives it can tell how old it is.
 */
export const streamBurst = async (stage: Stage, rate: { perSecond: number; seconds: number; chars: number }): Promise<void> => {
  const key = stage.newKey();
  const total = Math.round(rate.perSecond * rate.seconds);
  const startedAt = performance.now();
  stage.emit({ kind: 'item-started', item: { key, kind: 'assistant', text: '' } });
  let text = '';
  for (let said = 0; said < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * rate.perSecond) + 1);
    for (; said < due; said += 1) {
      const piece = `${preciseNow()} `.padEnd(rate.chars - 1, 'lorem ipsum ').slice(0, rate.chars - 1) + (said % 4 === 3 ? '\n' : ' ');
      text += piece;
      stage.emit({ kind: 'item-append', key, field: 'text', chunk: piece });
    }
    if (said < total) await pause(Math.max(1, startedAt + (said * 1000) / rate.perSecond - performance.now()), stage.signal);
  }
  stage.emit({ kind: 'item-ended', item: { key, kind: 'assistant', text }, status: 'done' });
};
