/** From a title a person wrote to a name that git, shells and file systems take. Letters of every script survive. */

const MAX_CHARACTERS = 40;
const MAX_BYTES = 120;
/** Names Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

const shorten = (text: string): string => {
  let short = '';
  let bytes = 0;
  for (const character of [...text].slice(0, MAX_CHARACTERS)) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    short += character;
  }
  if (short.length === text.length) return short;
  // Cut at a word where that leaves most of it.
  const dash = short.lastIndexOf('-');
  return dash > MAX_CHARACTERS / 2 ? short.slice(0, dash) : short;
};

/** Lower case, words joined by dashes, at most 40 characters; `fallback` when nothing is left. */
export const slug = (text: string, fallback = 'task'): string => {
  const plain = text
    .toWellFormed()
    .normalize('NFKD')
    // Accents go; marks that other scripts are written with stay.
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^[-\p{M}]+|-+$/gu, '');
  const short = shorten(plain).replace(/-+$/, '');
  if (short === '') return fallback;
  return RESERVED.test(short) ? `${short}-${fallback}` : short;
};
