/** The files that house style is about: what git tracks or would track. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { inRoot, root } from '#scripts/checkout.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Without empty lines and comments that stand alone. */
  readonly codeLines: number;
}

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });

/** Every path, with forward slashes, relative to the checkout. */
export const paths: readonly string[] = [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(inRoot(path)));

const isText = (path: string): boolean =>
  /\.(tsx?|mjs|json|md|ya?ml|css|html|svg|webmanifest|jsonl)$|(^|\/)\.[^/]+$|^\.ci\/|^LICENSE$/.test(path);
const isCode = (path: string): boolean => /\.(tsx?|mjs)$/.test(path);

const read = (path: string): string => readFileSync(inRoot(path), 'utf8');
const countCode = (text: string): number => text.split('\n').filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line)).length;

/** Fixtures are recorded from elsewhere: no style applies to them. */
export const texts: readonly SourceFile[] = paths
  .filter((path) => isText(path) && !path.includes('/fixtures/') && statSync(inRoot(path)).isFile())
  .map((path) => ({ path, text: read(path), codeLines: 0 }));

export const code: readonly SourceFile[] = texts
  .filter(({ path }) => isCode(path))
  .map((file) => ({ ...file, codeLines: countCode(file.text) }));

export const isTest = (path: string): boolean => /\.(test|spec)\.tsx?$/.test(path) || path.includes('/testing/') || path.startsWith('e2e/');
