/** A title from the first message: its first line that says something, cut at a word. */
const TITLE_MAX_CHARS = 72;

const plainLine = (line: string): string =>
  line
    .replaceAll(/^[\s#>*\-–•]+/gu, '')
    .replaceAll(/[`*_]{1,3}/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();

export const titleOf = (prompt: string): string => {
  const line =
    prompt
      .split('\n')
      .map(plainLine)
      .find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? '';
  if (line === '') return 'Untitled task';
  const characters = [...line];
  if (characters.length <= TITLE_MAX_CHARS) return line;
  const cut = characters.slice(0, TITLE_MAX_CHARS).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > TITLE_MAX_CHARS / 2 ? cut.slice(0, space) : cut).replace(/[\s.,;:–-]+$/u, '')}…`;
};
