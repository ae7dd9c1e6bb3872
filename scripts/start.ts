/** `npm start`: the desktop window where one can be had, else the web server. Arguments go to the host. */
import { desktopOrReason } from './electron-binary.ts';
import { runDesktop, runServer } from './hosts.ts';

const args = process.argv.slice(2);
const desktop = await desktopOrReason();
if ('binary' in desktop) {
  const code = await runDesktop(desktop.binary, args);
  process.exitCode = code ?? (await runServer(args));
} else {
  console.log(`${desktop.reason} Serving the same app for a browser instead.`);
  process.exitCode = await runServer(args);
}
