/**
 * Items: what was said and done in a thread, in order. An item is `live` while it grows, then settles
 * once and is frozen for ever (the database refuses a later change).
 */
import { z } from './zod.ts';
import { AttachmentId, ItemId, Time, TurnId } from './ids.ts';

export const ItemStatus = z.enum(['live', 'done', 'failed', 'declined', 'interrupted']);
export type ItemStatus = z.infer<typeof ItemStatus>;

export const Attachment = z.object({
  id: AttachmentId,
  name: z.string(),
  mime: z.string(),
  bytes: z.number().int().nonnegative(),
});
export type Attachment = z.infer<typeof Attachment>;

export const ChangedFile = z.object({
  path: z.string(),
  kind: z.enum(['add', 'update', 'delete', 'move']),
  /** Where it was before a move. */
  from: z.string().optional(),
  added: z.number().int().nonnegative().optional(),
  deleted: z.number().int().nonnegative().optional(),
  /** The agent's own unified diff, as a hint; git tells the truth. May be cut, see `diffCut`. */
  diff: z.string().optional(),
  diffCut: z.boolean().optional(),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

export const PlanStep = z.object({ text: z.string(), status: z.enum(['pending', 'active', 'done']) });
export type PlanStep = z.infer<typeof PlanStep>;

/** What a tool is for, where the agent says so: chooses the icon and how input and output are shown. */
export const ToolUse = z.enum(['read', 'search', 'web-search', 'fetch', 'mcp', 'image', 'other']);
export type ToolUse = z.infer<typeof ToolUse>;

/** Where something that was said comes from. */
export const Citation = z.object({ title: z.string(), url: z.string() });
export type Citation = z.infer<typeof Citation>;

const base = {
  id: ItemId,
  /** The item of kind `subagent` that this one belongs to. */
  parent: ItemId.optional(),
  turn: TurnId.nullable(),
  /** Position in the thread's log: 1, 2, 3 … without gaps. */
  position: z.number().int().positive(),
  status: ItemStatus,
  startedAt: Time,
  endedAt: Time.nullable(),
};
const output = {
  /** What is shown: the head and the tail when the whole is longer than `OUTPUT_SHOWN_CHARS`. */
  output: z.string(),
  /** Length of the whole output; the whole is read with `threads.output`. */
  outputBytes: z.number().int().nonnegative(),
  exitCode: z.number().int().nullable(),
};

export const Item = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('user'),
    text: z.string(),
    attachments: z.array(Attachment).readonly(),
    /** How it reached the agent: it began a turn, or it steered a running one. */
    delivery: z.enum(['turn', 'steer']),
  }),
  z.object({
    ...base,
    kind: z.literal('assistant'),
    text: z.string(),
    citations: z.array(Citation).readonly().optional(),
    images: z.array(Attachment).readonly().optional(),
  }),
  z.object({ ...base, kind: z.literal('reasoning'), text: z.string() }),
  z.object({ ...base, kind: z.literal('command'), command: z.string(), cwd: z.string().nullable(), ...output }),
  /** A setup, teardown or run command of the project, run by the app and not by the agent. */
  z.object({
    ...base,
    kind: z.literal('setup'),
    use: z.enum(['setup', 'teardown', 'run']),
    /** What the project calls a run command; null for the others. */
    name: z.string().nullable(),
    command: z.string(),
    cwd: z.string().nullable(),
    ...output,
  }),
  z.object({ ...base, kind: z.literal('file-change'), changes: z.array(ChangedFile).readonly() }),
  z.object({
    ...base,
    kind: z.literal('tool'),
    /** MCP server or other provider of the tool. */
    server: z.string().nullable(),
    tool: z.string(),
    /** What it does here, in the agent's words: `Read src/a.ts`. */
    title: z.string().optional(),
    use: ToolUse.optional(),
    /** Images among its results. */
    images: z.array(Attachment).readonly().optional(),
    citations: z.array(Citation).readonly().optional(),
    /** JSON text, cut to `OUTPUT_SHOWN_CHARS`. */
    input: z.string(),
    ...output,
  }),
  z.object({ ...base, kind: z.literal('plan'), steps: z.array(PlanStep).readonly(), text: z.string() }),
  /** Another agent that this one set to work; what it does are the items with this one as `parent`. `text`: its result. */
  z.object({
    ...base,
    kind: z.literal('subagent'),
    title: z.string(),
    text: z.string(),
    /** Which kind of sub-agent, as the agent names it. */
    agent: z.string().optional(),
    prompt: z.string().optional(),
  }),
  /** The agent's own review mode: what it looked at, and what it found, as Markdown. */
  z.object({ ...base, kind: z.literal('review'), title: z.string(), text: z.string() }),
  /** The context was summed up, or handed over: then `progress` is the path of the progress file, and `text` the whole of it. */
  z.object({ ...base, kind: z.literal('compaction'), text: z.string(), progress: z.string().optional() }),
  /** The sandbox, or the policy behind it, did not let something through. */
  z.object({
    ...base,
    kind: z.literal('refusal'),
    what: z.string(),
    why: z.string(),
    /** How to allow it; absent where nothing should, or where `hosts` can be allowed by a button. */
    allow: z.string().optional(),
    /** `HOST:PORT` or `HOST`: those that can be allowed by name. */
    hosts: z.array(z.string()).readonly(),
  }),
  /**
   * Something the app or the agent has to say that is no part of the conversation: a recovery report, a retry,
   * an event of the agent that we do not know (`raw` holds it as JSON text, never dropped).
   */
  z.object({
    ...base,
    kind: z.literal('notice'),
    level: z.enum(['info', 'warning', 'error']),
    text: z.string(),
    action: z.string().optional(),
    raw: z.string().optional(),
    /** A request to the provider is tried again: the `attempt`-th of `of` tries, at `at`. */
    retry: z.object({ attempt: z.number().int(), of: z.number().int().nullable(), at: Time.nullable() }).optional(),
    /** A limit is reached or near; when it is lifted. */
    resetsAt: Time.nullable().optional(),
  }),
]);
export type Item = z.infer<typeof Item>;
export type ItemKind = Item['kind'];
export type ItemOf<K extends ItemKind> = Extract<Item, { kind: K }>;

/** Field of a live item that grows by appending. */
export const GrowingField = z.enum(['text', 'output', 'input']);
export type GrowingField = z.infer<typeof GrowingField>;

/** Longest output kept in an item, in UTF-16 units: three quarters of it from the end. */
export const OUTPUT_SHOWN_CHARS = 32_768;
const CUT_MARK = '\n… cut here; open the whole output to read on …\n';

/** Appends to what is shown of an output and keeps it within bounds. Pure: core and renderer give the same. */
export const appendShown = (shown: string, chunk: string): string => {
  const whole = shown + chunk;
  if (whole.length <= OUTPUT_SHOWN_CHARS) return whole;
  const headChars = OUTPUT_SHOWN_CHARS / 4;
  const cut = whole.indexOf(CUT_MARK);
  const head = cut >= 0 && cut <= headChars ? whole.slice(0, cut) : whole.slice(0, headChars);
  const tail = whole.slice(whole.length - (OUTPUT_SHOWN_CHARS - headChars - CUT_MARK.length));
  return head + CUT_MARK + tail;
};
