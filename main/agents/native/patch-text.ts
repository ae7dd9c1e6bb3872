/** Puts the chunks of a patch into a text. Pure. */
import { PatchProblem, type PatchChunk } from './patch-format.ts';

export interface Patched {
  readonly text: string;
  /** Hunks of a unified diff, as they were found. */
  readonly hunks: string;
}

/** From strict to lenient: what models get wrong is white space and typographic letters. */
const likenesses: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) =>
    line
      .trim()
      .replace(/[‐-―−]/g, '-')
      .replace(/[‘-‛]/g, "'")
      .replace(/[“-‟]/g, '"')
      .replace(/[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g, ' '),
];

const findLines = (lines: readonly string[], wanted: readonly string[], from: number, atEnd: boolean): number => {
  const last = lines.length - wanted.length;
  for (const like of likenesses) {
    const sought = wanted.map(like);
    for (let at = atEnd ? Math.max(from, last) : from; at <= last; at += 1) {
      if (sought.every((line, offset) => like(lines[at + offset] ?? '') === line)) return at;
    }
  }
  return -1;
};

const quoted = (lines: readonly string[]): string => lines.slice(0, 6).join('\n');

/** Where the chunk's old lines stand, at or after `from`. */
const placeOf = (lines: readonly string[], chunk: PatchChunk, old: readonly string[], from: number, path: string): number => {
  let start = from;
  if (chunk.heading !== null) {
    const heading = findLines(lines, [chunk.heading], from, false);
    const loose = heading >= 0 ? heading : lines.findIndex((line, at) => at >= from && line.includes(chunk.heading ?? ''));
    if (loose < 0 && old.length === 0) throw new PatchProblem(`${path}: there is no line “${chunk.heading}” after line ${from}.`);
    start = loose < 0 ? from : loose + 1;
  }
  if (old.length === 0) return chunk.heading === null ? lines.length : start;
  // The heading may be one of the chunk's own lines.
  const tries = [start, Math.max(from, start - 1), from];
  for (const at of tries) {
    const found = findLines(lines, old, at, chunk.atEnd);
    if (found >= 0) return found;
  }
  if (chunk.atEnd) {
    const anywhere = findLines(lines, old, from, false);
    if (anywhere >= 0) return anywhere;
  }
  const earlier = findLines(lines, old, 0, false);
  const hint =
    earlier >= 0
      ? ` They stand at line ${earlier + 1}, before an earlier chunk: order the chunks as in the file.`
      : ' Read the file again.';
  throw new PatchProblem(`${path}: these lines were not found${from > 0 ? ` after line ${from}` : ''}:\n${quoted(old)}\n${hint.trim()}`);
};

/** Throws PatchProblem when a chunk's lines are not in the text. Keeps the text's line ends and its last line's. */
export const patchText = (before: string, chunks: readonly PatchChunk[], path: string): Patched => {
  const newline = before.includes('\r\n') ? '\r\n' : '\n';
  const endsOpen = before !== '' && !before.endsWith('\n');
  const lines = before === '' ? [] : before.replace(/\r?\n$/, '').split(/\r?\n/);
  const after: string[] = [];
  const hunks: string[] = [];
  let taken = 0;
  for (const chunk of chunks) {
    const wanted = chunk.lines.filter(({ mark }) => mark !== '+').map(({ text }) => text);
    const at = placeOf(lines, chunk, wanted, taken, path);
    after.push(...lines.slice(taken, at));
    const begin = after.length;
    const shown: string[] = [];
    let read = at;
    for (const { mark, text } of chunk.lines) {
      // Kept lines stay as they are in the file, where they only resemble the patch's.
      const own = mark === '+' ? text : (lines[read++] ?? text);
      if (mark !== '-') after.push(own);
      shown.push(`${mark}${own}`);
    }
    taken = read;
    const span = (from: number, count: number): string => `${count === 0 ? from : from + 1},${count}`;
    hunks.push(`@@ -${span(at, read - at)} +${span(begin, after.length - begin)} @@\n${shown.join('\n')}\n`);
  }
  after.push(...lines.slice(taken));
  const text = after.length === 0 ? '' : after.join(newline) + (endsOpen ? '' : newline);
  return { text, hunks: hunks.join('') };
};
