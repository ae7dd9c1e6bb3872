/**
 * Which folders a repository's index names as repositories of their own. Git looks into those with every status, however
 * deep they lie and whatever folder they lie in.
 */
import { readPlain } from './read-plain.ts';

const INDEX_BYTES_MAX = 256 * 1024 * 1024;
const GITLINK = 0xe000;
/** As the mode stands in the file: most indexes have no such bytes, and are not looked through. */
const GITLINK_BYTES = Buffer.from([0, 0, 0xe0, 0]);

const HEADER_BYTES = 12;
const MODE_AT = 24;
const ID_AT = 40;
const EXTENDED = 0x4000;

/** The number of bytes to drop from the name before, as version 4 writes it. */
const dropped = (bytes: Buffer, at: number): readonly [count: number, next: number] => {
  let [byte = 0, next, count] = [bytes[at], at + 1, 0];
  count = byte & 127;
  while ((byte & 128) !== 0 && next < bytes.length) {
    byte = bytes[next] ?? 0;
    next += 1;
    count = ((count + 1) << 7) | (byte & 127);
  }
  return [count, next];
};

const parse = (bytes: Buffer, idBytes: number): readonly string[] => {
  const [version, entries] = [bytes.readUInt32BE(4), bytes.readUInt32BE(8)];
  const links: string[] = [];
  let [at, name] = [HEADER_BYTES, ''];
  for (let entry = 0; entry < entries; entry += 1) {
    const flagsAt = at + ID_AT + idBytes;
    if (flagsAt + 4 > bytes.length) return links;
    let nameAt = flagsAt + ((bytes.readUInt16BE(flagsAt) & EXTENDED) !== 0 ? 4 : 2);
    let kept = '';
    if (version === 4) {
      const [count, next] = dropped(bytes, nameAt);
      if (count > name.length) return links;
      [kept, nameAt] = [name.slice(0, name.length - count), next];
    }
    const end = bytes.indexOf(0, nameAt);
    if (end < 0) return links;
    name = kept + bytes.toString('latin1', nameAt, end);
    if (bytes.readUInt32BE(at + MODE_AT) === GITLINK) links.push(Buffer.from(name, 'latin1').toString('utf8'));
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return links;
};

const isInside = (path: string): boolean => path !== '' && !path.startsWith('/') && !path.split('/').includes('..');

/** Paths below the checkout. There may be some among them that it does not name; of what git can read none is left out. */
export const gitlinksIn = (index: string): readonly string[] => {
  const bytes = readPlain(index, INDEX_BYTES_MAX);
  if (bytes === null || bytes.length < HEADER_BYTES || !bytes.includes(GITLINK_BYTES)) return [];
  // Which hash a repository uses is said elsewhere.
  return [...new Set([...parse(bytes, 20), ...parse(bytes, 32)])].filter(isInside);
};
