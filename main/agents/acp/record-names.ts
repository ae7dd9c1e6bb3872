/**
 * Gemini CLI 0.61 names the record of a conversation by the minute, and makes one of that name anew before it reads the old: taken
 * up within the minute that it was begun in, a conversation would be emptied. So its record is given an earlier minute first.
 */
import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { log } from '#main/base/log.ts';
import { recordsOf } from './command-records.ts';
import { placeOf } from './own-folders.ts';
import type { AcpPreset } from './preset.ts';

const MINUTE_MS = 60_000;
/** So many are tried. */
const MINUTES_BACK = 30;

/** `2026-11-22T18-06`, in UTC. */
const minuteOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replaceAll(':', '-');

/** Null where the name is of another minute than this one and the next. No name that is taken is given. */
export const earlierName = (name: string, now: number, taken: readonly string[]): string | null => {
  const current = [minuteOf(now), minuteOf(now + MINUTE_MS)].find((minute) => name.includes(minute));
  if (current === undefined) return null;
  const names = Array.from({ length: MINUTES_BACK }, (_, back) => name.replace(current, minuteOf(now - (back + 1) * MINUTE_MS)));
  return names.find((earlier) => !taken.includes(earlier)) ?? null;
};

/** Never throws: then it is as if nothing had been done. */
export const stepAside = async (
  preset: AcpPreset,
  environment: Readonly<Record<string, string | undefined>>,
  session: string,
): Promise<void> => {
  const { commandRecords } = preset.quirks;
  const [first] = preset.folders;
  if (commandRecords?.namedByMinute !== true || first === undefined) return;
  try {
    const paths = await recordsOf(join(placeOf(first, environment), commandRecords.folder), session, commandRecords);
    const taken = paths.map((path) => basename(path));
    for (const path of paths) {
      const name = earlierName(basename(path), Date.now(), taken);
      if (name === null) continue;
      await rename(path, join(dirname(path), name));
      taken.push(name);
    }
  } catch (error) {
    log.warning('acp.step-aside', { error });
  }
};
