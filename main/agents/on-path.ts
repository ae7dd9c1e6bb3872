import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join, sep } from 'node:path';

const isRunnable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The file that a name stands for, as a shell would find it on this PATH; null when there is none that can be run. */
export const onPath = async (name: string, path: string): Promise<string | null> => {
  if (isAbsolute(name) || name.includes(sep)) return (await isRunnable(name)) ? name : null;
  for (const folder of path.split(delimiter)) {
    if (folder !== '' && (await isRunnable(join(folder, name)))) return join(folder, name);
  }
  return null;
};
