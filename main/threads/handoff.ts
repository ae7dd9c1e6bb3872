/** What an agent is told when it takes over a conversation that it has no record of. Pure. */
import type { Item } from '#contract/items.ts';

const MESSAGE_MAX_CHARS = 3_000;
const WHOLE_MAX_CHARS = 24_000;

const shortened = (text: string): string =>
  text.length <= MESSAGE_MAX_CHARS ? text : `${text.slice(0, MESSAGE_MAX_CHARS / 2)}\n[…]\n${text.slice(-MESSAGE_MAX_CHARS / 2)}`;

const spoken = (item: Item): string | null => {
  if (item.kind === 'user' && item.turn !== null) return `User:\n${shortened(item.text)}`;
  return item.kind === 'assistant' && item.text.trim() !== '' ? `Agent:\n${shortened(item.text)}` : null;
};

/** The newest messages that fit, oldest first; empty when no agent has said anything yet. */
export const handoffOf = (items: readonly Item[]): string => {
  if (!items.some((item) => item.kind === 'assistant')) return '';
  const kept: string[] = [];
  let chars = 0;
  for (const item of items.toReversed()) {
    const text = spoken(item);
    if (text === null) continue;
    chars += text.length;
    if (chars > WHOLE_MAX_CHARS) break;
    kept.unshift(text);
  }
  return [
    'You take over this task in the middle. The folder is as the work so far has left it. This is the end of the conversation before you:',
    ...kept,
    'This is the message to answer now:',
  ].join('\n\n');
};
