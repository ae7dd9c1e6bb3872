/** Finds the program behind the desktop window, and fetches it where that looks possible. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, run } from './checkout.ts';

/** How long the network may take to answer at all; a machine without one should not wait for nothing. */
const PROBE_SECONDS = 3;
const DOWNLOAD_SECONDS = 600;

const electron = inRoot('node_modules', 'electron');

/** The installed program, or null. The package says in path.txt what it unpacked. */
export function electronBinary(): string | null {
  const pathFile = join(electron, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron, 'dist'), readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/** The program for the window, or a sentence why there can be none. */
export async function desktopOrReason(): Promise<{ readonly binary: string } | { readonly reason: string }> {
  if (process.platform === 'linux') {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return { reason: 'There is no display for a window here.' };
    if (process.getuid?.() === 0) return { reason: 'A desktop window is not opened as root.' };
  }
  const binary = electronBinary() ?? (await fetchBinary());
  return binary === null ? { reason: 'The program for the desktop window (Electron) could not be fetched.' } : { binary };
}

async function fetchBinary(): Promise<string | null> {
  const mirror = process.env.npm_config_electron_mirror ?? process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/';
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_SECONDS * 1000) });
  } catch {
    return null;
  }
  console.log('Fetching Electron for the desktop window (once, about 110 MB) …');
  await run(process.execPath, [join(electron, 'install.js')], { output: 'keep', timeoutSeconds: DOWNLOAD_SECONDS });
  return electronBinary();
}
