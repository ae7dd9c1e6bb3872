/** The output of a program as the model can read it later: its beginning and its end, within bounds. Pure but for its growth. */

const HEAD_MAX_CHARS = 128 * 1024;
const TAIL_MAX_CHARS = 512 * 1024;
/** Longest text of one answer to the model, and how much of it is from the beginning. */
export const SHOWN_MAX_CHARS = 20_000;
const SHOWN_HEAD_CHARS = 6_000;

export class KeptOutput {
  #head = '';
  #tail: string[] = [];
  #tailChars = 0;
  #chars = 0;

  /** Characters so far, kept or not. */
  get chars(): number {
    return this.#chars;
  }

  add(text: string): void {
    this.#chars += text.length;
    const room = HEAD_MAX_CHARS - this.#head.length;
    this.#head += text.slice(0, room);
    if (text.length <= room) return;
    const rest = text.slice(room);
    this.#tail.push(rest);
    this.#tailChars += rest.length;
    if (this.#tailChars > TAIL_MAX_CHARS * 2) this.#shorten();
  }

  #shorten(): void {
    this.#tail = [this.#tail.join('').slice(-TAIL_MAX_CHARS)];
    this.#tailChars = TAIL_MAX_CHARS;
  }

  /** Characters from `from` on, at most `max`; `lost` of them are not kept any more. */
  slice(from: number, max: number): { readonly text: string; readonly from: number; readonly lost: number } {
    if (from < this.#head.length) return { text: this.#head.slice(from, from + max), from, lost: 0 };
    const first = this.#chars - this.#tailChars;
    const start = Math.max(from, first);
    const text = this.#tail.join('').slice(start - first, start - first + max);
    return { text, from: start, lost: start - from };
  }

  /** The last characters, at most `max`. */
  end(max: number): string {
    return this.slice(Math.max(0, this.#chars - max), max).text;
  }

  /** From `from` to the end, with its middle cut out when it is long; `where` says how to get at that. */
  shown(from: number, where: (from: number) => string): string {
    const length = this.#chars - from;
    if (length <= SHOWN_MAX_CHARS) return this.slice(from, length).text;
    const tailChars = SHOWN_MAX_CHARS - SHOWN_HEAD_CHARS;
    const head = this.slice(from, SHOWN_HEAD_CHARS).text;
    const tail = this.slice(this.#chars - tailChars, tailChars).text;
    return `${head}\n… ${length - SHOWN_MAX_CHARS} characters left out here (${where(from + head.length)}) …\n${tail}`;
  }
}
