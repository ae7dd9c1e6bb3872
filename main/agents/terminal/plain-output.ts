/** Output of a program on a terminal as text that can be read and searched: what drew, coloured and moved is left out. */

/** CSI, OSC and the other strings, and two-letter escapes; the last one may be cut off. */
// oxlint-disable-next-line no-control-regex
const SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/g;
// oxlint-disable-next-line no-control-regex
const CUT_OFF = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]{0,4000}\x1b?|[ -/]*)?$/;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/** Lines that come again and again are a picture that moves: of the same ones in a row, and of a spinner's, one is kept. */
const motionless = (line: string): string =>
  line
    .replace(/[\u2800-\u28ff◐◓◑◒|/\\-]/gu, '')
    .replace(/\d+/g, '0')
    .trim();

export class PlainOutput {
  readonly #decoder = new TextDecoder();
  #rest = '';
  /** The line that is being written. */
  #line = '';
  #last = '';

  /** What is final of it: whole lines. */
  take(bytes: Uint8Array): string {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const cut = CUT_OFF.exec(text)?.index ?? text.length;
    this.#rest = text.slice(cut);
    const plain = text.slice(0, cut).replace(SEQUENCE, '').replace(CONTROL, '');
    const lines = (this.#line + plain).split('\n');
    this.#line = lines.pop() ?? '';
    // A bar that draws itself over itself never ends its line.
    if (this.#line.length > 4_000) this.#line = this.#shown(this.#line);
    return lines.map((line) => this.#told(this.#shown(line))).join('');
  }

  /** And the line that was not ended. */
  end(): string {
    const line = this.#shown(this.#line);
    this.#line = '';
    this.#rest = '';
    return line === '' ? '' : this.#told(line);
  }

  /** A return writes over what stands there. */
  #shown(line: string): string {
    return (
      line
        .split('\r')
        .findLast((part) => part !== '')
        ?.trimEnd() ?? ''
    );
  }

  #told(line: string): string {
    const same = motionless(line);
    if (same === this.#last) return '';
    this.#last = same;
    return `${line}\n`;
  }
}
