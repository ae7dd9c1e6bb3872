/**
 * Who looks at a terminal, and how its output reaches them. The program is held up until the fastest viewer has room; one
 * that lags behind it by much, or takes nothing for a while, is skipped to a fresh snapshot when it can take again, so
 * that a phone in a pocket never holds up a dev server. Nothing here waits without a bound.
 */
import type { Screen } from '#contract/screen.ts';
import type { TerminalEvent } from '#contract/terminals.ts';
import { after, type Disposable } from '#main/base/disposable.ts';
import type { ByteView, ByteViewer } from '#main/base/topic.ts';
import type { ScreenSnapshot } from '#main/pty/screen-report.ts';

export type TerminalViewer = ByteViewer<{ readonly screen: Screen }, TerminalEvent>;

/** What may be under way to one viewer. */
const WINDOW_BYTES = 1024 * 1024;
/** How far one viewer may be behind the fastest. */
const MAX_LAG_BYTES = 2 * 1024 * 1024;
/** One that has no room and makes none for so long does not hold up the program. */
const STALLED_AFTER_MS = 1_000;

type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly end: number }
  | { readonly kind: 'event'; readonly event: TerminalEvent; readonly end: number };

interface View {
  readonly viewer: TerminalViewer;
  /** `behind`: it gets a snapshot when it has room again. `asking`: one is being made. */
  state: 'live' | 'behind' | 'asking';
  /** Number of the last thing sent. */
  sent: number;
  unacknowledged: number;
  stall: Disposable | null;
}

export interface ViewersOptions {
  /** Somebody looks, or nobody any more. */
  readonly onWatched: (watched: boolean) => void;
  /** Output is out of the way. */
  readonly taken: (bytes: number) => void;
  /** Null when there is none to be had: the terminal was lost. */
  readonly snapshot: () => Promise<ScreenSnapshot | null>;
}

export class Viewers {
  readonly #options: ViewersOptions;
  readonly #views = new Set<View>();
  #pieces: Piece[] = [];
  #number = 0;
  /** Up to here the pty was told that it is out of the way. */
  #released = 0;

  constructor(options: ViewersOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#views.size;
  }

  view(viewer: TerminalViewer): ByteView {
    const view: View = { viewer, state: 'behind', sent: 0, unacknowledged: 0, stall: null };
    this.#views.add(view);
    if (this.#views.size === 1) this.#options.onWatched(true);
    this.#ask(view);
    return {
      acknowledge: (bytes) => this.#acknowledge(view, bytes),
      dispose: () => {
        void view.stall?.dispose();
        if (!this.#views.delete(view)) return;
        this.#pump();
        if (this.#views.size === 0) this.#options.onWatched(false);
      },
    };
  }

  output(bytes: Uint8Array): void {
    this.#number += bytes.length;
    this.#pieces.push({ kind: 'bytes', bytes, end: this.#number });
    this.#pump();
  }

  resized(event: TerminalEvent): void {
    this.#number += 1;
    this.#pieces.push({ kind: 'event', event, end: this.#number });
    this.#pump();
  }

  /** A program was started anew: everybody begins again with its screen, when asked to. */
  startOver(): void {
    this.#pieces = [];
    this.#number = 0;
    this.#released = 0;
    for (const view of this.#views) {
      this.#fallBehind(view);
      view.unacknowledged = 0;
    }
  }

  /** After `startOver`, once the new program's screen can be had. */
  askAgain(): void {
    for (const view of this.#views) this.#ask(view);
  }

  #ask(view: View): void {
    if (view.state !== 'behind') return;
    view.state = 'asking';
    void this.#options.snapshot().then((snapshot) => {
      if (!this.#views.has(view) || view.state !== 'asking' || snapshot === null) return;
      if (![...this.#views].some(({ state }) => state === 'live')) this.#begin(snapshot.number);
      view.state = 'live';
      view.sent = snapshot.number;
      view.viewer.snapshot({ screen: snapshot.screen }, snapshot.number);
      this.#pump();
    });
  }

  /** Nobody has counted along until now. */
  #begin(number: number): void {
    this.#pieces = [];
    this.#number = number;
    this.#released = number;
  }

  #acknowledge(view: View, bytes: number): void {
    view.unacknowledged = Math.max(0, view.unacknowledged - bytes);
    void view.stall?.dispose();
    view.stall = null;
    if (view.state === 'behind' && view.unacknowledged < WINDOW_BYTES / 4) this.#ask(view);
    else this.#pump();
  }

  #pump(): void {
    const live = [...this.#views].filter(({ state }) => state === 'live');
    for (const view of live) this.#send(view);
    // Without anybody who keeps up, nobody holds up the program.
    const head = live.length === 0 ? this.#number : Math.max(...live.map(({ sent }) => sent));
    this.#release(head);
    for (const view of live) if (head - view.sent > MAX_LAG_BYTES) this.#fallBehind(view);
    const least = Math.min(head, ...live.filter(({ state }) => state === 'live').map(({ sent }) => sent));
    const first = this.#pieces.findIndex(({ end }) => end > least);
    if (first === -1) this.#pieces = [];
    else if (first > 0) this.#pieces.splice(0, first);
  }

  #send(view: View): void {
    for (const piece of this.#pieces) {
      if (piece.end <= view.sent) continue;
      if (view.unacknowledged >= WINDOW_BYTES) return this.#watchStall(view);
      view.sent = piece.end;
      if (piece.kind === 'event') view.viewer.events([piece.event], piece.end);
      else {
        view.unacknowledged += piece.bytes.length;
        view.viewer.bytes(piece.bytes, piece.end);
      }
    }
  }

  #watchStall(view: View): void {
    view.stall ??= after(STALLED_AFTER_MS, () => {
      view.stall = null;
      if (view.state !== 'live') return;
      this.#fallBehind(view);
      this.#pump();
    });
  }

  #fallBehind(view: View): void {
    view.state = 'behind';
    void view.stall?.dispose();
    view.stall = null;
  }

  #release(head: number): void {
    let bytes = 0;
    for (const piece of this.#pieces)
      if (piece.kind === 'bytes' && piece.end > this.#released && piece.end <= head) bytes += piece.bytes.length;
    this.#released = Math.max(this.#released, head);
    if (bytes > 0) this.#options.taken(bytes);
  }
}
