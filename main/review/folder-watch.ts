/**
 * Says that something changed below a folder. Native, off the main loop, with ignored folders left out and a bound on how
 * many folders are watched at once: past it, and where watching fails, callers live on pokes alone.
 */
import { watch } from 'node:fs';
import type { AsyncSubscription, Options, SubscribeCallback } from '@parcel/watcher';
import { log } from '#main/base/log.ts';
import type { Disposable } from '#main/base/disposable.ts';

const WATCHED_MAX_FOLDERS = 24;

type Subscribe = (folder: string, onEvents: SubscribeCallback, options: Options) => Promise<AsyncSubscription>;

let loaded: Promise<Subscribe | null> | null = null;
const loadSubscribe = (): Promise<Subscribe | null> => {
  loaded ??= import('@parcel/watcher').then(
    (module) => module.subscribe,
    (error: unknown) => {
      log.warning('watch.unavailable', { error });
      return null;
    },
  );
  return loaded;
};

let watched = 0;

export interface FolderWatch extends Disposable {
  /** Resolves when changes from now on are heard, or when it is clear that they will not be. */
  readonly ready: Promise<boolean>;
}

/** git's own small folder for the worktree: HEAD and index tell of commits and staging. Not recursive. */
const watchAdminDir = (folder: string, onChange: () => void): Disposable => {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || !name.endsWith('.lock')) onChange();
    });
    watcher.on('error', () => watcher.close());
    return { dispose: () => watcher.close() };
  } catch {
    // Out of watches: pokes remain.
    return { dispose: () => undefined };
  }
};

export interface FolderWatchRequest {
  readonly folder: string;
  readonly adminDir: string;
  /** Absolute paths of folders that are not watched. */
  readonly ignored: readonly string[];
  readonly onChange: () => void;
}

export const watchFolder = (request: FolderWatchRequest): FolderWatch => {
  const { folder, adminDir, ignored, onChange } = request;
  if (watched >= WATCHED_MAX_FOLDERS) return { ready: Promise.resolve(false), dispose: () => undefined };
  watched += 1;
  const admin = watchAdminDir(adminDir, onChange);
  let over = false;
  const subscription = loadSubscribe()
    .then((subscribe) =>
      over || subscribe === null
        ? null
        : subscribe(folder, (error) => (error === null ? onChange() : undefined), { ignore: [`${folder}/.git`, ...ignored] }),
    )
    .catch((error: unknown) => {
      log.warning('watch.failed', { folder, error });
      return null;
    });
  return {
    ready: subscription.then((made) => made !== null),
    dispose: async () => {
      if (over) return;
      over = true;
      void admin.dispose();
      await (await subscription)?.unsubscribe().catch(() => undefined);
      watched -= 1;
    },
  };
};
