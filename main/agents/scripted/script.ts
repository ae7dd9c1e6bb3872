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
import { LimitWindow } from '#contract/agents.ts';
import { Question } from '#contract/approvals.ts';
import { Citation, PlanStep, ToolUse } from '#contract/items.ts';

const Millis = z.number().int().min(0).max(3_600_000);
const streamed = {
  text: z.string().max(1_000_000),
  /** Characters per piece and the pause before each piece. */
  chunk: z.number().int().min(1).max(1_000_000).default(24),
  delayMs: Millis.default(0),
};
/** Ask first even where the policy would not: the reason that the question gives. */
const ask = z.string().max(2000).optional();
/** Pictures that are shown: paths relative to the worktree, or a colour for one that is made up. */
const images = z.array(z.union([z.string().min(1), z.strictObject({ color: z.string().regex(/^#[0-9a-f]{6}$/) })])).optional();
const citations = z.array(Citation).optional();
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

const PlainStep = z.discriminatedUnion('do', [
  /** `{ "do": "say", "text": "I look at the tests.", "chunk": 12, "delayMs": 30 }` In the text, `{{id}}` is the answer to question `id`. */
  z.strictObject({ do: z.literal('say'), ...streamed, images, citations }),
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
  /** `{ "do": "form", "title": "Sign up", "questions": [{ "id": "name", "text": "Your name" }] }` Several questions at once; as an MCP server asks. */
  z.strictObject({
    do: z.literal('form'),
    title: z.string().min(1),
    reason: z.string().optional(),
    url: z.string().optional(),
    questions: z.array(
      Question.extend({
        header: z.string().default(''),
        options: Question.shape.options.default([]),
        many: z.boolean().default(false),
        freeText: z.boolean().default(false),
        secret: z.boolean().default(false),
      }),
    ),
  }),
  /** `{ "do": "tool", "server": "docs", "tool": "search", "input": { "q": "x" }, "output": "3 hits" }` Shown only; nothing is called. */
  z.strictObject({
    do: z.literal('tool'),
    server: z.string().nullable().default(null),
    tool: z.string().min(1),
    input: z.json().default({}),
    output: z.string().default(''),
    /** Input and output are as many characters longer, for tests of huge values. */
    fill: z.number().int().min(0).max(10_000_000).default(0),
    title: z.string().optional(),
    use: ToolUse.optional(),
    images,
    citations,
    failed: z.boolean().default(false),
    delayMs: Millis.default(0),
    ask,
    whenDenied,
  }),
  /** `{ "do": "review", "title": "Uncommitted changes", "text": "- **src/a.ts:3** …" }` */
  z.strictObject({ do: z.literal('review'), title: z.string(), ...streamed }),
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
    cacheWriteTokens: z.number().int().min(0).default(0),
    reasoningTokens: z.number().int().min(0).default(0),
    model: z.string().optional(),
  }),
  /** `{ "do": "limits", "text": "80 % of the weekly limit is used" }` */
  z.strictObject({
    do: z.literal('limits'),
    text: z.string(),
    resetsAt: z.number().int().nullable().default(null),
    /** From now; instead of `resetsAt`. */
    resetsInMs: z.number().int().min(0).optional(),
    windows: z
      .array(LimitWindow.omit({ resetsAt: true }).extend({ resetsInMs: z.number().int().nullable().default(null) }))
      .readonly()
      .default([]),
  }),
  /** `{ "do": "retry", "text": "The provider is overloaded.", "attempts": 2, "of": 5, "everyMs": 2000 }` Waits before each attempt. */
  z.strictObject({
    do: z.literal('retry'),
    text: z.string(),
    attempts: z.number().int().min(1).max(100).default(1),
    of: z.number().int().nullable().default(null),
    everyMs: Millis.default(1_000),
  }),
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
    details: z.string().optional(),
    remedy: z.enum(['sign-in', 'limits', 'retry']).optional(),
    resetsInMs: z.number().int().min(0).optional(),
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

/**
 * `{ "do": "subagent", "title": "Reviewer", "prompt": "Look for races", "steps": [{ "do": "run", "command": "ls" }], "text": "All fine." }`
 * `text` is its result, said when its steps are done.
 */
const subagent = {
  do: z.literal('subagent'),
  title: z.string(),
  agent: z.string().optional(),
  prompt: z.string().optional(),
  failed: z.boolean().default(false),
  ...streamed,
};
const InnerSubagent = z.strictObject({ ...subagent, steps: z.array(PlainStep).default([]) });
const InnerStep = z.discriminatedUnion('do', [...PlainStep.options, InnerSubagent]);
const Subagent = z.strictObject({ ...subagent, steps: z.array(InnerStep).max(10_000).default([]) });

export const ScriptStep = z.discriminatedUnion('do', [
  ...PlainStep.options,
  Subagent,
  /** `{ "do": "at-once", "parts": [[{ "do": "subagent", "title": "A", "text": "…" }], [{ "do": "subagent", "title": "B", "text": "…" }]] }` */
  z.strictObject({
    do: z.literal('at-once'),
    parts: z
      .array(z.array(z.discriminatedUnion('do', [...PlainStep.options, Subagent])))
      .min(1)
      .max(50),
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
