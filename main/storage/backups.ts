/** Copies of the database: one before every migration, and one a day. The newest few are kept. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';

const KEPT_BACKUPS = 3;
const DAY_MS = 86_400_000;
const NAME = /^switchyard-.*\.db$/;

export interface Backup {
  readonly path: string;
  readonly at: number;
}

/** Newest first, by the files' own time. */
export const listBackups = (folder: string): readonly Backup[] => {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return []; // No folder: nothing was backed up yet.
  }
  return names
    .filter((name) => NAME.test(name))
    .map((name) => ({ path: join(folder, name), at: Math.round(statSync(join(folder, name)).mtimeMs) }))
    .sort((a, b) => b.at - a.at || b.path.localeCompare(a.path));
};

const prune = (folder: string): void => {
  for (const backup of listBackups(folder).slice(KEPT_BACKUPS)) rmSync(backup.path, { force: true });
};

const stamp = (now: number): string => new Date(now).toISOString().replaceAll(/[:.]/g, '-');

/** A compact copy, made at once. For boot, before a migration. */
export const backupNow = (database: Database, folder: string, label: string, now: number): string => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `switchyard-${stamp(now)}-${label}.db`);
  const unfinished = `${path}.part`;
  rmSync(unfinished, { force: true });
  database.prepare('VACUUM INTO ?').run(unfinished);
  renameSync(unfinished, path);
  prune(folder);
  return path;
};

/** The daily copy, made beside the work. Does nothing when the newest one is younger than a day. */
export const backupDaily = async (database: Database, folder: string, now: number): Promise<string | null> => {
  const newest = listBackups(folder)[0];
  if (newest !== undefined && Math.abs(now - newest.at) < DAY_MS) return null;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `switchyard-${stamp(now)}-daily.db`);
  const unfinished = `${path}.part`;
  rmSync(unfinished, { force: true });
  await database.backup(unfinished);
  renameSync(unfinished, path);
  prune(folder);
  return path;
};
