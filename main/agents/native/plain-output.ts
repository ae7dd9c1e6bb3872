/** What a program prints on a terminal, as plain text for a log and a model. */
import { StringDecoder } from 'node:string_decoder';

const ESCAPE = '\u001b';
/** Whole sequences: CSI, OSC and other strings up to their end, and the short ones. */
const SEQUENCES = new RegExp(
  [
    `${ESCAPE}\\[[0-?]*[ -/]*[@-~]`,
    `${ESCAPE}[\\]PX^_][^\\u0007${ESCAPE}]*(?:\\u0007|${ESCAPE}\\\\)`,
    `${ESCAPE}[ -/]*[0-OQ-WYZ\\\\\`-~]`,
  ].join('|'),
  'g',
);
/** What else has no place in a text: all but tab, line feed and return. */
const isControl = (code: number): boolean => (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0x7f;
const withoutControls = (text: string): string => {
  let clean = true;
  for (let at = 0; clean && at < text.length; at += 1) clean = !isControl(text.charCodeAt(at));
  return clean
    ? text
    : Array.from(text)
        .filter((letter) => !isControl(letter.charCodeAt(0)))
        .join('');
};
/** An unfinished sequence longer than this is no sequence. */
const HELD_MAX_CHARS = 4_096;

/** Where a sequence begins that only the next piece can finish. */
const openSequence = (text: string): number => {
  const at = text.lastIndexOf(ESCAPE);
  return at >= 0 && text.length - at <= HELD_MAX_CHARS && text.slice(at).match(SEQUENCES) === null ? at : text.length;
};

/** Takes pieces in order and gives back what is certain of them; `end` gives the rest. */
export const createPlainOutput = (): { readonly take: (bytes: Uint8Array) => string; readonly end: () => string } => {
  const decoder = new StringDecoder('utf8');
  let held = '';
  const inLines = (text: string): string => withoutControls(text.replace(/\r*\n/g, '\n').replace(/\r+/g, '\n'));
  return {
    take: (bytes) => {
      const text = held + decoder.write(bytes);
      const cut = openSequence(text);
      const whole = text.slice(0, cut).replace(SEQUENCES, '');
      // A return may yet be followed by a line feed.
      const sure = whole.replace(/\r+$/, '');
      held = whole.slice(sure.length) + text.slice(cut);
      return inLines(sure);
    },
    end: () => {
      const rest = inLines((held + decoder.end()).replace(SEQUENCES, ''));
      held = '';
      return rest;
    },
  };
};
