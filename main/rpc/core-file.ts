/** `core.json` in the data folder: how to reach the core that runs on it. Written by the host, gone when it ends in peace. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from '#contract/zod.ts';
import type { Disposable } from '#main/base/disposable.ts';

const CoreFile = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().positive(),
  /** Address of the page, without the token. */
  address: z.string(),
  /** ISO 8601. */
  started: z.string(),
  host: z.enum(['desktop', 'serve']),
});
export type CoreFile = z.infer<typeof CoreFile>;

/** What the file says; null when there is none or it makes no sense. Says nothing about whether that core still lives. */
export const readCoreFile = async (path: string): Promise<CoreFile | null> => {
  try {
    return CoreFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Absent, half a file of an older version, or not ours to read: in each case nobody is to be found through it.
    return null;
  }
};

/** Writes it in one step, readable by its owner only; disposing removes it unless another core has written its own. */
export const writeCoreFile = async (path: string, content: CoreFile): Promise<Disposable> => {
  const draft = `${path}.${content.pid}`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
  return {
    dispose: async () => {
      if ((await readCoreFile(path))?.pid === content.pid) await rm(path, { force: true });
    },
  };
};
