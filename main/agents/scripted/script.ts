/**
 * What a script of the scripted agent may say: a list of steps, and further lists for the messages that follow.
 *
 * A script stands in the prompt as a fenced block, or is one of the scripts that ship with the app:
 *
 *     Anything in front of it is read by people only.
 *     ```script
 *     { "steps": [{ "do": "say", "text": "Hello" }], "then": [[{ "do": "say", "text": "Hello again" }]] }
 *     ```
 *     ```script
 *     { "use": "demo-rounding" }
 *     ```
 *
 * The block may also hold the bare list of steps. Times are milliseconds, paths are relative to the worktree.
 */
import { z } from '#contract/zod.ts';
import { PlanStep } from '#contract/items.ts';

const Millis = z.number().int().min(0).max(3_600_000);
const streamed = {
  text: z.string().max(1_000_000),
  /** Characters per piece and the pause before each piece. */
  chunk: z.number().int().min(1).max(1_000_000).default(24),
  delayMs: Millis.default(0),
};
/** Ask first even where the policy would not: the reason that the question gives. */
const ask = z.string().max(2000).optional();
/** What follows a denial: the next step, or the end of the turn with a closing sentence. */
const whenDenied = z.enum(['go-on', 'end']).default('go-on');

export const FileEdit = z.union([
  /** The whole new content; makes the file and its folders when they are not there. */
  z.strictObject({ path: z.string().min(1), content: z.string() }),
  /** Replaces the first occurrence; fails when there is none, unless the new text is there already. */
  z.strictObject({ path: z.string().min(1), find: z.string().min(1), replace: z.string() }),
  z.strictObject({ path: z.string().min(1), remove: z.literal(true) }),
]);
export type FileEdit = z.infer<typeof FileEdit>;

export const ScriptStep = z.discriminatedUnion('do', [
  /** `{ "do": "say", "text": "I look at the tests.", "chunk": 12, "delayMs": 30 }` In the text, `{{id}}` is the answer to question `id`. */
  z.strictObject({ do: z.literal('say'), ...streamed }),
  /** `{ "do": "think", "text": "The rounding is wrong." }` */
  z.strictObject({ do: z.literal('think'), ...streamed }),
  /** `{ "do": "run", "command": "node --test", "ask": "to see that it works" }` Runs for real, by the shell, in the worktree. */
  z.strictObject({ do: z.literal('run'), command: z.string().min(1), ask, whenDenied }),
  /** `{ "do": "change", "files": [{ "path": "a.txt", "content": "new\n" }], "ask": "it is generated" }` */
  z.strictObject({ do: z.literal('change'), files: z.array(FileEdit).min(1), ask, whenDenied }),
  /** `{ "do": "plan", "steps": [{ "text": "Read", "status": "done" }] }` A later plan of the turn replaces it. */
  z.strictObject({ do: z.literal('plan'), steps: z.array(PlanStep), text: z.string().default('') }),
  /** `{ "do": "ask", "id": "currency", "text": "Which currency?", "options": ["EUR", "USD"] }` */
  z.strictObject({
    do: z.literal('ask'),
    id: z.string().min(1).max(64),
    header: z.string().default('Question'),
    text: z.string().min(1),
    options: z.array(z.union([z.string(), z.strictObject({ label: z.string(), description: z.string() })])).default([]),
    many: z.boolean().default(false),
    freeText: z.boolean().default(true),
    secret: z.boolean().default(false),
  }),
  /** `{ "do": "tool", "server": "docs", "tool": "search", "input": { "q": "x" }, "output": "3 hits" }` Shown only; nothing is called. */
  z.strictObject({
    do: z.literal('tool'),
    server: z.string().nullable().default(null),
    tool: z.string().min(1),
    input: z.json().default({}),
    output: z.string().default(''),
    failed: z.boolean().default(false),
    delayMs: Millis.default(0),
    ask,
    whenDenied,
  }),
  /** `{ "do": "subagent", "title": "Reviewer", "text": "All fine." }` */
  z.strictObject({ do: z.literal('subagent'), title: z.string(), ...streamed }),
  /** `{ "do": "compact", "text": "Earlier turns were summed up." }` */
  z.strictObject({ do: z.literal('compact'), text: z.string() }),
  /** `{ "do": "title", "title": "Fix rounding" }` */
  z.strictObject({ do: z.literal('title'), title: z.string().min(1).max(200) }),
  /** `{ "do": "usage", "inputTokens": 1200, "outputTokens": 80 }` Of the turn so far; else it is reckoned from the text. */
  z.strictObject({
    do: z.literal('usage'),
    inputTokens: z.number().int().min(0),
    cachedTokens: z.number().int().min(0).default(0),
    outputTokens: z.number().int().min(0),
    contextTokens: z.number().int().nullable().default(null),
    contextWindow: z.number().int().nullable().default(null),
    costUsd: z.number().nullable().default(null),
  }),
  /** `{ "do": "limits", "text": "80 % of the weekly limit is used" }` */
  z.strictObject({ do: z.literal('limits'), text: z.string(), resetsAt: z.number().int().nullable().default(null) }),
  /** `{ "do": "notice", "level": "warning", "text": "The model was changed" }` */
  z.strictObject({
    do: z.literal('notice'),
    level: z.enum(['info', 'warning', 'error']).default('info'),
    text: z.string(),
    action: z.string().optional(),
  }),
  /** `{ "do": "wait", "ms": 500 }` */
  z.strictObject({ do: z.literal('wait'), ms: Millis }),
  /** `{ "do": "hang" }` Goes on only when the turn is stopped. */
  z.strictObject({ do: z.literal('hang') }),
  /** `{ "do": "fail", "message": "The model is overloaded.", "times": 1 }` Fails the turn, the first `times` times it is reached in the conversation. */
  z.strictObject({
    do: z.literal('fail'),
    message: z.string().min(1),
    action: z.string().optional(),
    retryable: z.boolean().default(true),
    times: z.number().int().min(1).default(1_000_000),
  }),
  /** `{ "do": "crash", "during": "text" }` The agent dies at that stage: the item stays half-done, the turn fails. */
  z.strictObject({ do: z.literal('crash'), during: z.enum(['start', 'text', 'command', 'approval']).default('start') }),
  /** `{ "do": "garbage", "frame": "{\"method\":" }` An event that the backend does not understand. */
  z.strictObject({ do: z.literal('garbage'), frame: z.string().default('{"method":"no/such","params":[') }),
  /** `{ "do": "burst", "perSecond": 50, "seconds": 10 }` Text at a steady rate, for benches: one piece of `chars` characters per event, which begins with the time. */
  z.strictObject({
    do: z.literal('burst'),
    perSecond: z.number().min(0.1).max(10_000),
    seconds: z.number().min(0).max(3600),
    chars: z.number().int().min(1).max(100_000).default(40),
  }),
]);
export type ScriptStep = z.infer<typeof ScriptStep>;
/** A step as it is written, defaults left out. */
export type ScriptStepText = z.input<typeof ScriptStep>;

const Steps = z.array(ScriptStep).max(10_000);
export const Script = z.strictObject({
  steps: Steps,
  /** What answers the second message, the third, and so on, when they carry no script of their own. */
  then: z.array(Steps).max(100).default([]),
});
export type Script = z.infer<typeof Script>;
export type ScriptText = z.input<typeof Script>;

/**
 * A script for a long task (docs/words.md), whose every role gets the user's words: the planner plays `planner`, the evaluator
 * of round n the nth of `evaluators` (the last one for those after it), everybody else `generator`.
 */
export const RoleScripts = z.strictObject({ planner: Script, generator: Script, evaluators: z.array(Script).min(1) });

export const ScriptReference = z.strictObject({ use: z.string().min(1) });
