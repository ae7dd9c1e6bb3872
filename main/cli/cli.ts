/** `switchyard`: the command line. Only looks at the Node it runs on; the rest is in run-cli.ts. */
import { nodeTooOld } from '#main/base/node-version.ts';

const sentence = nodeTooOld();
if (sentence === null && process.argv[2] === 'sandbox') {
  // Started once for every command of an agent: it loads nothing of the rest.
  const { sandboxCommand } = await import('./sandbox-command.ts');
  process.exit(await sandboxCommand(process.argv.slice(3)));
} else if (sentence === null) {
  const { runCli } = await import('./run-cli.ts');
  process.exitCode = await runCli(process.argv.slice(2));
} else {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
