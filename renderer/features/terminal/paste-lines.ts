/** What a paste would do: a shell runs each line of it at once, unless it takes pastes in brackets and waits for Enter. */

/** With more lines than this the user is asked. */
const MANY_LINES = 5;

export interface PasteRisk {
  readonly lines: number;
  /** Several commands would run before the user has seen them. */
  readonly ask: boolean;
}

export const riskOf = (text: string, bracketed: boolean): PasteRisk => {
  const lines = text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/).length;
  return { lines, ask: bracketed ? lines > MANY_LINES * 10 : lines > MANY_LINES };
};
