/** Takes the data folder for this core, or says who has it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { failure } from '#contract/failure.ts';
import type { DataPaths } from '#main/base/paths.ts';
import { lockFolder, type FolderLock } from '#main/storage/folder-lock.ts';
import { storing } from '#main/storage/storage-failure.ts';

/** The address of the core that is there already, if its host wrote it down. */
const firstAddress = (paths: DataPaths): string => {
  try {
    const { address } = JSON.parse(readFileSync(paths.core, 'utf8')) as { address?: unknown };
    return typeof address === 'string' ? ` at ${address}` : '';
  } catch {
    // It has no door, or is on its way up.
    return '';
  }
};

/** Throws AppError: `busy` when another core runs on the folder, `storage` when the folder cannot be used. */
export const lockDataFolder = (paths: DataPaths): FolderLock => {
  const taken = storing(() => {
    mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
    return lockFolder(paths.lock);
  });
  if (taken !== null) return taken;
  throw failure(
    'busy',
    `Switchyard already runs on this data folder${firstAddress(paths)}.`,
    'Use the one that runs, or set SWITCHYARD_HOME to another folder.',
  );
};
