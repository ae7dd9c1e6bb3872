/**
 * What changed between a commit or tree and a worktree as it lies there, untracked files and renames included, or
 * between two trees. Which files changed is known at once; counting their lines reads them all, so counts are kept by
 * content and may come later.
 */
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
export const REVIEWED_FILE_MAX_BYTES = 12_000_000;

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

/** From where to where. Both are commits or trees; `to` null is the folder as it lies there. */
export interface Span {
  readonly from: string;
  readonly to: string | null;
}

export const spanArguments = ({ from, to }: Span): readonly string[] => (to === null ? [from, '--'] : [from, to, '--']);

export interface RawChange {
  readonly path: string;
  readonly from: string | null;
  readonly kind: FileChange['kind'];
  /** Modes and git's names of both sides, as git prints them; zeros where there is none or git has not looked. */
  readonly content: string;
}

/** Takes apart `--raw -z`; gives the position after it as well. */
export const parseRaw = (fields: readonly string[]): { readonly raw: readonly RawChange[]; readonly next: number } => {
  const raw: RawChange[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':') === true) {
    const content = (fields[at] ?? '').slice(1);
    const letter = content.split(' ')[4]?.slice(0, 1) ?? '';
    const moved = letter === 'R' || letter === 'C';
    const first = fields[at + 1] ?? '';
    const path = moved ? (fields[at + 2] ?? '') : first;
    raw.push({ path, from: letter === 'R' ? first : null, kind: kinds[letter] ?? 'modified', content });
    at += moved ? 3 : 2;
  }
  return { raw, next: at };
};

interface Count {
  readonly added: number;
  readonly deleted: number;
  readonly binary: boolean;
}

const parseCounts = (fields: readonly string[]): ReadonlyMap<string, Count> => {
  const counts = new Map<string, Count>();
  for (let at = 0; at < fields.length; at += 1) {
    const [added = '', deleted = '', ...rest] = (fields[at] ?? '').split('\t');
    const name = rest.join('\t');
    const path = name === '' ? (fields[at + 2] ?? '') : name;
    if (name === '') at += 2;
    counts.set(path, { added: Number(added) || 0, deleted: Number(deleted) || 0, binary: added === '-' });
  }
  return counts;
};

/** Counts by folder, path and content: the same change is never counted twice. */
const counted = new Map<string, Count>();
const COUNTED_MAX_FILES = 60_000;
const keep = (key: string, count: Count): void => {
  counted.delete(key);
  counted.set(key, count);
  if (counted.size <= COUNTED_MAX_FILES) return;
  for (const oldest of counted.keys()) {
    counted.delete(oldest);
    break;
  }
};

const zeros = /^0+$/;

/** What tells one content of a changed file from the next. Size and time where git has not hashed what lies on the disk. */
const versionOf = async (place: ThreadGround, span: Span, change: RawChange): Promise<string> => {
  const [, , , newId = ''] = change.content.split(' ');
  if (span.to !== null || change.kind === 'deleted' || !zeros.test(newId)) return change.content;
  const stat = await lstat(join(place.workTree, change.path)).catch(() => null);
  return `${change.content} ${stat === null ? '-' : `${stat.size}:${stat.mtimeMs}:${stat.ino}`}`;
};

type Entry = RawChange & { readonly version: string; readonly key: string };

const entriesOf = async (place: ThreadGround, span: Span, raw: readonly RawChange[]): Promise<readonly Entry[]> => {
  // A conflicted file stands there twice.
  const byPath = new Map(raw.map((change) => [change.path, change]));
  return Promise.all(
    [...byPath.values()].map(async (change) => {
      const text = await versionOf(place, span, change);
      const version = createHash('sha1')
        .update(`${change.from ?? ''}\0${text}`)
        .digest('base64url')
        .slice(0, 16);
      return { ...change, version, key: `${place.workTree}\0${change.path}\0${version}` };
    }),
  );
};

/** More paths than this are not named: then git counts everything. */
const NAMED_MAX_PATHS = 200;

const countLines = async (git: Git, place: ThreadGround, span: Span, missing: readonly Entry[], pace: Pace): Promise<void> => {
  if (missing.length === 0) return;
  const named =
    missing.length > NAMED_MAX_PATHS
      ? []
      : [...new Set(missing.flatMap((entry) => (entry.from === null ? [entry.path] : [entry.from, entry.path])))];
  const args = ['diff', '--numstat', '-z', ...diffArguments, ...spanArguments(span), ...named];
  const counts = parseCounts(nulFields((await git.run({ ground: place.ground, args, config: reviewConfig, ...pace })).stdout));
  // git leaves out what it has nothing to count of.
  for (const entry of missing) keep(entry.key, counts.get(entry.path) ?? { added: 0, deleted: 0, binary: false });
};

export interface ListedChanges {
  readonly files: readonly FileChange[];
  /** Whether every file has been counted. */
  readonly counted: boolean;
  readonly version: string;
}

const nothingLoose: Loose = { untracked: [], conflicted: new Set() };

export interface ListOptions extends Pace {
  /** `known`: only counts that are known already, without reading files. Default: all. */
  readonly counts?: 'known' | 'all';
}

const zeroId = '0'.repeat(40);

/** What git would say of files that it does not know yet, when nothing was deleted that they could be renamed from. */
const asAdded = (untracked: readonly string[]): readonly RawChange[] =>
  untracked.map((path) => ({ path, from: null, kind: 'added', content: `000000 100644 ${zeroId} ${zeroId} A` }));

const rawChanges = async (git: Git, place: ThreadGround, span: Span, pace: Pace): Promise<readonly RawChange[]> => {
  const args = ['diff', '--raw', '-z', '--no-abbrev', ...diffArguments, ...spanArguments(span)];
  return parseRaw(nulFields((await git.run({ ground: place.ground, args, config: reviewConfig, ...pace })).stdout)).raw;
};

/** Which files, as fast as that can be known: what git knows and what it does not are looked for at the same time. */
const listQuickly = async (
  git: Git,
  place: ThreadGround,
  span: Span,
  loosely: Promise<Loose>,
  pace: Pace,
): Promise<{ readonly raw: readonly RawChange[]; readonly loose: Loose }> => {
  const [raw, found] = await Promise.all([rawChanges(git, place, span, pace), loosely]);
  if (span.to !== null || found.untracked.length === 0) return { raw, loose: span.to === null ? found : nothingLoose };
  if (!raw.some(({ kind }) => kind === 'deleted')) return { raw: [...raw, ...asAdded(found.untracked)], loose: found };
  return { raw: await withUntracked(git, place, found.untracked, pace, (covered) => rawChanges(git, covered, span, pace)), loose: found };
};

const asListed = (span: Span, entries: readonly Entry[], loose: Loose, isCounted: boolean): ListedChanges => {
  const untracked = new Set(loose.untracked);
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const files = sorted.map(({ path, from, kind, version, key }): FileChange => {
    const count = counted.get(key) ?? { added: 0, deleted: 0, binary: false };
    return { path, from, kind: loose.conflicted.has(path) ? 'conflicted' : kind, ...count, untracked: untracked.has(path), version };
  });
  const hash = createHash('sha1').update(`${span.from} ${span.to ?? ''}`);
  for (const { path, kind, version } of files) hash.update(`\0${path}\0${kind}\0${version}`);
  return { files, counted: isCounted, version: hash.digest('hex') };
};

/** `span` may be a search for one under way. Throws AppError when the worktree is not what it should be. */
export const listChanges = async (
  git: Git,
  place: ThreadGround,
  wanted: Span | Promise<Span>,
  { counts = 'all', ...pace }: ListOptions = {},
): Promise<ListedChanges> => {
  const loosely = listLoose(git, place, pace);
  loosely.catch(() => undefined);
  const span = await wanted;
  const { raw, loose } = await listQuickly(git, place, span, loosely, pace);
  const entries = await entriesOf(place, span, raw);
  const missing = entries.filter((entry) => !counted.has(entry.key));
  if (missing.length === 0 || counts === 'known') return asListed(span, entries, loose, missing.length === 0);
  await withUntracked(git, place, loose.untracked, pace, (covered) => countLines(git, covered, span, missing, pace));
  return asListed(span, entries, loose, true);
};
