/** The real browser that journeys, screenshots and the Electron double run in. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable'];
const elsewhere = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Some systems put a stand-in on PATH that only tells how to install a browser; it does not answer this. */
const answers = (path: string): boolean => process.platform === 'win32' || spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;

let found: string | null = null;

/** Path of a Chromium, or null. `SWITCHYARD_CHROMIUM` names one that comes before all others. */
export function findChromium(): string | null {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const candidates = [process.env.SWITCHYARD_CHROMIUM ?? '', ...onPath, ...elsewhere];
  found ??= candidates.find((path) => path !== '' && existsSync(path) && answers(path)) ?? null;
  return found;
}

/** Chromium's own sandbox does not run as root. */
export const chromiumArguments = (): string[] => [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--enable-unsafe-swiftshader',
  '--font-render-hinting=none',
];
