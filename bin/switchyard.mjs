#!/usr/bin/env node
/**
 * `switchyard`. Runs on any Node from 18 on, finds one that is new enough, and starts the command line in it: the built one,
 * or in a checkout that was never built the source itself.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LEAST_NODE = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} version */
const isNewEnough = (version) => Number.parseInt(version, 10) >= LEAST_NODE;

/** The Node to use: this one when it will do, else the one that was installed with the app; null when there is none. */
const findNode = () => {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const own = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(own) ? own : null;
};

/** @param {string} sentence */
const fail = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
};

const built = join(root, 'out', 'main', 'cli.js');
const source = join(root, 'main', 'cli', 'cli.ts');
const entry = existsSync(built) ? built : source;
const node = findNode();

if (node === null) {
  const where = existsSync(join(root, 'scripts', 'bootstrap.mjs')) ? `run “npm ci” in ${root}, or install` : 'install';
  fail(`Switchyard needs Node ${LEAST_NODE} or later; this is Node ${process.versions.node}: ${where} Node ${LEAST_NODE} from nodejs.org.`);
} else if (!existsSync(join(root, 'node_modules')) && !existsSync(built)) {
  fail(`Switchyard's packages are not installed: run “npm ci” in ${root}.`);
} else if (node === process.execPath) {
  await import(pathToFileURL(entry).href);
} else {
  // The fourth pipe closes with this process, however it ends: by that the other one knows.
  const child = spawn(node, [entry, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, SWITCHYARD_LIFELINE: '3' },
  });
  // A terminal gives Ctrl+C to the child as well; passing it on would make it two.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => void ((signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal)));
  }
  child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
