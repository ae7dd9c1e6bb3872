/**
 * `npm run bench [-- NAME…] [--quick]`: measures the built app against the machine's own limits in the same run.
 * Prints a table; the figures also go to out/bench.json. Never part of the tests: a figure is read, not asserted.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inRoot } from '#scripts/checkout.ts';
import type { Bench } from './figures.ts';
import { agents } from './agents.ts';
import { boot } from './boot.ts';
import { changes } from './changes.ts';
import { changesScreen } from './changes-screen.ts';
import { idle } from './idle.ts';
import { itemLog } from './item-log.ts';
import { native } from './native.ts';
import { openThread } from './open-thread.ts';
import { jsonOf, tableOf, type Result } from './report.ts';
import { sandbox } from './sandbox.ts';
import { streaming } from './streaming.ts';
import { terminal } from './terminal.ts';
import { taskStart } from './task-start.ts';

const benches: readonly Bench[] = [
  itemLog,
  boot,
  openThread,
  streaming,
  taskStart,
  changes,
  changesScreen,
  sandbox,
  native,
  ...agents,
  terminal,
  idle,
];

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean', default: false } }, allowPositionals: true });
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown[0]}". There are: ${benches.map((bench) => bench.name).join(', ')}.`);
  process.exit(2);
}

const results: Result[] = [];
for (const bench of benches) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
  console.error(`… ${bench.name}`);
  results.push({ bench: bench.name, figures: await bench.run(values) });
}
writeFileSync(inRoot('out', 'bench.json'), `${jsonOf(results)}\n`);
console.log(tableOf(results));
