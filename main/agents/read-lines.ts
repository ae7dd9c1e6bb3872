/** Cuts a stream of bytes into lines. */

/** A line longer than this is dropped: nothing sensible is that long, and it must not fill the memory. */
const LINE_MAX_BYTES = 128 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface LineReader {
  readonly push: (piece: Buffer) => void;
  /** What came after the last newline. */
  readonly rest: () => string;
}

/** `onLine` gets each line without its end; `onTooLong` the beginning of one that is dropped. */
export const createLineReader = (onLine: (line: string) => void, onTooLong: (start: string) => void): LineReader => {
  let parts: Buffer[] = [];
  let bytes = 0;
  let dropping = false;
  const finish = (): void => {
    const line = dropping ? '' : Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    parts = [];
    bytes = 0;
    dropping = false;
    if (line !== '') onLine(line);
  };
  const keep = (part: Buffer): void => {
    bytes += part.length;
    if (dropping) return;
    parts.push(part);
    if (bytes <= LINE_MAX_BYTES) return;
    dropping = true;
    onTooLong(parts[0]?.subarray(0, 1000).toString('utf8') ?? '');
    parts = [];
  };
  return {
    push: (piece) => {
      let from = 0;
      for (let to = piece.indexOf(NEWLINE, from); to >= 0; to = piece.indexOf(NEWLINE, from)) {
        keep(piece.subarray(from, to));
        finish();
        from = to + 1;
      }
      if (from < piece.length) keep(piece.subarray(from));
    },
    rest: () => Buffer.concat(parts).toString('utf8'),
  };
};
