/** The element of one row: a line, a pair of lines, or the bar of a hunk. */
import { BETWEEN, gapAt, HUNK, LINE, PAIR, SEEN, TAIL, hiddenLines } from './file-rows.ts';
import { bothNumbers, classOf, fillCode, oneNumber } from './line-cell.ts';
import type { LineColors } from './line-colors.ts';
import type { Entry } from './list-model.ts';
import { CONTEXT } from './parsed-diff.ts';

export interface RowLook {
  readonly digits: number;
  readonly split: boolean;
  readonly colors: LineColors | undefined;
  /** What may be done to a hunk here. */
  readonly acts: { readonly stage: boolean; readonly unstage: boolean; readonly revert: boolean };
  /** Viewed hunks of the file, `1` and `0` in their order. */
  readonly marks: string;
}

const element = (tag: string, className = ''): HTMLElement => {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  return made;
};

const button = (act: string, text: string, name: string, className = ''): HTMLButtonElement => {
  const made = element('button', className) as HTMLButtonElement;
  made.type = 'button';
  made.dataset['act'] = act;
  made.textContent = text;
  made.title = name;
  made.setAttribute('aria-label', name);
  return made;
};

const cells = (numbers: string): { readonly gutter: HTMLElement; readonly code: HTMLElement } => {
  const gutter = element('i');
  gutter.textContent = numbers;
  return { gutter, code: element('code') };
};

const lineRow = (entry: Entry, row: number, look: RowLook): HTMLElement => {
  const { diff, rows, input } = entry;
  const line = rows.a[row] ?? 0;
  const kind = diff.kinds[line] ?? CONTEXT;
  const shown = input.longer.get(line);
  const made = element('div', `diff-row${classOf(kind)}${shown === undefined ? '' : ' diff-longer'}`);
  const { gutter, code } = cells(bothNumbers(diff.before[line] ?? 0, diff.after[line] ?? 0, look.digits, kind));
  fillCode(code, { diff, line, colors: look.colors, shown });
  made.append(gutter, code);
  return made;
};

const half = (entry: Entry, line: number, numbers: Uint32Array, look: RowLook): HTMLElement => {
  if (line < 0) return element('div', 'diff-half diff-none');
  const { diff, input } = entry;
  const kind = diff.kinds[line] ?? CONTEXT;
  const made = element('div', `diff-half${classOf(kind)}`);
  const { gutter, code } = cells(oneNumber(numbers[line] ?? 0, look.digits, kind));
  fillCode(code, { diff, line, colors: look.colors, shown: input.longer.get(line) });
  made.append(gutter, code);
  return made;
};

const pairRow = (entry: Entry, row: number, look: RowLook): HTMLElement => {
  const { diff, rows, input } = entry;
  const [a, b] = [rows.a[row] ?? -1, rows.b[row] ?? -1];
  const made = element('div', `diff-row${input.longer.has(a) || input.longer.has(b) ? ' diff-longer' : ''}`);
  made.append(half(entry, a, diff.before, look), half(entry, b, diff.after, look));
  return made;
};

const betweenRow = (entry: Entry, row: number, look: RowLook): HTMLElement => {
  const { rows, input } = entry;
  const [before, after] = [rows.a[row] ?? 0, rows.b[row] ?? 0];
  const text = input.whole?.[after - 1] ?? '';
  const made = element('div', 'diff-row diff-between');
  const side = (numbers: string): readonly HTMLElement[] => {
    const { gutter, code } = cells(numbers);
    code.textContent = text.slice(0, 1_000);
    return [gutter, code];
  };
  if (!look.split) made.append(...side(bothNumbers(before, after, look.digits, CONTEXT)));
  else
    for (const number of [before, after]) {
      const one = element('div', 'diff-half diff-between');
      one.append(...side(oneNumber(number, look.digits, CONTEXT)));
      made.append(one);
    }
  return made;
};

const lines = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`;

/** Buttons that show what is hidden above a hunk, or after the last. */
const gapButtons = (entry: Entry, index: number): readonly HTMLElement[] => {
  const { diff, input } = entry;
  if (input.file.kind === 'added' || input.file.kind === 'deleted') return [];
  const hidden = hiddenLines(gapAt(diff.hunks, index, input.whole?.length ?? null), input.opened.get(index));
  if (hidden === 0) return [];
  const made: HTMLElement[] = [];
  if (index > 0) made.push(button('open-top', '↓', 'Show 20 more lines below the hunk above'));
  if (index < diff.hunks.length) made.push(button('open-bottom', '↑', 'Show 20 more lines above'));
  const all = hidden === null ? 'to the end' : lines(hidden);
  made.push(button('open-all', `⋯ ${all}`, hidden === null ? 'Show all to the end of the file' : `Show all ${all} between`));
  return made;
};

const heading = (entry: Entry, index: number): HTMLElement => {
  const made = element('span');
  const hunk = entry.diff.hunks[index];
  if (hunk !== undefined && hunk.heading !== '') {
    const words = element('em');
    words.textContent = hunk.heading.trim();
    made.append(words);
  }
  return made;
};

const hunkBar = (entry: Entry, index: number, look: RowLook): HTMLElement => {
  const made = element('div', 'diff-bar');
  const viewed = look.marks[index] === '1';
  made.append(...gapButtons(entry, index), heading(entry, index));
  if (look.acts.revert) made.append(button('revert', 'Revert', 'Revert this hunk', 'diff-act'));
  if (look.acts.unstage && !look.acts.stage) made.append(button('unstage', 'Unstage', 'Unstage this hunk', 'diff-act'));
  if (look.acts.stage) made.append(button('stage', 'Stage', 'Stage this hunk', 'diff-act'));
  made.append(button('comment-hunk', 'Comment', 'Comment on this hunk', 'diff-act'));
  const mark = button('view', viewed ? '✓ Viewed' : '○ Viewed', viewed ? 'Viewed; take the mark away' : 'Mark this hunk as viewed');
  mark.setAttribute('aria-pressed', String(viewed));
  made.append(mark);
  return made;
};

const seenBar = (entry: Entry, index: number): HTMLElement => {
  const made = element('div', 'diff-bar diff-seen');
  const hunk = entry.diff.hunks[index];
  const count = hunk === undefined ? 0 : hunk.added + hunk.deleted;
  const words = element('span');
  words.textContent = `${lines(count)} changed, viewed`;
  made.append(words, button('unfold', 'Show', 'Show the viewed hunk'));
  return made;
};

const tailBar = (entry: Entry, index: number): HTMLElement => {
  const made = element('div', 'diff-bar');
  made.append(...gapButtons(entry, index), element('span'));
  return made;
};

/** Null for a row that the page draws by itself. */
export const rowElement = (entry: Entry, row: number, look: RowLook): HTMLElement | null => {
  const a = entry.rows.a[row] ?? 0;
  switch (entry.rows.types[row]) {
    case LINE:
      return lineRow(entry, row, look);
    case PAIR:
      return pairRow(entry, row, look);
    case BETWEEN:
      return betweenRow(entry, row, look);
    case HUNK:
      return hunkBar(entry, a, look);
    case SEEN:
      return seenBar(entry, a);
    case TAIL:
      return tailBar(entry, a);
    default:
      return null;
  }
};
