/**
 * `npm test`: brings what the tests need, then runs every stage and sums up. The last line reads
 * `N passed, N failed`. Names of stages as arguments run only those: `npm test -- unit e2e`.
 */
import { buildApp } from './app-build.ts';
import { checkPackage } from './check-package.ts';
import { inRoot } from './checkout.ts';
import { installPackages } from './packages.mjs';
import { bringTestTools } from './provision.ts';
import { oneCheck, playwright, runStages, vitest, type Stage } from './stages.ts';
import { staticStages } from './static-stages.ts';

const setUp: Stage = {
  name: 'set-up',
  run: async () => {
    const missing = await bringTestTools();
    const agents = installPackages(inRoot('agents-under-test'), 'the agent programs that tests run');
    return oneCheck(missing.length === 0 && agents);
  },
};

const build: Stage = {
  name: 'build',
  run: async () => {
    await buildApp({ force: false });
    return oneCheck(true);
  },
};

const stages: readonly Stage[] = [
  setUp,
  ...staticStages,
  build,
  vitest('unit', ['--exclude', 'scripts/**']),
  { name: 'package', run: checkPackage },
  playwright('e2e'),
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. Stages: ${stages.map((stage) => stage.name).join(', ')}.`);
  process.exitCode = 2;
} else {
  process.exitCode = await runStages(wanted.length === 0 ? stages : stages.filter((stage) => wanted.includes(stage.name)));
}
