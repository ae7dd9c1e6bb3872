/** Decides what a message makes the scripted agent play. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memory } from './conversation.ts';
import { defaultNotesFile, defaultPerformance } from './default-performance.ts';
import { readScript } from './read-script.ts';
import type { ScriptStep } from './script.ts';

export type Chosen =
  { readonly kind: 'play'; readonly memory: Memory; readonly words: string | null } | { readonly kind: 'garbage'; readonly why: string };

/** The list of steps that the memory stands in. */
export const partOf = (memory: Memory): readonly ScriptStep[] =>
  (memory.part === 0 ? memory.script?.steps : memory.script?.then[memory.part - 1]) ?? [];

const notes = async (cwd: string): Promise<string | null> => {
  try {
    return await readFile(join(cwd, defaultNotesFile), 'utf8');
  } catch {
    return null;
  }
};

/**
 * In this order: the script in the message; the rest of a turn that was cut by a crash; the script's answer to the next
 * message; the short performance.
 */
export const choosePart = async (memory: Memory, message: string, cwd: string): Promise<Chosen> => {
  const turns = memory.turns + 1;
  const found = readScript(message);
  if (found.kind === 'garbage') return found;
  if (found.kind === 'script') {
    const again = memory.script !== null && JSON.stringify(memory.script) === JSON.stringify(found.script);
    return {
      kind: 'play',
      words: null,
      memory: { script: found.script, part: 0, step: 0, open: true, turns, reached: again ? memory.reached : {} },
    };
  }
  if (memory.open && memory.step < partOf(memory).length) {
    const words = `I was cut off. I go on with step ${memory.step + 1} of ${partOf(memory).length}.`;
    return { kind: 'play', words, memory: { ...memory, turns } };
  }
  if (memory.script !== null && memory.part < memory.script.then.length) {
    return { kind: 'play', words: null, memory: { ...memory, part: memory.part + 1, step: 0, open: true, turns } };
  }
  const script = defaultPerformance(message, turns, await notes(cwd));
  return { kind: 'play', words: null, memory: { script, part: 0, step: 0, open: true, turns, reached: {} } };
};
