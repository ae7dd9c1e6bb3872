/**
 * Says when a project should be looked at again: its folder went or came, its settings file was saved, another branch was
 * checked out. Watches single folders, never a tree.
 */
import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
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

/** The nearest folder above that exists, and the name below it that would bring the project back. */
const nearest = async (path: string): Promise<{ readonly folder: string; readonly name: string }> => {
  let [folder, name] = [dirname(path), basename(path)];
  while (
    dirname(folder) !== folder &&
    !(await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    ))
  )
    [folder, name] = [dirname(folder), basename(folder)];
  return { folder, name };
};

/** `onChange` is called once per burst; after it the watch must be made anew, as folders may have been replaced. */
export const watchProject = (path: string, onChange: () => void): Disposable => {
  const watchers: (FSWatcher | null)[] = [];
  let timer: Disposable | null = null;
  let over = false;
  const soon = (): void => {
    if (over) return;
    timer ??= after(SOON_MILLISECONDS, onChange);
  };
  watchers.push(tryWatch(path, new Set([FILE_NAME, '.git', 'HEAD']), soon), tryWatch(join(path, '.git'), new Set(['HEAD']), soon));
  void nearest(path).then(({ folder, name }) => {
    if (over) return;
    watchers.push(tryWatch(folder, new Set([name]), soon));
  });
  return {
    dispose: () => {
      over = true;
      void timer?.dispose();
      for (const watcher of watchers) watcher?.close();
    },
  };
};
