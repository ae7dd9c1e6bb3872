/** Host 1: the app as a web server, for a browser or a phone. Only looks at the Node it runs on; the rest is in serve/. */
import { nodeTooOld } from '#main/base/node-version.ts';

const sentence = nodeTooOld();
if (sentence === null) {
  const { serve } = await import('#main/serve/serve-command.ts');
  process.exitCode = await serve(process.argv.slice(2));
} else {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
