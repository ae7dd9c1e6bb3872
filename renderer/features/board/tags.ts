/** Tags as people type them. */
export const TAG_MAX_CHARS = 40;
export const MOST_TAGS = 20;

/** From `infra, API ,, infra` to `['infra', 'API']`. */
export const parseTags = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[,\n]/)
      .map((tag) => tag.trim().replace(/\s+/g, ' ').slice(0, TAG_MAX_CHARS))
      .filter((tag) => tag !== ''),
  ),
];

/** Tags that all of the lists have. */
export const commonTags = (lists: readonly (readonly string[])[]): readonly string[] =>
  (lists[0] ?? []).filter((tag) => lists.every((list) => list.includes(tag)));

/** A thread's tags after those common to all were changed to `next`; its own others stay. */
export const retag = (own: readonly string[], common: readonly string[], next: readonly string[]): string[] =>
  [...new Set([...own.filter((tag) => !common.includes(tag)), ...next])].slice(0, MOST_TAGS);
