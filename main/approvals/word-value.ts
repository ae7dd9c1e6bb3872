/** What a word of a command comes to, where that can be told without running anything. Pure. */
import type { Word, WordPart } from 'unbash';
import type { PartWord } from './command-parts.ts';

/** The exact text of a part; null when only running tells. */
const partValue = (part: WordPart): string | null => {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value;
    case 'DoubleQuoted':
      return joined(part.parts);
    default:
      return null;
  }
};

const joined = (parts: readonly WordPart[]): string | null => {
  let text = '';
  for (const part of parts) {
    const value = partValue(part);
    if (value === null) return null;
    text += value;
  }
  return text;
};

/** The shell puts a home folder in front of it. */
const hasTilde = (text: string): boolean => text.startsWith('~');

export const valueOf = (word: Word): PartWord => {
  const known = hasTilde(word.text) ? null : word.parts === undefined ? word.value : joined(word.parts);
  // A value that cannot be an argument of a program is none that we understand.
  return { text: word.text, value: known !== null && known.includes('\0') ? null : known };
};
