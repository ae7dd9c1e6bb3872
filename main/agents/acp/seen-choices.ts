/**
 * Models and modes of an agent as they were seen last, kept in a file of ours: asking a program takes seconds, and at every start
 * the answer is the same until the program is another one.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentMode, AgentModel } from '#contract/agents.ts';
import { z } from '#contract/zod.ts';

const Seen = z.object({
  /** Version and configuration that it was seen with. */
  key: z.string(),
  models: z.array(AgentModel).readonly(),
  modes: z.array(AgentMode).readonly(),
  images: z.boolean(),
  lists: z.boolean(),
  resumes: z.boolean(),
  steers: z.boolean(),
});
export type Seen = z.infer<typeof Seen>;

/** Null when nothing is kept for this key. Never throws. */
export const readSeen = async (file: string, key: string): Promise<Seen | null> => {
  try {
    const seen = Seen.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return seen.success && seen.data.key === key ? seen.data : null;
  } catch {
    return null;
  }
};

/** A file that cannot be written is only slower. */
export const writeSeen = async (file: string, seen: Seen): Promise<void> => {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, JSON.stringify(seen));
  } catch {
    // Asked again at the next start.
  }
};
