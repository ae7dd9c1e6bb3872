/** A title from the first message: its first line that says something, cut at a word. */
const TITLE_MAX_CHARS = 72;

/** Emphasis stands at the borders of words and comes in pairs; `_` and `*` inside of words belong to them. */
const EMPHASIS = /(?<![\p{L}\p{N}_*])([*_]{1,3})(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}_*])/gu;

const withoutEmphasis = (text: string): string => text.replaceAll(EMPHASIS, '$2');

/** Code keeps what stands in it. */
const plainLine = (line: string): string =>
  line
    .replace(/^(?:[\s#>]|[-–•]|\*(?=\s))+/u, '')
    .split(/(`+[^`]*`+)/u)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll('`', '') : withoutEmphasis(part.replaceAll('`', ''))))
    .join('')
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
