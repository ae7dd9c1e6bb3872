/** The app's window: one, with the page in it. It remembers where it stood and comes back after its page broke. */
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { after } from '#main/base/disposable.ts';
import { log } from '#main/base/log.ts';
import { appRoot } from '#main/rpc/app-root.ts';
import { pageAddress } from './page-protocol.ts';
import { boundsOnScreen, LEAST_HEIGHT, LEAST_WIDTH, readPlace, writePlace } from './window-place.ts';

/** The page's own background in both themes: what is seen before it has painted. */
const background = { dark: '#0e1013', light: '#f7f8fa' };
const SAVE_AFTER_MS = 500;
/** A page that breaks again within this time is not loaded again by itself. */
const BROKE_AGAIN_WITHIN_MS = 30_000;

const remember = (window: BrowserWindow, file: string): void => {
  const save = (): void => {
    // Before the first of these events nothing is known that the file does not say.
    if (!window.isDestroyed()) writePlace(file, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  let pending = after(0, () => undefined);
  const soon = (): void => {
    void pending.dispose();
    pending = after(SAVE_AFTER_MS, save);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event as 'resize', soon);
  window.on('close', save);
  window.on('closed', () => void pending.dispose());
};

const reloadWhenBroken = (window: BrowserWindow): void => {
  let brokeAt = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error('page gone', { reason, exitCode });
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const isAgain = Date.now() - brokeAt < BROKE_AGAIN_WITHIN_MS;
    brokeAt = Date.now();
    if (!isAgain) window.webContents.reload();
  });
};

/** Opens the window and loads the page. `file` is where its place is remembered. */
export const openWindow = (file: string): BrowserWindow => {
  const place = readPlace(file);
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const window = new BrowserWindow({
    ...boundsOnScreen(place?.bounds ?? null, screens),
    minWidth: LEAST_WIDTH,
    minHeight: LEAST_HEIGHT,
    title: 'Switchyard',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(appRoot, 'out', 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: true,
    },
  });
  if (place?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  remember(window, file);
  reloadWhenBroken(window);
  // Fails only when the window is closed meanwhile, or when the page was never built; then it says so itself.
  window.loadURL(pageAddress).catch((error: unknown) => log.error('page load', { error }));
  return window;
};

/** Brings it to the front, wherever it is. */
export const showWindow = (window: BrowserWindow): void => {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
};
