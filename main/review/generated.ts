/**
 * Which files of a change nobody writes by hand: lock files, minified code, and what the repository's `.gitattributes` marks
 * as `linguist-generated`, as GitHub reads it. They are folded until the reader opens them.
 */
import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { FileChange } from '#contract/review.ts';

type Generated = NonNullable<FileChange['generated']>;

const lockFile =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|gradle\.lockfile|mix\.lock|pubspec\.lock|packages\.lock\.json|flake\.lock|Package\.resolved)$/;
const minified = /\.min\.(js|mjs|cjs|css)$|\.(js|css)\.map$/;

export interface GeneratedRule {
  readonly pattern: string;
  readonly generated: boolean;
}

const RULES_MAX = 500;

/** Lines of `.gitattributes` that speak of generated files. Quoted patterns and macros are passed over. */
export const generatedRules = (text: string): readonly GeneratedRule[] =>
  text
    .split('\n')
    .flatMap((line): readonly GeneratedRule[] => {
      const [pattern = '', ...attributes] = line.trim().split(/\s+/);
      if (pattern === '' || pattern.startsWith('#') || pattern.startsWith('"') || pattern.startsWith('[')) return [];
      const word = attributes.findLast((one) => /^[-!]?linguist-generated(=|$)/.test(one));
      return word === undefined ? [] : [{ pattern, generated: /^linguist-generated(=true|=1)?$/.test(word) }];
    })
    .slice(0, RULES_MAX);

/** As git matches: a pattern without a slash fits a name in any folder, one with a slash is from the root. */
const fits = (pattern: string, path: string): boolean => {
  const anchored = pattern.replace(/^\//, '');
  return posix.matchesGlob(path, pattern.includes('/') ? anchored : `**/${anchored}`);
};

export const generatedKind = (path: string, rules: readonly GeneratedRule[]): Generated | undefined => {
  const marked = rules.findLast(({ pattern }) => fits(pattern, path))?.generated;
  if (marked !== undefined) return marked ? 'marked' : undefined;
  if (lockFile.test(path)) return 'lock-file';
  return minified.test(path) ? 'minified' : undefined;
};

const MOST_BYTES = 64 * 1024;
const isFit = (stats: Stats): boolean => stats.isFile() && stats.size <= MOST_BYTES;

/** The folder is an agent's: a link is not followed, and what is no file of a usual size is not read. */
const readRules = async (folder: string): Promise<readonly GeneratedRule[]> => {
  try {
    const file = await open(join(folder, '.gitattributes'), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return isFit(await file.stat()) ? generatedRules(await file.readFile('utf8')) : [];
    } finally {
      await file.close();
    }
  } catch {
    // Without it nothing is marked.
    return [];
  }
};

/** Tells of each file whether it is generated, by the folder as it lies there now. */
export const withGenerated = async (folder: string, files: readonly FileChange[]): Promise<readonly FileChange[]> => {
  if (files.length === 0) return files;
  const rules = await readRules(folder);
  return files.map((file) => {
    const generated = generatedKind(file.path, rules);
    return generated === undefined ? file : { ...file, generated };
  });
};
