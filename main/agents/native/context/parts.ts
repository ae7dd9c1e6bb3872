/**
 * What fills the context, part by part. Characters are counted exactly; the provider's own count of a call scales them to
 * tokens, so that the parts always add up to what was billed.
 */
import { contextParts, type ContextPart, type PartTokens } from '#contract/context.ts';
import type { AssistantContent, ModelMessage, ModelTool } from '#main/models/model-client.ts';

/** The system prompt in its parts, in the order in which they stand: what changes least first, so that providers cache it. */
export interface PromptParts {
  readonly system: string;
  readonly instructions: string;
  readonly skills: string;
}

export const systemText = ({ system, instructions, skills }: PromptParts): string =>
  [system, instructions, skills].filter((text) => text !== '').join('\n\n');

/** What is sent with a call. */
export interface ContextContent {
  readonly prompt: PromptParts;
  readonly tools: readonly ModelTool[];
  readonly messages: readonly ModelMessage[];
}

export type PartChars = Readonly<Record<ContextPart, number>>;

/** How user messages begin that we made ourselves: guidance that came after the prompt. */
export const INSTRUCTIONS_BEGIN = '<instructions';
export const SKILL_BEGIN = '<skill';

/** An image costs about a thousand tokens whatever its bytes; here in characters. */
const IMAGE_CHARS = 4_000;
const MESSAGE_CHARS = 12;

const zero: PartChars = { system: 0, tools: 0, instructions: 0, skills: 0, user: 0, assistant: 0, reasoning: 0, 'tool-output': 0 };

const charsOf = (content: AssistantContent): number => {
  if (content.kind === 'tool-call') return content.tool.length + content.input.length;
  if (content.text !== '' || content.provider === null || content.provider === undefined) return content.text.length;
  // Reasoning that only the provider can read is sent all the same.
  return JSON.stringify(content.provider).length;
};

const partOfUser = (text: string): ContextPart => {
  if (text.startsWith(INSTRUCTIONS_BEGIN)) return 'instructions';
  return text.startsWith(SKILL_BEGIN) ? 'skills' : 'user';
};

const addMessage = (counts: Record<ContextPart, number>, message: ModelMessage): void => {
  switch (message.role) {
    case 'user':
      counts[partOfUser(message.text)] += MESSAGE_CHARS + message.text.length + message.images.length * IMAGE_CHARS;
      return;
    case 'tool':
      counts['tool-output'] += MESSAGE_CHARS + message.text.length;
      return;
    case 'assistant':
      counts.assistant += MESSAGE_CHARS;
      for (const content of message.content) counts[content.kind === 'reasoning' ? 'reasoning' : 'assistant'] += charsOf(content);
  }
};

/** Characters by part of what a call sends. */
export const measureParts = ({ prompt, tools, messages }: ContextContent): PartChars => {
  const counts: Record<ContextPart, number> = {
    ...zero,
    system: prompt.system.length,
    instructions: prompt.instructions.length,
    skills: prompt.skills.length,
    tools: tools.length === 0 ? 0 : JSON.stringify(tools).length,
  };
  for (const message of messages) addMessage(counts, message);
  return counts;
};

export const totalChars = (chars: PartChars): number => contextParts.reduce((sum, part) => sum + chars[part], 0);

/** Shares a call's input tokens out over the parts; the sum is exactly `inputTokens`. */
export const scaleParts = (chars: PartChars, inputTokens: number): PartTokens => {
  const total = totalChars(chars);
  const tokens: Record<ContextPart, number> = { ...zero };
  if (total === 0) return { ...tokens, system: inputTokens };
  const shares = contextParts.map((part) => ({ part, share: (chars[part] / total) * inputTokens }));
  let rest = inputTokens;
  for (const { part, share } of shares) {
    tokens[part] = Math.floor(share);
    rest -= Math.floor(share);
  }
  const byRemainder = shares.toSorted((a, b) => (b.share % 1) - (a.share % 1));
  for (const { part } of byRemainder.slice(0, rest)) tokens[part] += 1;
  return tokens;
};

/** Before the provider has counted anything. */
export const CHARS_PER_TOKEN = 3.5;

/** What a call teaches for the next one: a provider that counts nothing teaches nothing. */
export const learnCharsPerToken = (content: ContextContent, inputTokens: number): number =>
  inputTokens <= 0 ? CHARS_PER_TOKEN : Math.min(8, Math.max(1, totalChars(measureParts(content)) / inputTokens));

export const estimateTokens = (content: ContextContent, charsPerToken: number): number =>
  Math.ceil(totalChars(measureParts(content)) / charsPerToken);
