/**
 * What commands printed, from an agent's own record of the conversation: for agents that tell over the protocol that a command ran,
 * and not what came of it. The record is the agent's; what is not found there is not shown.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldsOf, inner, fieldsIn, text } from '#main/agents/fields.ts';
import { placeOf } from './own-folders.ts';
import type { AcpPreset, CommandRecords } from './preset.ts';

export interface CommandResult {
  readonly output: string;
  readonly exitCode: number | null;
}

/** The end of a record is enough: what has just ended stands there. */
const TAIL_BYTES = 4 * 1024 * 1024;
/** It is written a moment after it is told. */
const TRIES = 12;
const PAUSE_MS = 60;

const tailOf = async (file: string): Promise<string> => {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    await handle.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    await handle.close();
  }
};

const readLine = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

/** In the text of a record; null when it holds no answer of this call. */
export const resultIn = (record: string, call: string, { output, exitCode }: CommandRecords): CommandResult | null => {
  for (const line of record.split('\n').toReversed()) {
    if (!line.includes(call) || !line.includes('functionResponse')) continue;
    const answers = fieldsIn(fieldsOf(readLine(line)), 'content').map((part) => inner(part, 'functionResponse'));
    const answer = answers.find((part) => text(part, 'id') === call);
    const said = answer === undefined ? null : text(inner(answer, 'response'), 'output');
    if (said === null) continue;
    const code = exitCode.exec(said)?.[1];
    return { output: output.exec(said)?.[1] ?? '', exitCode: code === undefined ? 0 : Number(code) };
  }
  return null;
};

/** Newest first: a conversation that was taken up has several. */
export const recordsOf = async (folder: string, session: string, { below, name }: CommandRecords): Promise<readonly string[]> => {
  const places = await readdir(folder).catch(() => []);
  const found: { readonly path: string; readonly changedMs: number }[] = [];
  for (const place of places) {
    const within = join(folder, place, below);
    for (const file of await readdir(within).catch(() => [])) {
      if (!file.endsWith(name.replace('{session}', session.slice(0, 8)))) continue;
      const path = join(within, file);
      found.push({ path, changedMs: (await stat(path).catch(() => null))?.mtimeMs ?? 0 });
    }
  }
  return found.toSorted((a, b) => b.changedMs - a.changedMs).map(({ path }) => path);
};

/** Null when the record does not tell it. Never throws. */
export const readResult = async (
  preset: AcpPreset,
  environment: Readonly<Record<string, string | undefined>>,
  session: string,
  call: string,
): Promise<CommandResult | null> => {
  const { commandRecords } = preset.quirks;
  const [first] = preset.folders;
  if (commandRecords === undefined || first === undefined) return null;
  const folder = join(placeOf(first, environment), commandRecords.folder);
  try {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      for (const file of await recordsOf(folder, session, commandRecords)) {
        const result = resultIn(await tailOf(file), call, commandRecords);
        if (result !== null) return result;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } catch {
    // Another version keeps its records in another way.
  }
  return null;
};
