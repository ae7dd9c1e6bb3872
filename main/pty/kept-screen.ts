/**
 * The screen of one terminal, kept in the pty process without a page: what a page that comes later is given. It reads
 * lazily, so that a flood is shortened before it is parsed, and answers what programs ask a terminal, so that they get one
 * answer however many pages look on.
 */
import type { Terminal } from '@xterm/headless';
import { FloodFilter } from '#contract/flood.ts';
import { headlessTerminal } from './headless-terminal.ts';
import { insideOf } from './screen-internals.ts';
import { screenOf } from './screen-text.ts';
import type { ScreenEvent, ScreenOptions, ScreenSnapshot } from './screen-report.ts';
import { listenToShell } from './shell-marks.ts';

/** With more than this unread the pty waits. */
const FULL_AT_BYTES = 8 * 1024 * 1024;
const ROOM_AT_BYTES = 4 * 1024 * 1024;
/** A flood is read in pieces of this size, or when it pauses. */
const READ_AT_BYTES = 4 * 1024 * 1024;
const FLOOD_AT_BYTES = 128 * 1024;
const READ_SOON_MS = 2;
const READ_FLOOD_AFTER_MS = 40;

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
  #unread: Unread[] = [];
  #unreadBytes = 0;
  #number = 0;
  #title = '';
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #isFull = false;

  constructor(options: KeptScreenOptions) {
    this.#options = options;
    this.#terminal = headlessTerminal(options.columns, options.rows, options.scrollbackLines);
    this.#marks = listenToShell(this.#terminal, options.event);
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
    while (this.#unread.length > 0 || this.#reading !== null) await this.#read();
    return { screen: screenOf(this.#terminal, this.#title, this.#marks.byLine()), number: this.#number };
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#unread = [];
    this.#terminal.dispose();
  }

  #plan(): void {
    if (this.#reading !== null) return;
    if (this.#unreadBytes >= READ_AT_BYTES) return void this.#read();
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#unreadBytes < FLOOD_AT_BYTES) return void this.#read();
      this.#timer = setTimeout(() => void this.#read(), READ_FLOOD_AFTER_MS);
    }, READ_SOON_MS);
  }

  #read(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#reading ??= this.#readUnread().finally(() => {
      this.#reading = null;
      if (this.#unread.length > 0) this.#plan();
    });
    return this.#reading;
  }

  async #readUnread(): Promise<void> {
    const unread = this.#unread.splice(0);
    let pieces: Uint8Array[] = [];
    const parse = async (): Promise<void> => {
      const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
      pieces = [];
      if (bytes.length > 0) await this.#parse(bytes);
    };
    for (const part of unread) {
      if (part.kind === 'bytes') pieces.push(part.bytes);
      else {
        await parse();
        this.#terminal.resize(part.columns, part.rows);
      }
    }
    await parse();
    this.#unreadBytes = this.#unread.reduce((sum, part) => sum + (part.kind === 'bytes' ? part.bytes.length : 0), 0);
    if (!this.#isFull || this.#unreadBytes > ROOM_AT_BYTES) return;
    this.#isFull = false;
    this.#options.onRoom();
  }

  async #parse(bytes: Uint8Array): Promise<void> {
    const lines = this.#options.scrollbackLines + this.#terminal.rows * 2;
    for (const piece of this.#filter.pieces(bytes, lines)) {
      const { scrollTop, scrollBottom } = insideOf(this.#terminal).buffers.active;
      const scrollsWhole = scrollTop === 0 && scrollBottom === this.#terminal.rows - 1;
      await new Promise<void>((resolve) => this.#terminal.write(scrollsWhole && piece.short !== null ? piece.short : piece.bytes, resolve));
    }
  }
}
