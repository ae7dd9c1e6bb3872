/**
 * Keeps node_modules equal to package-lock.json, and finds the Node that belongs to it.
 * Runs on any Node from 18 on and imports nothing that has to be installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The app needs this major version or a later one. */
export const LEAST_NODE = 24;

/**
 * npm writes its own account of what stands in node_modules as its last step, and takes it away first. So the two
 * agree exactly when the installation is whole, however it was started or cut off.
 * @param {string} folder
 */
export function isInstalled(folder) {
  const there = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(there)) return false;
  const wanted = readLock(join(folder, 'package-lock.json'));
  const present = readLock(there);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * Installs what the lock names, when it is not there. True when all is there afterwards; else npm's own words are
 * on standard error.
 * @param {string} folder
 * @param {string} what
 */
export function installPackages(folder, what) {
  if (isInstalled(folder)) return true;
  console.log(`Installing ${what} (once, about half a minute) …`);
  // `error` keeps npm's wall of warnings about the machine's older Node away, and shows what really fails.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  const result = npm?.endsWith('.js')
    ? spawnSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  return result.status === 0 && isInstalled(folder);
}

/**
 * The Node to run everything with: the one from the lock where it exists for this machine, else the present one
 * when it is new enough, else null.
 * @param {string} folder
 */
export function findNode(folder) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const pinned = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  return Number.parseInt(process.versions.node, 10) >= LEAST_NODE ? process.execPath : null;
}
