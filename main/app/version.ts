/** The release, from the package.json above the program: in a checkout, a build, or a package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const find = (folder: string): string => {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  const parent = dirname(folder);
  return parent === folder ? '0.0.0' : find(parent);
};

export const appVersion: string = find(import.meta.dirname);
