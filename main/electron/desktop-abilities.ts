/** What the desktop can do for the core beyond what a web server can. */
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { BrowserWindow, dialog, safeStorage, shell } from 'electron';
import { failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { HostAbilities, SecretProtection } from '#main/base/host.ts';
import { notifier } from './notifications.ts';

/** Kinds of files that the system would run instead of show. An agent may have written them. */
const runnable = new Set(
  [
    '.app',
    '.appimage',
    '.bat',
    '.cmd',
    '.com',
    '.command',
    '.desktop',
    '.exe',
    '.jar',
    '.js',
    '.jse',
    '.lnk',
    '.msi',
    '.pif',
    '.ps1',
  ].concat(['.reg', '.scpt', '.scr', '.sh', '.tool', '.url', '.vbe', '.vbs', '.webloc', '.workflow', '.wsf']),
);

const anyExecuteBit = 0o111;

/** Whether opening it with the system's own program could run it. */
export const mightRun = (path: string, mode: number, isFolder: boolean): boolean =>
  runnable.has(extname(path).toLowerCase()) || (!isFolder && process.platform !== 'win32' && (mode & anyExecuteBit) !== 0);

const pickFolder = async (): Promise<string | null> => {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const options = { title: 'Add a project', properties: ['openDirectory', 'createDirectory'] } satisfies Electron.OpenDialogOptions;
  const { canceled, filePaths } =
    window === undefined ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
  return canceled ? null : (filePaths[0] ?? null);
};

const openPath = async (path: string): Promise<void> => {
  const found = await stat(path).catch(() => null);
  if (found === null) throw failure('not-found', `There is nothing at ${path}.`);
  if (mightRun(path, found.mode, found.isDirectory())) return shell.showItemInFolder(path);
  const problem = await shell.openPath(path);
  if (problem !== '') throw failure('unavailable', `The system could not open ${path}.`, undefined, { details: problem });
};

/** On Linux without a keyring Electron would only disguise the text: that is no protection. */
const secrets = (): SecretProtection | null => {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    protect: (text) => safeStorage.encryptString(text).toString('base64'),
    unprotect: (text) => safeStorage.decryptString(Buffer.from(text, 'base64')),
  };
};

export const desktopAbilities = (openThread: (thread: ThreadId) => void): HostAbilities => ({
  kind: 'desktop',
  pickFolder,
  openPath,
  notify: notifier(openThread),
  secrets,
  isFocused: () => BrowserWindow.getFocusedWindow() !== null,
});
