/**
 * The screen of one terminal, kept in the pty process without a page: what a page that comes later is given. It reads
 * lazily, so that a flood is shortened before it is parsed, and answers what programs ask a terminal, so that they get one
 * answer however many pages look on.
 */
import type { Terminal } from '@xterm/headless';
import { FloodFilter } from '#contract/flood.ts';
import { headlessTerminal } from './headless-terminal.ts';
import { insideOf } from './screen-internals.ts';
import { ScreenLines } from './screen-lines.ts';
import { screenOf } from './screen-text.ts';
import type { ScreenEvent, ScreenOptions, ScreenSnapshot, ScreenText } from './screen-report.ts';
import { listenToShell } from './shell-marks.ts';

/** With more than this unread the pty waits. */
const FULL_AT_BYTES = 8 * 1024 * 1024;
const ROOM_AT_BYTES = 4 * 1024 * 1024;
/** A flood is read in pieces of this size, or so often, or when it pauses. */
const READ_AT_BYTES = 2 * 1024 * 1024;
const FLOOD_AT_BYTES = 128 * 1024;
const READ_SOON_MS = 2;
const READ_FLOOD_EVERY_MS = 250;
const LOOK_FOR_PAUSE_MS = 12;
/** What of a flood is left may wait so long to be parsed: all but its end scrolls out before. */
const PARSE_FLOOD_EVERY_MS = 10_000;
/** A flood may only seem to pause: it is read when it has paused for as many times as long as the last reading took. */
const PAUSE_FACTOR = 2;
const LONGEST_PAUSE_MS = 100;

type Unread =
  { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'resize'; readonly columns: number; readonly rows: number };

export interface KeptScreenOptions extends ScreenOptions {
  readonly columns: number;
  readonly rows: number;
  /** What the terminal answers to the program. */
  readonly reply: (text: string) => void;
  readonly event: (event: ScreenEvent) => void;
  /** There is room again after `isFull`. */
  readonly onRoom: () => void;
}

export class KeptScreen {
  readonly #options: KeptScreenOptions;
  readonly #terminal: Terminal;
  readonly #filter = new FloodFilter();
  readonly #marks: ReturnType<typeof listenToShell>;
  readonly #lines: ScreenLines;
  #unread: Unread[] = [];
  #unreadBytes = 0;
  /** The end of a flood, shortened and not parsed: more of it may come and make this shorter. Begins and ends outside of every sequence. */
  #left: Uint8Array | null = null;
  #parsedAt = 0;
  /** Milliseconds that the last reading took. */
  #readTook = 0;
  #number = 0;
  #title = '';
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #isFull = false;

  constructor(options: KeptScreenOptions) {
    this.#options = options;
    this.#terminal = headlessTerminal(options.columns, options.rows, options.scrollbackLines);
    this.#marks = listenToShell(this.#terminal, options.event);
    this.#lines = new ScreenLines(this.#terminal);
    this.#terminal.onData(options.reply);
    this.#terminal.onBell(() => options.event({ kind: 'bell' }));
    this.#terminal.onTitleChange((title) => {
      this.#title = title;
      options.event({ kind: 'title', title });
    });
  }

  /** What it has taken: bytes, and one for each resize. */
  get number(): number {
    return this.#number;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  take(bytes: Uint8Array): void {
    this.#number += bytes.length;
    this.#unread.push({ kind: 'bytes', bytes });
    this.#unreadBytes += bytes.length;
    this.#isFull ||= this.#unreadBytes >= FULL_AT_BYTES;
    this.#plan();
  }

  resize(columns: number, rows: number): void {
    this.#number += 1;
    this.#unread.push({ kind: 'resize', columns, rows });
    this.#plan();
  }

  /** What is on the screen after everything that was taken. Nothing may be taken until it settles. */
  async snapshot(): Promise<ScreenSnapshot> {
    await this.#readAll();
    return { screen: await screenOf(this.#terminal, this.#title, this.#marks.byLine()), number: this.#number };
  }

  /** As `snapshot`, as plain text. */
  async text(mark: boolean): Promise<ScreenText> {
    await this.#readAll();
    const text = this.#lines.text();
    if (mark) this.#lines.mark();
    return text;
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#unread = [];
    this.#terminal.dispose();
  }

  async #readAll(): Promise<void> {
    while (this.#unread.length > 0 || this.#reading !== null || this.#left !== null) await this.#read(true);
  }

  #plan(): void {
    if (this.#reading !== null) return;
    if (this.#unreadBytes >= READ_AT_BYTES) return void this.#read(false);
    this.#timer ??= setTimeout(() => {
      if (this.#unreadBytes < FLOOD_AT_BYTES && this.#left === null) void this.#read(true);
      else this.#awaitPause(performance.now(), this.#number);
    }, READ_SOON_MS);
  }

  /** Reads when nothing has come since `number`, or when it has waited for long enough. */
  #awaitPause(since: number, number: number): void {
    this.#timer = setTimeout(
      () => {
        const isPause = this.#number === number;
        if (isPause || performance.now() - since >= READ_FLOOD_EVERY_MS) void this.#read(isPause);
        else this.#awaitPause(since, this.#number);
      },
      Math.max(LOOK_FOR_PAUSE_MS, Math.min(this.#readTook * PAUSE_FACTOR, LONGEST_PAUSE_MS)),
    );
  }

  /** `all`: nothing may be left for later. */
  #read(all: boolean): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#reading ??= this.#readUnread(all || performance.now() - this.#parsedAt >= PARSE_FLOOD_EVERY_MS).finally(() => {
      this.#reading = null;
      if (this.#unread.length > 0 || this.#left !== null) this.#plan();
    });
    return this.#reading;
  }

  async #readUnread(all: boolean): Promise<void> {
    const began = performance.now();
    const unread = this.#unread.splice(0);
    let pieces: Uint8Array[] = this.#left === null ? [] : [this.#left];
    this.#left = null;
    const parse = async (mayLeave: boolean): Promise<void> => {
      const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
      pieces = [];
      if (bytes.length > 0) await this.#parse(bytes, mayLeave);
    };
    for (const part of unread) {
      if (part.kind === 'bytes') pieces.push(part.bytes);
      else {
        await parse(false);
        this.#terminal.resize(part.columns, part.rows);
      }
    }
    await parse(!all);
    if (this.#left === null) this.#parsedAt = performance.now();
    this.#readTook = performance.now() - began;
    this.#unreadBytes = this.#unread.reduce((sum, part) => sum + (part.kind === 'bytes' ? part.bytes.length : 0), 0);
    if (!this.#isFull || this.#unreadBytes > ROOM_AT_BYTES) return;
    this.#isFull = false;
    this.#options.onRoom();
  }

  async #parse(bytes: Uint8Array, mayLeave: boolean): Promise<void> {
    const lines = this.#options.scrollbackLines + this.#terminal.rows * 2;
    const found = this.#filter.pieces(bytes, lines);
    for (const [index, piece] of found.entries()) {
      const { scrollTop, scrollBottom } = insideOf(this.#terminal).buffers.active;
      const short = scrollTop === 0 && scrollBottom === this.#terminal.rows - 1 ? piece.short : null;
      if (short !== null && mayLeave && index === found.length - 1) this.#left = short;
      else await new Promise<void>((resolve) => this.#terminal.write(short ?? piece.bytes, resolve));
    }
  }
}
