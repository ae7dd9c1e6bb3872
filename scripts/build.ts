/** `npm run build`: builds the app, and with `--package` the installers for this machine. */
import { parseArgs } from 'node:util';
import { buildApp } from './app-build.ts';
import { fail, run } from './checkout.ts';

const { values } = parseArgs({ options: { package: { type: 'boolean', default: false } } });
const began = performance.now();
await buildApp({ force: true }).catch((error: Error) => fail(`The app could not be built: ${error.message}`));
console.log(`Built into out/ in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
if (values.package) process.exitCode = (await run('electron-builder', [], { output: 'show' })).code;
