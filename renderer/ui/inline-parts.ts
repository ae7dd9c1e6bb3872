/** Takes a sentence apart at its backticks. Pure. */
export interface InlinePart {
  readonly text: string;
  readonly code: boolean;
}

export const inlineParts = (text: string): readonly InlinePart[] =>
  text
    .split(/(`[^`\n]+`)/)
    .filter((part) => part !== '')
    .map((part) => (/^`[^`]+`$/.test(part) ? { text: part.slice(1, -1), code: true } : { text: part, code: false }));
