/** `npm run bench`: builds the app and runs bench/; arguments choose what. */
import { existsSync } from 'node:fs';
import { buildApp } from './app-build.ts';
import { fail, inRoot, run } from './checkout.ts';

const entry = inRoot('bench', 'bench.ts');
if (!existsSync(entry)) fail('There are no benches in bench/ yet.');
await buildApp({ force: false });
process.exitCode = (await run(process.execPath, [entry, ...process.argv.slice(2)], { output: 'show' })).code;
