/** Host 2: the desktop app's entry. What has to be said to Electron before it is ready, and one instance per data folder. */
import { join } from 'node:path';
import { app } from 'electron';
import { failureOf } from '#main/base/errors.ts';
import { findDataFolder } from '#main/base/paths.ts';
import { linkScheme } from './deep-link.ts';
import { runDesktop } from './desktop.ts';
import { registerPageScheme } from './page-protocol.ts';
import { tellFailure } from './start-failure.ts';

const dataFolder = findDataFolder();
/** Below the data folder, so that two data folders are two apps with a lock each. */
const ownFolder = join(dataFolder, 'desktop');

app.setName('Switchyard');
app.setPath('userData', ownFolder);
registerPageScheme();
// From a checkout it would point the system at a program that may be gone tomorrow.
if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);

if (app.requestSingleInstanceLock()) {
  // npm's scripts run in the checkout's folder; INIT_CWD is where the user stood.
  const startFolder = process.env['INIT_CWD'] ?? process.cwd();
  runDesktop({ dataFolder, ownFolder, startFolder }).catch(async (error: unknown) => {
    await tellFailure(failureOf(error), dataFolder);
    app.exit(1);
  });
} else {
  // The first instance hears of this start, with our arguments.
  app.quit();
}
