/** What the user is told: what was not done, why, and how to allow it. */

export interface Note {
  readonly what: string;
  readonly why: string;
  /** Null when nothing should allow it. */
  readonly allow: string | null;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** One line. Control characters are shown as `?`: parts of it come from the command, and it goes to a terminal. */
export const noteLine = ({ what, why, allow }: Note): string =>
  // eslint-disable-next-line no-control-regex
  [`${what}: ${why}`, ...(allow === null ? [] : [allow])]
    .map(sentence)
    .join(' ')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
