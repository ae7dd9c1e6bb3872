/** What a file is, by its first bytes; its name decides only what has none of its own. Pure. */
const signatures: readonly (readonly [mime: string, at: number, bytes: readonly number[]])[] = [
  ['image/png', 0, [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', 0, [0xff, 0xd8, 0xff]],
  ['image/gif', 0, [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', 8, [0x57, 0x45, 0x42, 0x50]],
  ['image/bmp', 0, [0x42, 0x4d]],
  ['image/x-icon', 0, [0x00, 0x00, 0x01, 0x00]],
  ['image/avif', 4, [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66]],
  ['application/pdf', 0, [0x25, 0x50, 0x44, 0x46]],
];

/** `head` is the beginning of the content; 512 bytes are enough. */
export const mimeOf = (path: string, head: Buffer): string => {
  const found = signatures.find(([, at, bytes]) => bytes.every((byte, index) => head[at + index] === byte));
  if (found !== undefined) return found[0];
  if (/\.svg$/i.test(path) && /<svg[\s>]|<\?xml/i.test(head.toString('utf8'))) return 'image/svg+xml';
  return 'application/octet-stream';
};
