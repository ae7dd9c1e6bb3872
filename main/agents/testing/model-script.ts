/**
 * What the model server answers. The script stands in the user's message, so that any number of conversations run
 * at once and the server keeps no state but how often a fault with `times` has happened:
 *
 *     ```model
 *     [{ "run": "ls" }, { "say": "Done" }]
 *     ```
 *
 * The i-th step answers the i-th model call after that message. A step is one block or a list of blocks. Which call it
 * is, is read from the ids of the tool calls in the history (`call_s<step>_…`).
 */
import { z } from '#contract/zod.ts';

const Millis = z.number().int().min(0);
const pace = { chunk: z.number().int().min(1).optional(), delayMs: Millis.optional() };

const count = z.number().int().min(0);
const times = count.min(1).optional();
const ScriptedUsage = z.object({
  input: count,
  cached: count.default(0),
  written: count.default(0),
  output: count,
  reasoning: count.default(0),
});
export type ScriptedUsage = z.infer<typeof ScriptedUsage>;

export const ModelBlock = z.union([
  /** Text of the answer, in pieces of `chunk` characters with a pause before each. */
  z.strictObject({ say: z.string(), ...pace }),
  z.strictObject({ think: z.string(), ...pace }),
  /** A command, by whichever shell tool the client offers. `args` are added to the call. */
  z.strictObject({ run: z.string(), args: z.record(z.string(), z.unknown()).optional() }),
  /** A patch in the form of apply_patch. */
  z.strictObject({ patch: z.string() }),
  /** Any tool by its name. */
  z.strictObject({ call: z.string(), args: z.record(z.string(), z.unknown()).default({}) }),
  /** Pause before the first byte. */
  z.strictObject({ waitMs: Millis }),
  /** An HTTP error in place of an answer; with `times` only so often, then the rest of the step is answered. */
  z.strictObject({
    status: z.number().int().min(400).max(599),
    message: z.string().default('refused by the script'),
    code: z.string().nullable().default(null),
    headers: z.record(z.string(), z.string()).default({}),
    times,
  }),
  /** The connection breaks: at once, or after what stands before it in the step. */
  z.strictObject({ cut: z.literal(true), times }),
  /** Nothing more comes until the client gives up. */
  z.strictObject({ hang: z.literal(true) }),
  /** The stream ends with an error event of this code. */
  z.strictObject({ failed: z.string() }),
  /** The answer ends because it has reached its longest length. */
  z.strictObject({ truncated: z.literal(true) }),
  /** The model declines, with these words. */
  z.strictObject({ refuse: z.string() }),
  /** Tokens as they are told with the answer; `cached` and `written` are parts of `input`, `reasoning` is one of `output`. */
  z.strictObject({ usage: ScriptedUsage }),
  z.strictObject({ headers: z.record(z.string(), z.string()) }),
]);
export type ModelBlock = z.infer<typeof ModelBlock>;
export type ModelBlockText = z.input<typeof ModelBlock>;
export type ModelStepText = ModelBlockText | readonly ModelBlockText[];

const ModelScript = z.array(z.union([z.array(ModelBlock), ModelBlock]));

/** A message that makes the model answer this. `words` is what a person reads. */
export const modelMessage = (steps: readonly ModelStepText[], words = 'Do as the script says.'): string =>
  `${words}\n\n\`\`\`model\n${JSON.stringify(steps)}\n\`\`\``;

export interface HistoryEntry {
  readonly role: 'user' | 'other';
  readonly text: string;
  /** Id of a tool call, else empty. */
  readonly callId: string;
}

const FENCE = /```model\s*\n([\s\S]*?)\n```/g;

const scriptIn = (text: string): readonly (readonly ModelBlock[])[] | null => {
  const block = [...text.matchAll(FENCE)].at(-1)?.[1];
  if (block === undefined) return null;
  try {
    return ModelScript.parse(JSON.parse(block)).map((step) => (Array.isArray(step) ? step : [step]));
  } catch (error) {
    return [[{ say: `The model script makes no sense: ${error instanceof Error ? error.message : String(error)}` }]];
  }
};

/** What codex adds to a conversation by itself, such as `<environment_context>`, is no message of the user's. */
const isFromUser = (entry: HistoryEntry): boolean =>
  entry.role === 'user' && entry.text !== '' && !/^\s*(?:<|# AGENTS\.md)/.test(entry.text);

export interface ModelStep {
  /** Of the script; 0 is the first. */
  readonly number: number;
  readonly blocks: readonly ModelBlock[];
  /** The message that has the script. */
  readonly message: string;
}

/** The step that answers this history, with its number. */
export const stepFor = (history: readonly HistoryEntry[]): ModelStep => {
  const last = history.findLastIndex(isFromUser);
  const text = history[last]?.text ?? '';
  const script = scriptIn(text);
  if (script === null) return { number: 0, blocks: [{ say: `You said: ${text.slice(-200)}` }], message: text };
  const numbers = history.slice(last).flatMap(({ callId }) => /^call_s(\d+)_/.exec(callId)?.[1] ?? []);
  const number = Math.max(-1, ...numbers.map(Number)) + 1;
  return { number, blocks: script[number] ?? [{ say: 'Done.' }], message: text };
};
