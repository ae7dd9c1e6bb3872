/**
 * Packs the desktop app as electron-builder would, with a folder of dummy files in place of Electron, and compares
 * what went in with what belongs there. Needs no network.
 */
import { chmodSync, globSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { getRawHeader } from '@electron/asar';
import { inRoot, run } from './checkout.ts';
import { oneCheck, type Counts } from './stages.ts';

/** Two more than today, so that a package that slips in is seen. */
const MOST_ASAR_BYTES = 40_000_000;
const allowedModules = ['better-sqlite3', '@lydell', '@parcel', 'detect-libc', 'is-glob', 'is-extglob', 'node-addon-api', 'picomatch'];
const work = inRoot('out', 'package');

interface AsarEntry {
  readonly files?: Readonly<Record<string, AsarEntry>>;
  readonly unpacked?: boolean;
}

/** What electron-builder expects to find in Electron's own folder. */
function makeDummyElectron(): string {
  const folder = `${work}/electron`;
  mkdirSync(`${folder}/resources`, { recursive: true });
  for (const name of ['electron', 'chrome-sandbox', 'LICENSE', 'LICENSES.chromium.html', 'version']) {
    writeFileSync(`${folder}/${name}`, name === 'version' ? '45.4.1' : 'dummy');
  }
  chmodSync(`${folder}/electron`, 0o755);
  return folder;
}

function flatten(entry: AsarEntry, path = ''): { readonly path: string; readonly unpacked: boolean }[] {
  return Object.entries(entry.files ?? {}).flatMap(([name, child]) => {
    const here = path === '' ? name : `${path}/${name}`;
    return child.files === undefined ? [{ path: here, unpacked: child.unpacked === true }] : flatten(child, here);
  });
}

function problemsOf(packed: string): string[] {
  const asar = `${packed}/resources/app.asar`;
  const files = flatten(getRawHeader(asar).header as AsarEntry);
  const paths = files.map(({ path }) => path);
  const problems: string[] = [];
  const expected = [
    'package.json',
    'out/main/electron.js',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
    'node_modules/better-sqlite3/package.json',
  ];
  for (const path of expected) if (!paths.includes(path)) problems.push(`${path} is missing`);
  const modules = new Set(paths.flatMap((path) => /^node_modules\/([^/]+)/.exec(path)?.[1] ?? []));
  for (const name of modules) if (!allowedModules.includes(name)) problems.push(`node_modules/${name} does not belong in the app`);
  const tops = new Set(paths.map((path) => path.split('/', 1)[0] ?? ''));
  for (const top of tops) if (!['out', 'node_modules', 'package.json'].includes(top)) problems.push(`${top} does not belong in the app`);
  for (const { path, unpacked } of files) {
    if (/\.(map|test\.\w+|tsx?)$/.test(path)) problems.push(`${path} does not belong in the app`);
    // The system's loader cannot open a library inside an archive.
    if (/\.node$|\/spawn-helper$/.test(path) && !unpacked) problems.push(`${path} is inside the archive`);
  }
  if (!files.some(({ path }) => path.endsWith('.node'))) problems.push('there is no native code');
  const bytes = statSync(asar).size;
  if (bytes > MOST_ASAR_BYTES) problems.push(`app.asar has ${bytes} bytes, more than ${MOST_ASAR_BYTES}`);
  console.log(`${paths.length} files, app.asar ${(bytes / 1e6).toFixed(1)} MB, unpacked ${(unpackedBytes(packed) / 1e6).toFixed(1)} MB`);
  return problems;
}

const unpackedBytes = (packed: string): number =>
  globSync('resources/app.asar.unpacked/**/*', { cwd: packed, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(`${entry.parentPath}/${entry.name}`).size, 0);

/** One check: the package holds what it should. Prints what is wrong. */
export async function checkPackage(): Promise<Counts> {
  rmSync(work, { recursive: true, force: true });
  const electron = makeDummyElectron();
  const output = `-c.directories.output=${work}/dist`;
  const args = ['--linux', 'dir', output, `-c.electronDist=${electron}`, '-c.electronVersion=45.4.1', '-c.linux.executableName=switchyard'];
  const packed = await run('electron-builder', args, {
    output: 'keep',
    timeoutSeconds: 300,
    environment: { CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
  });
  if (packed.code !== 0) {
    console.log(packed.output.split('\n').slice(-20).join('\n'));
    return oneCheck(false);
  }
  const folder = readdirSync(`${work}/dist`).find((name) => name.startsWith('linux'));
  const problems = folder === undefined ? ['nothing was packed'] : problemsOf(`${work}/dist/${folder}`);
  for (const problem of problems.slice(0, 30)) console.log(problem);
  return oneCheck(problems.length === 0);
}
