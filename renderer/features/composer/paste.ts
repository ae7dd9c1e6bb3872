/** Big pastes become an attachment, so that the field stays quick and the message readable. */

/** A paste of this many bytes or more is folded. */
export const PASTE_FOLD_BYTES = 32 * 1024;
/** The core refuses attachments past this; see `attachments.add`. */
export const ATTACHMENT_MAX_BYTES = 22_000_000;

export const foldsPaste = (text: string): boolean =>
  text.length >= PASTE_FOLD_BYTES || (text.length * 3 >= PASTE_FOLD_BYTES && new TextEncoder().encode(text).byteLength >= PASTE_FOLD_BYTES);

/** A name that is not taken yet: `pasted.txt`, `pasted-2.txt` … */
export const pasteName = (taken: readonly string[]): string => {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'pasted.txt' : `pasted-${number}.txt`;
    if (!taken.includes(name)) return name;
  }
};

/** Bytes as base64, in pieces small enough for `String.fromCharCode`. */
export const toBase64 = (bytes: Uint8Array): string => {
  const piece = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += piece) binary += String.fromCharCode(...bytes.subarray(at, at + piece));
  return btoa(binary);
};
