/** What the user is told: what was not done, why, and how to allow it. */

export interface Note {
  readonly what: string;
  readonly why: string;
  /** Null when nothing should allow it. */
  readonly allow: string | null;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Parts of a note come from the command, and it goes to a terminal, which must not take them for orders. */
const isControl = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
};

/** One line; control characters are shown as `?`. */
export const noteLine = ({ what, why, allow }: Note): string =>
  Array.from([`${what}: ${why}`, ...(allow === null ? [] : [allow])].map(sentence).join(' '), (character) =>
    isControl(character) ? '?' : character,
  ).join('');
