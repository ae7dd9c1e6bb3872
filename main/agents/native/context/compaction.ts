/** Summing up: what the model is asked for, and the conversation that goes on from its answer. Pure. */
import type { ModelImage, ModelMessage } from '#main/models/model-client.ts';
import { INSTRUCTIONS_BEGIN, SKILL_BEGIN } from './parts.ts';
import { HANDOFF_BEGIN } from './progress.ts';

export const COMPACTION_PROMPT = `The context is nearly full. Sum up this conversation for yourself: you will go on from the summary alone.
Write plain text, no tool calls. Say: what the user wants, in their words; what was found out and decided, and why; which files were changed and how; what was tried and did not work; the exact state now; the next steps. Keep names, paths, commands and numbers exactly. Leave out what no longer matters.`;

/** The user's own words that stay beside the summary, the newest first to be kept. */
const WORDS_MAX_CHARS = 20_000;
const SUMMARY_BEGIN = 'The conversation so far was summed up to make room. This is your summary:';

const isOurs = (text: string): boolean =>
  [SUMMARY_BEGIN, INSTRUCTIONS_BEGIN, SKILL_BEGIN, HANDOFF_BEGIN].some((begin) => text.startsWith(begin));

/** What the user said, as far as it fits, oldest first. Summaries and guidance of ours are not the user's words. */
export const wordsOfUser = (messages: readonly ModelMessage[], maxChars: number = WORDS_MAX_CHARS): readonly string[] => {
  const kept: string[] = [];
  let chars = 0;
  for (const message of messages.toReversed()) {
    if (message.role !== 'user' || isOurs(message.text) || message.text.trim() === '') continue;
    const room = maxChars - chars;
    if (room <= 0) break;
    const text = message.text.length <= room ? message.text : `${message.text.slice(0, room)} […]`;
    kept.unshift(text);
    chars += text.length;
  }
  return kept;
};

const lastImages = (messages: readonly ModelMessage[]): readonly ModelImage[] =>
  messages.flatMap((message) => (message.role === 'user' && message.images.length > 0 ? [message.images] : [])).at(-1) ?? [];

const quoted = (words: readonly string[]): string => words.map((text) => `<user>\n${text}\n</user>`).join('\n');

/** The conversation after a summary: one message, which every wire format takes. */
export const compacted = (messages: readonly ModelMessage[], summary: string): readonly ModelMessage[] => {
  const words = carriedWords(messages);
  const text = [
    SUMMARY_BEGIN,
    `<summary>\n${summary.trim()}\n</summary>`,
    ...(words.length === 0 ? [] : [`The user's own messages so far:\n${quoted(words)}`]),
    'Go on where you were.',
  ].join('\n\n');
  return [{ role: 'user', text, images: lastImages(messages) }];
};

const USER_WORDS = /<user>\n([\s\S]*?)\n<\/user>/g;

/** The user's words, those that an earlier summary carried along included. */
export const carriedWords = (messages: readonly ModelMessage[]): readonly string[] => {
  const first = messages[0];
  const carried =
    first?.role === 'user' && first.text.startsWith(SUMMARY_BEGIN)
      ? [...first.text.matchAll(USER_WORDS)].map((match) => match[1] ?? '')
      : [];
  return wordsOfUser([...carried.map((text): ModelMessage => ({ role: 'user', text, images: [] })), ...messages]);
};
