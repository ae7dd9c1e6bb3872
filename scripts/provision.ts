/**
 * Brings what tests need and npm has not: git, a browser, bubblewrap. From the system's packages where that is
 * possible without asking; else it says in a sentence what is missing, and the tests that need it say so too.
 */
import { spawnSync } from 'node:child_process';
import { run } from './checkout.ts';
import { findChromium } from './find-chromium.ts';

interface Tool {
  readonly name: string;
  readonly isThere: () => boolean;
  readonly debianPackages: readonly string[];
  readonly platforms: readonly NodeJS.Platform[];
}

const runs = (program: string) => (): boolean => spawnSync(program, ['--version']).status === 0;
const git: Tool = {
  name: 'git',
  isThere: runs('git'),
  debianPackages: ['git', 'ca-certificates'],
  platforms: ['linux', 'darwin', 'win32'],
};
const forTests: readonly Tool[] = [
  git,
  {
    name: 'a Chromium browser',
    isThere: () => findChromium() !== null,
    // The fonts are for what the app does not ship: emoji and a fallback for other scripts.
    debianPackages: ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'],
    platforms: ['linux', 'darwin', 'win32'],
  },
  { name: 'bubblewrap', isThere: runs('bwrap'), debianPackages: ['bubblewrap'], platforms: ['linux'] },
];

/** How to run apt-get here without a question, or null. */
function aptGet(): readonly string[] | null {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return null;
  if (process.getuid?.() === 0) return ['apt-get'];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n', 'apt-get'] : null;
}

async function install(packages: readonly string[]): Promise<boolean> {
  const [program, ...first] = aptGet() ?? [];
  if (program === undefined) return false;
  const apt = (...args: string[]) =>
    run(program, [...first, ...args], { output: 'keep', environment: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutSeconds: 900 });
  const command = ['install', '--yes', '--no-install-recommends', ...packages];
  if ((await apt(...command)).code === 0) return true;
  await apt('update');
  const second = await apt(...command);
  if (second.code !== 0) console.log(second.output.split('\n').slice(-5).join('\n'));
  return second.code === 0;
}

async function bring(tools: readonly Tool[]): Promise<readonly string[]> {
  const wanted = tools.filter((tool) => tool.platforms.includes(process.platform) && !tool.isThere());
  if (wanted.length === 0) return [];
  console.log(`Installing ${wanted.map((tool) => tool.name).join(', ')} …`);
  await install(wanted.flatMap((tool) => tool.debianPackages));
  return wanted.filter((tool) => !tool.isThere()).map((tool) => tool.name);
}

const sentence = (name: string): string => `${name} is missing and could not be installed here; install it yourself.`;

/** Names of what is still missing, after saying so. */
export async function bringTestTools(): Promise<readonly string[]> {
  const missing = await bring(forTests);
  for (const name of missing) console.log(sentence(name));
  return missing;
}

/** The app cannot work without git. */
export async function bringGit(): Promise<void> {
  for (const name of await bring([git])) console.log(sentence(name));
}
