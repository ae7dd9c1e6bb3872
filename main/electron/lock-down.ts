/**
 * Keeps the window what it is: our own page and nothing else. No navigation away, no further windows, no webviews,
 * no permission but the few that the page uses. What it links to opens in the user's browser.
 */
import { app, session, shell, type WebContents } from 'electron';
import { log } from '#main/base/log.ts';
import { isPage } from './page-protocol.ts';

const permitted = new Set(['notifications', 'clipboard-read', 'clipboard-sanitized-write']);

const outside = new Set(['https:', 'http:']);

/**
 * Opens a link of the page in the browser: http as well, for that is what a task's own dev server speaks. Any other
 * scheme may start a program, and is ignored.
 */
const openOutside = (address: string): void => {
  if (!outside.has(URL.parse(address)?.protocol ?? '')) return;
  shell.openExternal(address).catch((error: unknown) => log.warning('link', { error }));
};

const lockContents = (contents: WebContents): void => {
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    if (isPage(event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-redirect', (event) => {
    if (!isPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
};

/** Call once, when the app is ready and before the first window. */
export const lockDown = (): void => {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  const own = session.defaultSession;
  own.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(permitted.has(permission) && isPage(details.requestingUrl)),
  );
  own.setPermissionCheckHandler((_contents, permission, origin) => permitted.has(permission) && isPage(origin.replace(/\/$/, '')));
  own.setDevicePermissionHandler(() => false);
};
