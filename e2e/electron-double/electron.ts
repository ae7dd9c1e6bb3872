/**
 * A stand-in for the `electron` module in plain Node: the built main runs unchanged, its windows are pages of a real
 * Chromium with the real preload in an isolated world. It proves how the parts are wired together, never Electron
 * itself. What main does not use is not here, so that a new use fails at import or call instead of passing by.
 */
import { runInThisContext } from 'node:vm';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { Menu, MenuItem } from './menu.ts';
import { dialog, nativeTheme, Notification, safeStorage, screen, shell, Tray } from './native.ts';
import { protocol } from './page-host.ts';
import { MessageChannelMain } from './ports.ts';
import { session } from './session.ts';
import { ipcMain } from './web-contents.ts';

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeTheme,
  Notification,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
};

/** What a test sees in `evaluate`. */
const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeTheme,
  Notification,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
};

interface Evaluation {
  readonly id: number;
  readonly source: string;
  readonly arg: unknown;
}

const evaluate = async ({ id, source, arg }: Evaluation): Promise<void> => {
  try {
    const call = runInThisContext(`(${source})`) as (modules: object, arg: unknown) => unknown;
    process.send?.({ kind: 'evaluated', id, value: await call(electron, arg) });
  } catch (error) {
    process.send?.({ kind: 'evaluated', id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
};

process.on('message', (message) => void evaluate(message as Evaluation));
// The test that started it is gone.
process.on('disconnect', () => app.exit(1));
