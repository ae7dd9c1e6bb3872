/** Programs of ours that run as processes of their own: where their code is, as source and as built. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Source beside source, built code beside built code or one folder above.
 * @param from `import.meta` of the module that starts it
 * @param name of the program, without its ending
 */
export const childEntry = (from: Pick<ImportMeta, 'url' | 'dirname'>, name: string): string => {
  if (from.url.endsWith('.ts')) return join(from.dirname, `${name}.ts`);
  const beside = join(from.dirname, `${name}.js`);
  return existsSync(beside) ? beside : join(from.dirname, '..', `${name}.js`);
};
