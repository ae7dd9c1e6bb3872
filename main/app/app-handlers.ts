/** What the app says about itself, and the few things it does for the user outside of projects and threads. */
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { AppInfo } from '#contract/app.ts';
import { failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import type { z } from '#contract/zod.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { HostAbilities } from '#main/base/host.ts';
import { listFolder } from './folder.ts';
import { openFile } from './open-file.ts';
import type { StatusTopic } from './status-topic.ts';

export interface AppNeeds {
  readonly host: HostAbilities;
  readonly version: string;
  readonly dataFolder: string;
  readonly readOnly: z.output<typeof AppInfo>['readOnly'];
  readonly status: StatusTopic;
  readonly offeredFolder: () => Promise<string | null>;
  readonly demo: () => Promise<Project>;
  /** The thread's folder, when it has one. */
  readonly folderOf: (thread: ThreadId) => string | null;
  /** The setting `editor`. */
  readonly editor: () => string;
}

type AppCall = Extract<keyof Handlers, `app.${string}`>;

export const appHandlers = (needs: AppNeeds): Pick<Handlers, AppCall> => {
  const { host } = needs;
  return {
    'app.info': async () => ({
      version: needs.version,
      host: host.kind,
      platform: process.platform,
      node: process.version,
      dataFolder: needs.dataFolder,
      home: homedir(),
      offeredFolder: await needs.offeredFolder(),
      canPickFolder: host.pickFolder !== undefined,
      canOpenPaths: host.openPath !== undefined,
      readOnly: needs.readOnly,
    }),
    'app.status': () => needs.status,
    'app.demo': () => needs.demo(),
    'app.pick-folder': async () => {
      if (host.pickFolder === undefined) throw failure('unavailable', 'There is no folder dialog here.', 'Type the path of the folder.');
      return await host.pickFolder();
    },
    'app.open-path': async ({ path }) => {
      if (host.openPath === undefined) throw failure('unavailable', 'Files cannot be opened from here.', 'Copy the path instead.');
      if (!isAbsolute(path)) throw failure('invalid', 'The path is not absolute.');
      await stat(path).catch(() => {
        throw failure('not-found', `There is nothing at ${path} (any more).`);
      });
      await host.openPath(path);
      return null;
    },
    'app.open-file': async ({ thread, path, line }) => {
      const folder = needs.folderOf(thread);
      if (folder === null) throw failure('conflict', 'This thread has no folder yet.');
      await openFile(host, needs.editor(), { folder, path, line });
      return null;
    },
    'app.folder': ({ path, hidden }) => listFolder(path, hidden),
  };
};
