/** Refs: looked up, listed and moved, always on the repository itself and never inside a worktree. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { Ref } from '#contract/projects.ts';
import { nulFields, type Git, type GitRequest } from './git.ts';
import { ofRepository } from './ground.ts';
import { readPlain } from './read-plain.ts';

/**
 * A branch as git keeps it in a file of its own; null when it keeps it elsewhere. Asking git for it takes longer than all
 * else that a list of changes needs.
 */
const looseBranch = async (commonDir: string, name: string): Promise<string | null> => {
  if (!name.startsWith('refs/heads/') || name.split('/').some((part) => part === '..' || part === '.' || part === '')) return null;
  const text = await readPlain(join(commonDir, name));
  return text !== null && /^[0-9a-f]{40}([0-9a-f]{24})?\n?$/.test(text) ? text.trimEnd() : null;
};

/** The commit a name stands for; null when it stands for none. The name may be a branch, tag, remote branch or commit. */
export const resolveCommit = async (git: Git, commonDir: string, name: string): Promise<string | null> => {
  if (name === '' || name.startsWith('-') || name.includes('\0')) return null;
  const loose = await looseBranch(commonDir, name);
  if (loose !== null) return loose;
  const result = await git.run({
    ground: ofRepository(commonDir),
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
    accept: [0, 1, 128],
  });
  return result.code === 0 ? result.stdout.toString('utf8').trim() : null;
};

export const branchExists = async (git: Git, commonDir: string, branch: string): Promise<boolean> =>
  (await resolveCommit(git, commonDir, `refs/heads/${branch}`)) !== null;

/** Names of all local branches, for choosing one that is free. */
export const listBranches = async (git: Git, commonDir: string): Promise<readonly string[]> => {
  const text = await git.text({ ground: ofRepository(commonDir), args: ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/'] });
  return text === '' ? [] : text.split('\n');
};

/** Whether git takes this as the name of a branch. */
export const isBranchName = async (git: Git, commonDir: string, name: string): Promise<boolean> =>
  !name.startsWith('-') &&
  (await git.run({ ground: ofRepository(commonDir), args: ['check-ref-format', `refs/heads/${name}`], accept: [0, 1] })).code === 0;

export interface Commit {
  readonly commit: string;
  readonly subject: string;
}

/** Commits reached from `include` and not from `exclude`, oldest first, at most `limit` (the newest). */
export const listCommits = async (
  git: Git,
  commonDir: string,
  range: {
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    readonly limit: number;
    readonly more?: readonly string[];
  },
): Promise<readonly Commit[]> => {
  const args = [
    'log',
    '-z',
    '--topo-order',
    '--format=%H %s',
    `--max-count=${range.limit}`,
    ...(range.more ?? []),
    ...range.include,
    ...range.exclude.map((name) => `^${name}`),
    '--',
  ];
  const result = await git.run({ ground: ofRepository(commonDir), args });
  return nulFields(result.stdout)
    .map((line) => ({ commit: line.slice(0, line.indexOf(' ')), subject: line.slice(line.indexOf(' ') + 1) }))
    .reverse();
};

export const countCommits = async (git: Git, commonDir: string, include: string, exclude: string): Promise<number> =>
  Number(await git.text({ ground: ofRepository(commonDir), args: ['rev-list', '--count', include, `^${exclude}`, '--'] }));

/** Where commits left each other never changes. */
const bases = new Map<string, string | null>();
const BASES_MAX = 2_000;

/** Where a commit left all of the others together, as if they were merged into one. */
export const mergeBase = async (git: Git, commonDir: string, one: string, ...others: readonly string[]): Promise<string | null> => {
  const key = [commonDir, one, ...others].join(' ');
  const known = bases.get(key);
  if (known !== undefined) return known;
  const result = await git.run({ ground: ofRepository(commonDir), args: ['merge-base', one, ...others], accept: [0, 1] });
  const base = result.code === 0 ? (result.stdout.toString('utf8').trim().split('\n')[0] ?? null) : null;
  // Names move; only whole ids are kept. A shallow repository may learn more of its past.
  if (base !== null && [one, ...others].every((name) => /^[0-9a-f]{40,64}$/.test(name))) {
    if (bases.size >= BASES_MAX) bases.clear();
    bases.set(key, base);
  }
  return base;
};

/** A ref directory an agent may write to could hold links that lead git elsewhere: none may lie on the way. */
const assertNoLinks = async (commonDir: string, ref: string): Promise<void> => {
  for (const root of [commonDir, join(commonDir, 'logs')]) {
    let path = root;
    for (const part of ref.split('/')) {
      path = join(path, part);
      const stat = await lstat(path).catch(() => null);
      if (stat === null) break;
      if (stat.isSymbolicLink())
        throw failure(
          'denied',
          `${path} is a symbolic link, so Switchyard does not write this ref.`,
          'Something replaced it. Look at it in a terminal.',
        );
    }
  }
};

export interface RefMove {
  readonly ref: string;
  /** Null deletes the ref. */
  readonly to: string | null;
  /** The ref must be at this commit; null: it must not exist; undefined: whatever it is. */
  readonly from?: string | null | undefined;
}

/** Moves refs, all or none. Throws `conflict` when one is not where it was expected to be. */
export const moveRefs = async (
  git: Git,
  commonDir: string,
  moves: readonly RefMove[],
  why: string,
  more: Pick<GitRequest, 'signal'> = {},
): Promise<void> => {
  for (const move of moves) await assertNoLinks(commonDir, move.ref);
  const lines = moves.map(({ ref, to, from }) => {
    if (to === null) return `delete ${ref}\0${from ?? ''}\0`;
    return from === null ? `create ${ref}\0${to}\0` : `update ${ref}\0${to}\0${from ?? ''}\0`;
  });
  const args = ['update-ref', '--no-deref', '-m', why, '--stdin', '-z'];
  const result = await git.run({
    ground: ofRepository(commonDir),
    args,
    input: lines.join(''),
    writes: true,
    accept: [0, 1, 128],
    ...more,
  });
  if (result.code === 0) return;
  if (/is at [0-9a-f]+ but expected|reference already exists|unable to resolve reference/.test(result.stderr)) {
    throw failure('conflict', 'The branch moved in the meantime.', 'Look at it again, then try once more.', {
      details: result.stderr.trim(),
    });
  }
  if (/File exists/.test(result.stderr))
    throw failure('busy', 'Another git command is at work in this repository.', 'Try again in a moment.', {
      details: result.stderr.trim(),
    });
  throw failure('git', 'git could not move the branch.', undefined, { details: result.stderr.trim() });
};

const kinds = { heads: 'branch', remotes: 'remote', tags: 'tag' } as const;

const refOf = (line: string): Ref | null => {
  const [full = '', commit = '', peeled = '', at = '', subject = ''] = line.split('\x01');
  const match = /^refs\/(heads|remotes|tags)\/(.+)$/s.exec(full);
  if (match === null || full.endsWith('/HEAD')) return null;
  return {
    name: match[2] ?? '',
    kind: kinds[match[1] as keyof typeof kinds],
    commit: peeled === '' ? commit : peeled,
    subject,
    at: Number(at) * 1000,
  };
};

/** Branches, remote branches and tags whose name contains every word of the query, newest first. */
export const listRefs = async (
  git: Git,
  commonDir: string,
  query: string,
  limit: number,
  signal?: AbortSignal,
): Promise<readonly Ref[]> => {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const roots = ['refs/heads/', 'refs/remotes/', 'refs/tags/'];
  const format = '%(refname)%01%(objectname)%01%(*objectname)%01%(creatordate:unix)%01%(contents:subject)';
  const names = '%(refname)';
  // Subjects and dates mean opening each object: with a query only those that match are opened.
  const matching =
    words.length === 0
      ? roots
      : (await git.text({ ground: ofRepository(commonDir), args: ['for-each-ref', `--format=${names}`, ...roots], signal }))
          .split('\n')
          .filter((name) => words.every((word) => name.toLowerCase().includes(word)))
          .slice(0, 2_000);
  if (matching.length === 0 || matching[0] === '') return [];
  const count = words.length === 0 ? [`--count=${limit + 20}`] : [];
  const text = await git.text({
    ground: ofRepository(commonDir),
    args: ['for-each-ref', '--sort=-creatordate', ...count, `--format=${format}`, ...matching],
    signal,
  });
  return text
    .split('\n')
    .map(refOf)
    .filter((ref) => ref !== null)
    .slice(0, limit);
};
