/** The format of apply_patch: a text in, what it asks for out. Pure; knows no files. */

export type PatchLine = { readonly mark: ' ' | '+' | '-'; readonly text: string };

/** One place of a file. */
export interface PatchChunk {
  /** A line before the place, to find it by; null when not given. */
  readonly heading: string | null;
  readonly lines: readonly PatchLine[];
  /** The place is the end of the file. */
  readonly atEnd: boolean;
}

export type FilePatch =
  | { readonly kind: 'add'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'update'; readonly path: string; readonly to: string | null; readonly chunks: readonly PatchChunk[] };

/** What the model must correct, as a sentence. */
export class PatchProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatchProblem';
  }
}

/** It reaches for what it may not touch: the user hears of that too. */
export class PatchRefused extends PatchProblem {}

const BEGIN = '*** Begin Patch';
const END = '*** End Patch';
const FILE = /^\*\*\* (Add|Update|Delete) File: (.+)$/;
const MOVE = '*** Move to: ';
const END_OF_FILE = '*** End of File';

const isMark = (letter: string | undefined): letter is PatchLine['mark'] => letter === ' ' || letter === '+' || letter === '-';

/** Lines of the patch with their numbers, taken one after the other. */
class Lines {
  readonly #lines: readonly string[];
  #at = 0;
  constructor(text: string) {
    this.#lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  }
  get number(): number {
    return this.#at + 1;
  }
  peek(): string | undefined {
    return this.#lines[this.#at];
  }
  take(): string | undefined {
    return this.#lines[this.#at++];
  }
}

const bodyOf = (text: string): string => {
  const trimmed = text.trim();
  const from = trimmed.indexOf(BEGIN);
  const to = trimmed.lastIndexOf(END);
  if (from < 0) throw new PatchProblem(`The patch must begin with “${BEGIN}”.`);
  if (to < from) throw new PatchProblem(`The patch must end with “${END}”.`);
  return trimmed
    .slice(from + BEGIN.length, to)
    .replace(/^\r?\n/, '')
    .replace(/\r?\n$/, '');
};

const addedText = (lines: Lines): string => {
  const added: string[] = [];
  for (let line = lines.peek(); line?.startsWith('+') === true; line = lines.peek()) {
    added.push(line.slice(1));
    lines.take();
  }
  return added.map((line) => `${line}\n`).join('');
};

const chunkOf = (lines: Lines, path: string): PatchChunk => {
  const first = lines.peek() ?? '';
  const begins = first.startsWith('@@');
  // A unified diff's line numbers are no heading: models count badly.
  const heading = begins
    ? first
        .slice(2)
        .replace(/^\s*-\d[\d,]* \+\d[\d,]* @@/, '')
        .trim()
    : '';
  if (begins) lines.take();
  const body: PatchLine[] = [];
  let atEnd = false;
  for (let line = lines.peek(); line !== undefined && !line.startsWith('@@'); line = lines.peek()) {
    if (line === END_OF_FILE) {
      atEnd = true;
      lines.take();
      break;
    }
    if (line.startsWith('*** ')) break;
    const mark = line === '' ? ' ' : line[0];
    if (!isMark(mark))
      throw new PatchProblem(
        `Line ${lines.number} of the patch (${path}) must begin with a space, “+”, “-” or “@@”: ${JSON.stringify(line.slice(0, 80))}.`,
      );
    body.push({ mark, text: line.slice(1) });
    lines.take();
  }
  return { heading: heading === '' ? null : heading, lines: body, atEnd };
};

const updateOf = (lines: Lines, path: string): FilePatch => {
  const moved = lines.peek()?.startsWith(MOVE) === true ? lines.take()?.slice(MOVE.length).trim() : undefined;
  const chunks: PatchChunk[] = [];
  for (let line = lines.peek(); line !== undefined && !FILE.test(line); line = lines.peek()) {
    const chunk = chunkOf(lines, path);
    if (chunk.lines.length > 0) chunks.push(chunk);
    else if (lines.peek() === line)
      throw new PatchProblem(`Line ${lines.number} of the patch makes no sense: ${JSON.stringify(line.slice(0, 80))}.`);
  }
  if (chunks.length === 0 && moved === undefined) throw new PatchProblem(`The patch changes nothing in ${path}.`);
  return { kind: 'update', path, to: moved ?? null, chunks };
};

/** Throws PatchProblem. */
export const parsePatch = (text: string): readonly FilePatch[] => {
  const lines = new Lines(bodyOf(text));
  const files: FilePatch[] = [];
  for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
    const [, verb, name = ''] = FILE.exec(line) ?? [];
    if (line.trim() === '' && verb === undefined) {
      lines.take();
      continue;
    }
    if (verb === undefined)
      throw new PatchProblem(
        `Line ${lines.number} of the patch is no “*** Add File: ”, “*** Update File: ” or “*** Delete File: ”: ${JSON.stringify(line.slice(0, 80))}.`,
      );
    lines.take();
    const path = name.trim();
    if (verb === 'Add') files.push({ kind: 'add', path, text: addedText(lines) });
    else files.push(verb === 'Delete' ? { kind: 'delete', path } : updateOf(lines, path));
  }
  if (files.length === 0) throw new PatchProblem('The patch names no file.');
  return files;
};
