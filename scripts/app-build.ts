/**
 * Builds the app into out/ when its sources changed since the last time. A build goes to a folder of its own and is
 * moved into place when it is whole, so that one that is cut off or fails leaves the former one usable.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'vite';
import { inRoot, root } from './checkout.ts';

const parts = ['main', 'preload', 'renderer'] as const;
const sources = ['{contract,main,preload,renderer,sandbox}/**/*', 'vite.*.config.ts', 'package.json', 'package-lock.json'];
const stampFile = inRoot('out', 'built-from');

/** Identifies the sources by content; times of files say nothing after a checkout. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  const files = globSync(sources, { cwd: root, withFileTypes: true, exclude: (entry) => entry.name === 'node_modules' })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
  for (const file of files.sort())
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

function isBuilt(hash: string): boolean {
  const there = existsSync(stampFile) && parts.every((part) => existsSync(inRoot('out', part)));
  return there && readFileSync(stampFile, 'utf8') === hash;
}

/** True when there was something to build. Throws what vite throws. */
export async function buildApp(options: { readonly force: boolean }): Promise<boolean> {
  const hash = sourcesHash();
  if (!options.force && isBuilt(hash)) return false;
  const staging = inRoot('out', `building-${process.pid}`);
  mkdirSync(staging, { recursive: true });
  // Read by the plugins for React and Tailwind; without it they build their slower development selves.
  process.env.NODE_ENV = 'production';
  try {
    for (const part of parts) {
      await build({ configFile: inRoot(`vite.${part}.config.ts`), logLevel: 'warn', build: { outDir: `${staging}/${part}` } });
    }
    rmSync(stampFile, { force: true });
    for (const part of parts) {
      rmSync(inRoot('out', part), { recursive: true, force: true });
      renameSync(`${staging}/${part}`, inRoot('out', part));
    }
    writeFileSync(stampFile, hash);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return true;
}
