/** Paths for @ completion: what git tracks, listed once per state of the index, ranked by how well they match. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nulFields, type Git } from '#main/git/git.ts';
import { ofRepository, own } from '#main/git/ground.ts';
import { knownRepository } from '#main/git/repository.ts';

interface Listed {
  readonly version: string;
  readonly paths: readonly string[];
  readonly lower: readonly string[];
}

/** Lists of this many repositories are kept. */
const KEPT_MAX = 8;

/** Whether all letters of the query come in this order. */
const isScattered = (path: string, query: string): boolean => {
  let at = 0;
  for (const letter of query) {
    at = path.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
};

/** Lower is better; null when it does not match. Query and path in lower case. */
export const rank = (path: string, query: string): number | null => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const depth = path.length / 1_000;
  if (name === query || path === query) return depth;
  if (name.startsWith(query)) return 1 + depth;
  if (path.startsWith(query)) return 2 + depth;
  if (name.includes(query)) return 3 + depth;
  if (path.includes(query)) return 4 + depth;
  return isScattered(path, query) ? 5 + depth : null;
};

export const rankPaths = (listed: Pick<Listed, 'paths' | 'lower'>, query: string, limit: number): readonly string[] => {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return listed.paths.slice(0, limit);
  const hits: { readonly path: string; readonly rank: number }[] = [];
  listed.lower.forEach((path, index) => {
    const found = rank(path, wanted);
    if (found !== null) hits.push({ path: listed.paths[index] ?? '', rank: found });
  });
  return hits
    .sort((one, other) => one.rank - other.rank)
    .slice(0, limit)
    .map(({ path }) => path);
};

export const createFileCompletion = (git: Git) => {
  const kept = new Map<string, Promise<Listed>>();

  const versionOf = async (path: string): Promise<string> => {
    const { gitDir } = await knownRepository(git, path);
    const stats = await Promise.all(['index', 'HEAD'].map((name) => stat(join(gitDir, name)).catch(() => null)));
    return stats.map((found) => (found === null ? '-' : `${found.mtimeMs}:${found.size}:${found.ino}`)).join(' ');
  };

  const list = async (path: string, version: string): Promise<Listed> => {
    const { commonDir, workTree } = await knownRepository(git, path);
    const request =
      workTree === null
        ? { ground: ofRepository(commonDir), args: ['ls-tree', '-r', '-z', '--name-only', 'HEAD'], accept: [0, 128] }
        : { ground: own(workTree), args: ['ls-files', '-z', '--cached', '--deduplicate'] };
    const paths = nulFields((await git.run(request)).stdout);
    return { version, paths, lower: paths.map((one) => one.toLowerCase()) };
  };

  return async (path: string, query: string, limit: number): Promise<readonly string[]> => {
    const version = await versionOf(path);
    let listed = await kept.get(path)?.catch(() => null);
    if (listed?.version !== version) {
      const next = list(path, version);
      kept.delete(path);
      kept.set(path, next);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
      listed = await next;
    }
    return rankPaths(listed, query, limit);
  };
};
