/** `switchyard`: the command line. Only looks at the Node it runs on; the rest is in run-cli.ts. */
import { nodeTooOld } from '#main/base/node-version.ts';

const sentence = nodeTooOld();
if (sentence === null) {
  const { runCli } = await import('./run-cli.ts');
  process.exitCode = await runCli(process.argv.slice(2));
} else {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
