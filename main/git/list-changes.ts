/** What changed between a commit and a worktree as it lies there, untracked files and renames included. */
import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileChange } from '#contract/review.ts';
import { nulFields, type Git, type GitRequest } from './git.ts';
import type { ThreadGround } from './thread-ground.ts';
import { withCopiedIndex } from './work-index.ts';

type Pace = Pick<GitRequest, 'signal' | 'priority'>;

/** Past this many untracked files the rest is left out: a folder that should have been ignored. */
const UNTRACKED_MAX_FILES = 5_000;
/** Larger files count as binary in reviews: nobody reads them line by line, and git would load them whole. */
export const REVIEWED_FILE_MAX_BYTES = 4_000_000;

export const reviewConfig = {
  'core.bigFileThreshold': String(REVIEWED_FILE_MAX_BYTES),
  'diff.renameLimit': '400',
  'core.safecrlf': 'false',
} as const;
export const diffArguments = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--ignore-submodules=dirty',
  '--find-renames',
  '--src-prefix=a/',
  '--dst-prefix=b/',
] as const;

/** What the index and the folder say besides what a diff from a commit tells. */
interface Loose {
  readonly untracked: readonly string[];
  readonly conflicted: ReadonlySet<string>;
}

const listLoose = async (git: Git, place: ThreadGround, pace: Pace): Promise<Loose> => {
  const args = ['ls-files', '-z', '-t', '--others', '--unmerged', '--exclude-standard'];
  const untracked: string[] = [];
  const conflicted = new Set<string>();
  for (const field of nulFields((await git.run({ ground: place.ground, args, ...pace })).stdout)) {
    if (field.startsWith('M ')) conflicted.add(field.slice(field.indexOf('\t') + 1));
    // Nested repositories end with a slash: their content is not ours.
    else if (field.startsWith('? ') && !field.endsWith('/') && untracked.length < UNTRACKED_MAX_FILES) untracked.push(field.slice(2));
  }
  return { untracked, conflicted };
};

/** The same place with an index that knows the untracked paths by name, so that one diff covers all. */
export const withUntracked = async <T>(
  git: Git,
  place: ThreadGround,
  untracked: readonly string[],
  pace: Pace,
  task: (covered: ThreadGround) => Promise<T>,
): Promise<T> => {
  if (untracked.length === 0) return task(place);
  return withCopiedIndex(place, async (copy) => {
    const empty = await emptyBlob(git, place);
    const input = untracked.map((path) => `100644 ${empty}\t${path}\0`).join('');
    await git.run({ ground: copy.ground, args: ['update-index', '-z', '--index-info'], input, writes: true, ...pace });
    return task(copy);
  });
};

const EMPTY_BLOB_SHA1 = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
const EMPTY_BLOB_SHA256 = '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813';
const EMPTY_TREE_SHA1 = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const EMPTY_TREE_SHA256 = '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321';

const formats = new Map<string, string>();
/** A repository's object format never changes: asked once. */
const isSha256 = async (git: Git, place: ThreadGround): Promise<boolean> => {
  const known = formats.get(place.commonDir) ?? (await git.text({ ground: place.ground, args: ['rev-parse', '--show-object-format'] }));
  formats.set(place.commonDir, known);
  return known === 'sha256';
};
const emptyBlob = async (git: Git, place: ThreadGround): Promise<string> =>
  (await isSha256(git, place)) ? EMPTY_BLOB_SHA256 : EMPTY_BLOB_SHA1;
/** What a branch without commits is compared with. */
export const emptyTree = async (git: Git, place: ThreadGround): Promise<string> =>
  (await isSha256(git, place)) ? EMPTY_TREE_SHA256 : EMPTY_TREE_SHA1;

const kinds: Readonly<Record<string, FileChange['kind']>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  T: 'type-changed',
  U: 'conflicted',
  C: 'added',
};

export interface RawChange {
  readonly path: string;
  readonly from: string | null;
  readonly kind: FileChange['kind'];
}

/** Takes apart `--raw -z`; gives the position after it as well. */
export const parseRaw = (fields: readonly string[]): { readonly raw: readonly RawChange[]; readonly next: number } => {
  const raw: RawChange[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':') === true) {
    const [, , , , status = ''] = (fields[at] ?? '').slice(1).split(' ');
    const letter = status.slice(0, 1);
    const moved = letter === 'R' || letter === 'C';
    const first = fields[at + 1] ?? '';
    const path = moved ? (fields[at + 2] ?? '') : first;
    raw.push({ path, from: letter === 'R' ? first : null, kind: kinds[letter] ?? 'modified' });
    at += moved ? 3 : 2;
  }
  return { raw, next: at };
};

interface Count {
  readonly added: number;
  readonly deleted: number;
  readonly binary: boolean;
}

const parseCounts = (fields: readonly string[], start: number): ReadonlyMap<string, Count> => {
  const counts = new Map<string, Count>();
  for (let at = start; at < fields.length; at += 1) {
    const [added = '', deleted = '', ...rest] = (fields[at] ?? '').split('\t');
    const name = rest.join('\t');
    const path = name === '' ? (fields[at + 2] ?? '') : name;
    if (name === '') at += 2;
    counts.set(path, { added: Number(added) || 0, deleted: Number(deleted) || 0, binary: added === '-' });
  }
  return counts;
};

const parseChanges = (output: Buffer, loose: Loose): readonly FileChange[] => {
  const untracked = new Set(loose.untracked);
  const { conflicted } = loose;
  const fields = nulFields(output);
  const { raw, next } = parseRaw(fields);
  const counts = parseCounts(fields, next);
  const files = new Map<string, FileChange>();
  for (const { path, from, kind } of raw) {
    const count = counts.get(path) ?? { added: 0, deleted: 0, binary: false };
    files.set(path, { path, from, kind: conflicted.has(path) ? 'conflicted' : kind, ...count, untracked: untracked.has(path) });
  }
  return [...files.values()];
};

/** Size and time of the files on disk: equal numbers of lines are not equal content. */
const fingerprint = async (place: ThreadGround, files: readonly FileChange[], hash: ReturnType<typeof createHash>): Promise<void> => {
  const stats = await Promise.all(files.map((file) => lstat(join(place.workTree, file.path)).catch(() => null)));
  for (const stat of stats) hash.update(stat === null ? '-' : `${stat.size}:${stat.mtimeMs}:${stat.ino};`);
};

export interface ListedChanges {
  readonly files: readonly FileChange[];
  readonly version: string;
}

/** `from` is a commit or tree, or a search for one under way. Throws AppError when the worktree is not what it should be. */
export const listChanges = async (
  git: Git,
  place: ThreadGround,
  from: string | Promise<string>,
  pace: Pace = {},
): Promise<ListedChanges> => {
  const [origin, loose] = await Promise.all([from, listLoose(git, place, pace)]);
  return withUntracked(git, place, loose.untracked, pace, async (covered) => {
    const result = await git.run({
      ground: covered.ground,
      args: ['diff', '--raw', '--numstat', '-z', '--abbrev=40', ...diffArguments, origin, '--'],
      config: reviewConfig,
      ...pace,
    });
    const files = parseChanges(result.stdout, loose);
    const hash = createHash('sha1').update(origin).update(result.stdout);
    await fingerprint(place, files, hash);
    return { files, version: hash.digest('hex') };
  });
};
