/**
 * Feeds an xterm with what the core says of a terminal: the screen as it is, then bytes and changes of size in order. What
 * comes while it is still parsing is taken together, and a flood is shortened before it is parsed: the more of it waits, the
 * less of it has to be.
 */
import type { Terminal } from '@xterm/xterm';
import type { Failure } from '#contract/failure.ts';
import { FloodFilter } from '#contract/flood.ts';
import type { TerminalId } from '#contract/ids.ts';
import { restoreScreen, type Screen } from '#contract/screen.ts';
import { SCROLLBACK_LINES } from '#contract/terminals.ts';
import { subscribe } from '#renderer/state/core.ts';

/** More may come while no more than this waits to be parsed. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
/** After so much at once it is a flood, of which more is awaited for this long before it is parsed: nobody reads it as it runs by. */
const FLOOD_BYTES = 128 * 1024;
const AWAIT_FLOOD_MS = 80;

type Step =
  | { readonly kind: 'screen'; readonly screen: Screen }
  | { readonly kind: 'size'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly taken: () => void };

interface Inside {
  readonly _core?: { readonly buffers?: { readonly active: { readonly scrollTop: number; readonly scrollBottom: number } } };
}

const scrollsWhole = (terminal: Terminal): boolean => {
  const buffer = (terminal as unknown as Inside)._core?.buffers?.active;
  return buffer !== undefined && buffer.scrollTop === 0 && buffer.scrollBottom === terminal.rows - 1;
};

const write = (terminal: Terminal, bytes: Uint8Array): Promise<void> => new Promise((resolve) => terminal.write(bytes, resolve));

const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

class Follower {
  readonly #terminal: Terminal;
  readonly #onScreen: () => void;
  #filter = new FloodFilter();
  #steps: Step[] = [];
  #waitingBytes = 0;
  #isAtWork = false;
  isOver = false;

  constructor(terminal: Terminal, onScreen: () => void) {
    this.#terminal = terminal;
    this.#onScreen = onScreen;
  }

  add(step: Step): void {
    this.#steps.push(step);
    if (step.kind === 'bytes') {
      this.#waitingBytes += step.bytes.length;
      if (this.#waitingBytes <= MOST_WAITING_BYTES) step.taken();
    }
    if (!this.#isAtWork) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    while (this.#steps.length > 0 && !this.isOver) await this.#next();
    this.#isAtWork = false;
  }

  async #next(): Promise<void> {
    const bytes: Extract<Step, { kind: 'bytes' }>[] = [];
    for (let step = this.#steps[0]; step?.kind === 'bytes'; step = this.#steps[0]) {
      bytes.push(step);
      this.#steps.shift();
    }
    if (bytes.length > 0) {
      const all = joined(bytes.map((step) => step.bytes));
      this.#waitingBytes -= all.length;
      for (const step of bytes) step.taken();
      await this.#parse(all);
      if (all.length >= FLOOD_BYTES) await new Promise((resolve) => setTimeout(resolve, AWAIT_FLOOD_MS));
      return;
    }
    const step = this.#steps.shift();
    if (step?.kind === 'size') this.#terminal.resize(step.columns, step.rows);
    if (step?.kind !== 'screen') return;
    this.#filter = new FloodFilter();
    await restoreScreen(this.#terminal, step.screen);
    this.#onScreen();
  }

  async #parse(bytes: Uint8Array): Promise<void> {
    for (const { bytes: all, short } of this.#filter.pieces(bytes, SCROLLBACK_LINES + this.#terminal.rows * 2)) {
      if (this.isOver) return;
      await write(this.#terminal, short !== null && scrollsWhole(this.#terminal) ? short : all);
    }
  }
}

export interface FollowOptions {
  /** The screen was drawn anew: at first, and after a gap. */
  readonly onScreen: () => void;
  readonly onFailed: (failure: Failure) => void;
}

/** Until the returned function is called. */
export const followTerminal = (terminal: Terminal, id: TerminalId, { onScreen, onFailed }: FollowOptions): (() => void) => {
  const follower = new Follower(terminal, onScreen);
  const stop = subscribe(
    'terminal',
    { terminal: id },
    {
      snapshot: ({ screen }) => follower.add({ kind: 'screen', screen }),
      events: (events) => {
        for (const { columns, rows } of events) follower.add({ kind: 'size', columns, rows });
      },
      bytes: (bytes) => new Promise((taken) => follower.add({ kind: 'bytes', bytes, taken })),
      failed: onFailed,
    },
  );
  return () => {
    follower.isOver = true;
    stop();
  };
};
