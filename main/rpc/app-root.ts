/** Where the program itself is: the checkout, or the packaged app. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const find = (folder: string): string => {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the program has no package.json above it');
  return find(parent);
};

/** Built code lies in out/main or a folder in it, source in main/: both below the one package.json. */
export const appRoot: string = find(import.meta.dirname);

/** The built page. May not be there in a checkout that was never built. */
export const pageFolder: string = join(appRoot, 'out', 'renderer');

export const appVersion: string = (JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string }).version;
