/** What the word at the cursor asks to complete: `@` a file, `#` a thread, `$` a skill, `/` a command. Pure text work. */

export type CompletionKind = 'file' | 'thread' | 'skill' | 'command';

export interface Completion {
  readonly kind: CompletionKind;
  /** What was typed after the sign. */
  readonly query: string;
  /** Where the sign stands, and where the word ends, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

const kindOfSign: Readonly<Record<string, CompletionKind>> = { '@': 'file', '#': 'thread', $: 'skill', '/': 'command' };

const QUERY_MAX_CHARS = 200;

/**
 * The completion at the cursor, or null. A sign counts at the start of a word only, so that addresses
 * (`a@b.c`), headings (`# Title`) and paths (`src/x`) are left alone; `/` counts at the very start only.
 */
export const completionAt = (text: string, cursor: number): Completion | null => {
  const from = Math.max(0, cursor - QUERY_MAX_CHARS);
  const before = text.slice(from, cursor);
  const match = /(?:^|[\s(["'])([@#$/])([^\s@#$]*)$/.exec(before);
  if (match === null) return null;
  const [, sign = '', query = ''] = match;
  const kind = kindOfSign[sign];
  if (kind === undefined) return null;
  const start = cursor - query.length - 1;
  if (kind === 'command' && text.slice(0, start).trim() !== '') return null;
  if (kind === 'thread' && query.startsWith('#')) return null;
  const rest = /^\S*/.exec(text.slice(cursor))?.[0] ?? '';
  return { kind, query, start, end: cursor + rest.length };
};

export interface Edited {
  readonly text: string;
  readonly cursor: number;
}

/** The text with the word at the cursor replaced, followed by one space. */
export const complete = (text: string, at: Completion, inserted: string): Edited => {
  const after = text.slice(at.end);
  const space = after.startsWith(' ') || after.startsWith('\n') ? '' : ' ';
  const cursor = at.start + inserted.length + 1;
  return { text: `${text.slice(0, at.start)}${inserted}${space}${after}`, cursor };
};

/** A path as it is written in a message; one with spaces is quoted so that its end is clear. */
export const fileMention = (path: string): string => (/\s/.test(path) ? `@"${path}"` : `@${path}`);

/** A thread as it is written in a message: its id names it, its title tells the reader. */
export const threadMention = (thread: { readonly id: string; readonly title: string }): string => `#${thread.id} (${thread.title})`;
