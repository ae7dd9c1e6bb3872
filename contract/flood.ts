/**
 * Floods of output, shortened without a difference. A terminal keeps a number of lines; when far more lines of plain
 * text come at once, only the last ones can be seen in the end, and the ones before need not be parsed. The state after
 * the shortened bytes is exactly the state after all of them: only runs of printable text, line ends, tabs and colours
 * are shortened, and their colours are kept.
 *
 * Used by the core for the screens it keeps, and by the page for those it shows.
 */

const ESC = 0x1b;
const BEL = 0x07;
const LF = 0x0a;
const CR = 0x0d;
const CAN = 0x18;
const SUB = 0x1a;

/** Where the parser stands between two bytes. `osc` ends with BEL too, `string` (DCS, APC, PM, SOS) only with ST. */
type Place = 'ground' | 'escape' | 'escape-more' | 'csi' | 'osc' | 'string' | 'c2';

/** One piece of the output, in order. */
export interface FloodPiece {
  readonly bytes: Uint8Array;
  /** Shows the same at the end, as long as the whole screen scrolls (no margins are set); null where nothing can be left out. */
  readonly short: Uint8Array | null;
}

/** Leaving out less than this is not worth a piece of its own. */
const LEAST_GAIN_BYTES = 16 * 1024;

const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/** `CSI m` or `CSI 0 m`: all colours before it are forgotten. */
const isReset = (bytes: Uint8Array, at: number): boolean => bytes[at + 2] === 0x6d || (bytes[at + 2] === 0x30 && bytes[at + 3] === 0x6d);

/** The colour sequences of a plain run, from the last full reset on. */
const coloursOf = (run: Uint8Array): Uint8Array => {
  const kept: Uint8Array[] = [];
  for (let at = run.lastIndexOf(ESC); at !== -1; at = at === 0 ? -1 : run.lastIndexOf(ESC, at - 1)) {
    kept.push(run.subarray(at, run.indexOf(0x6d, at) + 1));
    if (isReset(run, at)) break;
  }
  return joined(kept.reverse());
};

/** Where to cut a plain run so that `lines` line ends are behind the cut and the cursor stands in the first column there; -1: nowhere. */
const cutOf = (bytes: Uint8Array, from: number, to: number, lines: number): number => {
  let left = lines;
  for (let at = to - 1; at > from; at -= 1) {
    if (bytes[at] !== LF) continue;
    if (left <= 0 && bytes[at - 1] === CR) return at + 1;
    left -= 1;
  }
  return -1;
};

/** Bytes that may stand in a plain run by themselves: text, line ends, tabs. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte !== 0x7f && byte !== 0xc2) || byte === LF || byte === CR || byte === 0x09 ? 1 : 0,
);

/** Whether all four bytes of a word are printable ASCII: most of a flood is, and is passed over four times as fast. */
const isFourLetters = (word: number): boolean =>
  // A high bit is none of theirs, is borrowed below a space, and is carried into by DEL.
  ((word | (word - 0x20202020) | (word + 0x01010101)) & 0x80808080) === 0;

/** U+0080 to U+009F are controls, and come as C2 and themselves. */
const openedByC1 = (byte: number): Place => {
  if (byte === 0x9b) return 'csi';
  if (byte === 0x9d) return 'osc';
  return byte === 0x90 || byte === 0x98 || byte === 0x9e || byte === 0x9f ? 'string' : 'ground';
};

const openedByEscape = (byte: number): Place => {
  if (byte === 0x5b) return 'csi';
  if (byte === 0x5d) return 'osc';
  if (byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) return 'string';
  if (byte >= 0x20 && byte < 0x30) return 'escape-more';
  return byte >= 0x30 && byte !== 0x7f ? 'ground' : 'escape';
};

/** Where the colour sequence that begins at `at` ends; -1 when it is none, or not whole. */
const endOfColour = (bytes: Uint8Array, at: number): number => {
  if (bytes[at] !== ESC || bytes[at + 1] !== 0x5b) return -1;
  let end = at + 2;
  for (let byte = bytes[end] ?? 0; byte >= 0x30 && byte <= 0x3b; byte = bytes[end] ?? 0) end += 1;
  return bytes[end] === 0x6d ? end + 1 : -1;
};

/** Reads a terminal's output in order. One per terminal and reader: it remembers where between two calls a sequence is open. */
export class FloodFilter {
  #place: Place = 'ground';

  /** `lines` is how many line ends push everything off the screen and out of the scrollback. */
  pieces(bytes: Uint8Array, lines: number): readonly FloodPiece[] {
    const pieces: FloodPiece[] = [];
    let given = 0;
    for (let at = this.#leaveSequence(bytes, 0); at < bytes.length;) {
      const end = this.#endOfRun(bytes, at);
      // A line end takes two bytes at least.
      const cut = end - at > LEAST_GAIN_BYTES + lines * 2 ? cutOf(bytes, at, end, lines) : -1;
      if (cut - at > LEAST_GAIN_BYTES) {
        if (at > given) pieces.push({ bytes: bytes.subarray(given, at), short: null });
        const short = joined([coloursOf(bytes.subarray(at, cut)), Uint8Array.of(CR, LF), bytes.subarray(cut, end)]);
        pieces.push({ bytes: bytes.subarray(at, end), short });
        given = end;
      }
      at = this.#leaveSequence(bytes, end);
    }
    if (given < bytes.length) pieces.push({ bytes: bytes.subarray(given), short: null });
    return pieces;
  }

  /** Behind what can be shortened, begun on the ground. What stands there is read by `#leaveSequence`. */
  #endOfRun(bytes: Uint8Array, from: number): number {
    const { byteOffset, length } = bytes;
    const words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
    const lastWord = (byteOffset + length) >> 2;
    for (let at = from; ;) {
      while (at < length && plain[bytes[at] as number] === 1) {
        at += 1;
        if (((byteOffset + at) & 3) !== 0) continue;
        let word = (byteOffset + at) >> 2;
        while (word < lastWord && isFourLetters(words[word] as number)) word += 1;
        at = (word << 2) - byteOffset;
      }
      if (at >= length) return length;
      if (bytes[at] === 0xc2 && (bytes[at + 1] ?? 0) >= 0xa0) {
        at += 2;
        continue;
      }
      const next = endOfColour(bytes, at);
      if (next === -1) return at;
      at = next;
    }
  }

  /** Reads what is no part of a run, until the parser stands on the ground before what may be one. */
  #leaveSequence(bytes: Uint8Array, from: number): number {
    let at = from;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (this.#place !== 'ground') this.#step(byte);
      else if (byte === ESC) this.#place = 'escape';
      else if (byte === 0xc2) this.#place = 'c2';
      else if (plain[byte] === 1) return at;
    }
    return at;
  }

  /** One byte inside a sequence. */
  #step(byte: number): void {
    if (byte === CAN || byte === SUB) this.#place = 'ground';
    else if (byte === ESC) this.#place = 'escape';
    else if (this.#place === 'c2') this.#place = openedByC1(byte);
    else if (this.#place === 'escape') this.#place = openedByEscape(byte);
    else if (this.#place === 'escape-more') this.#place = byte >= 0x30 && byte < 0x7f ? 'ground' : 'escape-more';
    else if (this.#place === 'csi') this.#place = byte >= 0x40 && byte < 0x7f ? 'ground' : 'csi';
    else if (this.#place === 'osc' && byte === BEL) this.#place = 'ground';
  }
}
