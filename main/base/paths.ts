/** Where the app keeps its own files. The data folder is the only place it writes to besides worktrees. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Data folder: `SWITCHYARD_HOME` if set, else the platform's usual place. Absolute. */
export const findDataFolder = (
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string => {
  const chosen = environment['SWITCHYARD_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Switchyard');
    case 'win32':
      return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Switchyard');
    default: {
      const base = environment['XDG_DATA_HOME'];
      return join(base !== undefined && isAbsolute(base) ? base : join(home, '.local', 'share'), 'switchyard');
    }
  }
};

/** Every path inside the data folder has its name here and nowhere else. */
export const dataPaths = (dataFolder: string) => ({
  folder: dataFolder,
  database: join(dataFolder, 'switchyard.db'),
  backups: join(dataFolder, 'backups'),
  blobs: join(dataFolder, 'blobs'),
  attachments: join(dataFolder, 'attachments'),
  /** Last screens of terminals. */
  terminals: join(dataFolder, 'terminals'),
  /** What shells in terminals read. */
  shell: join(dataFolder, 'shell'),
  worktrees: join(dataFolder, 'worktrees'),
  /** Worktrees on their way out; emptied in the background. On the same filesystem as `worktrees`. */
  trash: join(dataFolder, 'trash'),
  temporary: join(dataFolder, 'tmp'),
  /** Index files of ours, one per thread, by which checkpoints know what did not change. May be lost. */
  checkpoints: join(dataFolder, 'checkpoints'),
  /** A folder for each thread: its temporary files, as its sandboxed commands see them. */
  sandboxes: join(dataFolder, 'sandboxes'),
  logs: join(dataFolder, 'logs'),
  /** Bearer token of the web host, mode 0600. */
  token: join(dataFolder, 'token'),
  /** Who runs the core on this folder: written by the lock, completed by the host with its address. */
  lock: join(dataFolder, 'core.lock'),
  core: join(dataFolder, 'core.json'),
  /** Who ends what the core leaves behind when it is killed; the next core waits for it. */
  warden: join(dataFolder, 'warden.json'),
  /** Keys of model providers, mode 0600. */
  keys: join(dataFolder, 'keys.json'),
  /** Agents as the user configured them. */
  config: join(dataFolder, 'config.json'),
  /** Configuration folders of further accounts of agents that were made here. */
  accounts: join(dataFolder, 'accounts'),
  demo: join(dataFolder, 'demo'),
});
export type DataPaths = ReturnType<typeof dataPaths>;
