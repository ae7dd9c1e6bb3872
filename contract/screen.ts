/**
 * A terminal's screen as data: what an empty xterm has to be fed to show exactly the same, scrollback, colours, modes
 * and both buffers included.
 */
import { z } from './zod.ts';

const lines = z.array(z.number().int().nonnegative()).readonly();

export const Screen = z.object({
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
  /** Control sequences and text for an empty terminal of this size. */
  text: z.string(),
  /** Lines of the normal buffer that go on from the one above: pairs of first line and count. */
  wrapped: lines,
  /** The same of the alternate buffer. */
  wrappedAlternate: lines,
  title: z.string(),
});
export type Screen = z.infer<typeof Screen>;

interface Buffer {
  readonly lines: { get: (line: number) => { isWrapped: boolean } | undefined };
}

/** An xterm, with a page or without. */
export interface Restorable {
  readonly reset: () => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly write: (text: string, done: () => void) => void;
}

const markWrapped = (buffer: Buffer | undefined, pairs: readonly number[]): void => {
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const first = pairs[index] as number;
    for (let line = first; line < first + (pairs[index + 1] as number); line += 1) {
      const data = buffer?.lines.get(line);
      if (data !== undefined) data.isWrapped = true;
    }
  }
};

/** Settles when the terminal shows the screen. What it showed before is gone. */
export const restoreScreen = (terminal: Restorable, screen: Screen): Promise<void> =>
  new Promise((resolve) => {
    terminal.reset();
    terminal.resize(screen.columns, screen.rows);
    terminal.write(screen.text, () => {
      // No control sequence says that a line goes on from the one above: this is all that is set by hand.
      const inside = terminal as unknown as { readonly _core?: { readonly buffers?: { readonly normal: Buffer; readonly alt: Buffer } } };
      markWrapped(inside._core?.buffers?.normal, screen.wrapped);
      markWrapped(inside._core?.buffers?.alt, screen.wrappedAlternate);
      resolve();
    });
  });
