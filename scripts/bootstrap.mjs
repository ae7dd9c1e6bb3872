/**
 * The door to every npm script. Runs on the machine's own Node, however old, brings the packages, finds a Node
 * that is new enough, and gives the word to scripts/<command>.ts there.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LEAST_NODE, findNode, installPackages } from './packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = ['start', 'serve', 'test', 'bench', 'build', 'check'];

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence, code = 1) {
  console.error(sentence);
  process.exit(code);
}

const [command = '', ...args] = process.argv.slice(2);
if (!commands.includes(command)) fail(`Say what to do: ${commands.join(', ')}.`, 2);
if (Number.parseInt(process.versions.node, 10) < 18) {
  fail(`Switchyard is set up by Node 18 or later; this is Node ${process.versions.node}. Install Node ${LEAST_NODE} from nodejs.org.`);
}
if (!installPackages(root, 'packages')) {
  fail('The packages could not be installed; npm says why above. Check the network and run the same command again.');
}
const node = findNode(root);
if (node === null) {
  fail(
    `Switchyard needs Node ${LEAST_NODE} or later on this kind of machine; this is Node ${process.versions.node}. Install it from nodejs.org.`,
  );
}

const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
const child = spawn(node, [join(root, 'scripts', `${command}.ts`), ...args], {
  stdio: 'inherit',
  // npm's scripts start in the package's folder; INIT_CWD says where the user stood.
  cwd: root,
  env: { ...process.env, PATH: path, NODE_USE_ENV_PROXY: '1' },
});
// A terminal gives Ctrl+C to the child as well; passing it on would make it two.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGHUP'));
// npm's shell may be ended without a word to us; what it started must not outlive it.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 1_000).unref();
}
child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
