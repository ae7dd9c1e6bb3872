/** The folders of an agent's program on this machine: where they are, what in them is kept from change. */
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { OwnFolder } from './preset.ts';

export interface ProgramFolders {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly kept: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The home that the program takes for the user's. */
const homeOf = (environment: Environment): string => environment['HOME'] ?? environment['USERPROFILE'] ?? '/';

/** A path from the user's home, as a program with this environment sees it. */
export const fromHome = (path: string, environment: Environment): string => {
  if (path === '~' || path.startsWith('~/')) return join(homeOf(environment), path.slice(1));
  return isAbsolute(path) ? path : join(homeOf(environment), path);
};

export const placeOf = ({ path, variable }: OwnFolder, environment: Environment): string => {
  const named = variable === undefined ? undefined : environment[variable.name];
  return named === undefined || named === '' ? fromHome(path, environment) : join(named, variable?.below ?? '');
};

const kindOf = async (path: string): Promise<'missing' | 'link' | 'there'> =>
  lstat(path).then(
    (found) => (found.isSymbolicLink() ? 'link' : 'there'),
    () => 'missing',
  );

const make = async (path: string, content: string | null): Promise<void> => {
  if (content === null) await mkdir(path, { recursive: true, mode: 0o700 });
  else {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
  }
};

/**
 * Makes what is missing, so that everything stands where the sandbox mounts it. A name that is a link cannot be kept from being
 * replaced: then the folder around it is only shown, but for what is listed by itself.
 */
export const prepareFolders = async (folders: readonly OwnFolder[], environment: Environment): Promise<ProgramFolders> => {
  const readable: string[] = [];
  const writable: string[] = [];
  const kept: string[] = [];
  for (const folder of folders) {
    const place = placeOf(folder, environment);
    await mkdir(place, { recursive: true, mode: 0o700 });
    let linked = false;
    for (const [name, content] of Object.entries(folder.kept ?? {})) {
      const path = join(place, name);
      const kind = await kindOf(path);
      if (kind === 'missing') await make(path, content).catch(() => undefined);
      if (kind === 'link') linked = true;
      kept.push(path);
    }
    (folder.access === 'write' && !linked ? writable : readable).push(place);
  }
  return { readable, writable, kept };
};
