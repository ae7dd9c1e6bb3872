/** Where a conversation with the scripted agent stands. All of it fits into the session's reference, so that it outlives the process. */
import { randomBytes } from 'node:crypto';
import { z } from '#contract/zod.ts';
import { failure } from '#contract/failure.ts';
import type { SessionReference, SessionStart } from '#main/agents/agent-backend.ts';
import { Script } from './script.ts';

const Memory = z.object({
  script: Script.nullable(),
  /** Which list of the script is played: 0 is `steps`, 1 the first of `then`. */
  part: z.number().int().min(0),
  /** The next step of that list. */
  step: z.number().int().min(0),
  /** A turn was running when this was written. */
  open: z.boolean(),
  /** Messages so far. */
  turns: z.number().int().min(0),
  /** How often a step was reached, by `part:step`. */
  reached: z.record(z.string(), z.number().int()),
});
export type Memory = z.infer<typeof Memory>;

export interface Conversation {
  readonly nativeId: string;
  memory: Memory;
}

const MEMORY_MAX_CHARS = 200_000;
const fresh: Memory = { script: null, part: 0, step: 0, open: false, turns: 0, reached: {} };

const newConversation = (): Conversation => ({ nativeId: `scripted-${randomBytes(8).toString('hex')}`, memory: fresh });

export const referenceOf = ({ nativeId, memory }: Conversation): SessionReference => {
  const text = JSON.stringify(memory);
  // Too long to be kept with the thread: the conversation goes on without the rest of its script.
  return { nativeId, memory: text.length <= MEMORY_MAX_CHARS ? text : JSON.stringify({ ...fresh, turns: memory.turns }) };
};

const MARK_MAX_CHARS = 100_000;

/** Where the conversation stands, as text; null when its script is too long for that. */
export const markOf = ({ memory }: Conversation): string | null => {
  const text = JSON.stringify(memory);
  return text.length <= MARK_MAX_CHARS ? text : null;
};

/** Throws AppError `unavailable` for a mark that is none of ours. */
export const beginConversation = ({ resume, from }: Pick<SessionStart, 'resume' | 'from'>): Conversation => {
  if (resume === null) return newConversation();
  if (from === undefined) return conversationOf(resume);
  const { memory } = conversationOf({ nativeId: resume.nativeId, memory: from.mark });
  if (memory === fresh) throw failure('unavailable', 'The agent does not know that point of the conversation.');
  return { ...(from.fork ? newConversation() : { nativeId: resume.nativeId }), memory };
};

/** A reference of an older form gives a conversation that has forgotten its script. */
const conversationOf = (reference: SessionReference): Conversation => {
  let value: unknown = null;
  try {
    value = JSON.parse(String(reference['memory']));
  } catch {
    // Written by someone else.
  }
  const memory = Memory.safeParse(value);
  return { nativeId: reference.nativeId, memory: memory.success ? memory.data : fresh };
};
