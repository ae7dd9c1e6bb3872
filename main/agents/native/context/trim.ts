/**
 * Old tool output is the first to go: what a command printed an hour ago can be printed again. Pure. It trims in one large
 * step instead of a little each time, because each change of an old message costs the provider's cache.
 */
import type { ModelMessage } from '#main/models/model-client.ts';

/** Shorter output stays: leaving it out frees nothing. */
const KEPT_MAX_CHARS = 600;
const HEAD_CHARS = 200;

const isTrimmed = (text: string): boolean => text.endsWith(MARK_END);
const MARK_END = ' characters of old output were left out; run it again if you need them …]';

const trimmedText = (text: string): string => `${text.slice(0, HEAD_CHARS)}\n[… ${text.length - HEAD_CHARS}${MARK_END}`;

export interface Trimmed {
  readonly messages: readonly ModelMessage[];
  readonly freedChars: number;
}

/**
 * Leaves out old tool output, the oldest first, until `wantedChars` are freed. The newest `keptChars` of the conversation
 * stay as they are.
 */
export const trimToolOutput = (messages: readonly ModelMessage[], wantedChars: number, keptChars: number): Trimmed => {
  let newer = 0;
  let firstKept = messages.length;
  while (firstKept > 0 && newer < keptChars) {
    firstKept -= 1;
    const message = messages[firstKept];
    newer += message?.role === 'assistant' ? JSON.stringify(message.content).length : (message?.text.length ?? 0);
  }
  let freedChars = 0;
  const trimmed = messages.map((message, index) => {
    if (index >= firstKept || freedChars >= wantedChars) return message;
    if (message.role !== 'tool' || message.text.length <= KEPT_MAX_CHARS || isTrimmed(message.text)) return message;
    const text = trimmedText(message.text);
    freedChars += message.text.length - text.length;
    return { ...message, text };
  });
  return { messages: freedChars === 0 ? messages : trimmed, freedChars };
};
