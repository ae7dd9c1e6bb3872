/**
 * Says when a project should be looked at again: its folder went or came, its settings file was saved, another branch was
 * checked out. Watches single folders, never a tree.
 */
import { existsSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, type Disposable } from '#main/base/disposable.ts';
import { FILE_NAME } from './switchyard-file.ts';

const SOON_MILLISECONDS = 150;

const tryWatch = (folder: string, names: ReadonlySet<string>, onChange: () => void): FSWatcher | null => {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || names.has(name)) onChange();
    });
    watcher.on('error', () => {
      watcher.close();
      onChange();
    });
    return watcher;
  } catch {
    // No permission or no watches left: the project is looked at when it is used.
    return null;
  }
};

/** A folder may come while we go up looking for one; so often the search begins anew. */
const MOST_ROUNDS = 3;

/**
 * Watches the nearest folder above that exists for the name that would bring the project back. All at once and not after a
 * look at the disk: what happens between the watch and the caller's look must not be missed.
 */
const watchAbove = (path: string, onChange: () => void): FSWatcher | null => {
  for (let round = 1; ; round += 1) {
    let [folder, name] = [dirname(path), basename(path)];
    let watcher = tryWatch(folder, new Set([name]), onChange);
    while (watcher === null && dirname(folder) !== folder) {
      [folder, name] = [dirname(folder), basename(folder)];
      watcher = tryWatch(folder, new Set([name]), onChange);
    }
    const came = folder !== dirname(path) && existsSync(join(folder, name));
    if (watcher === null || !came || round === MOST_ROUNDS) return watcher;
    watcher.close();
  }
};

/** `onChange` is called once per burst; after it the watch must be made anew, as folders may have been replaced. */
export const watchProject = (path: string, onChange: () => void): Disposable => {
  let timer: Disposable | null = null;
  let over = false;
  const soon = (): void => {
    if (over) return;
    timer ??= after(SOON_MILLISECONDS, onChange);
  };
  const watchers = [
    tryWatch(path, new Set([FILE_NAME, '.git', 'HEAD']), soon),
    tryWatch(join(path, '.git'), new Set(['HEAD']), soon),
    watchAbove(path, soon),
  ];
  return {
    dispose: () => {
      over = true;
      void timer?.dispose();
      for (const watcher of watchers) watcher?.close();
    },
  };
};
