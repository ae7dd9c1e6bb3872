/** Patches of many files in one run of git, taken apart file by file. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#contract/failure.ts';
import { PATCH_MAX_CHARS, type FilePatch } from '#contract/review.ts';
import type { Git, GitRequest } from './git.ts';
import { diffArguments, parseRaw, REVIEWED_FILE_MAX_BYTES, reviewConfig, spanArguments, withUntracked, type Span } from './list-changes.ts';
import type { ThreadGround } from './thread-ground.ts';

type Pace = Pick<GitRequest, 'signal' | 'priority'>;

export interface WantedPatch {
  readonly path: string;
  /** Old path of a renamed file, else null. */
  readonly from: string | null;
  /** git does not know the file yet. */
  readonly untracked: boolean;
}

const BATCH_MAX_BYTES = 48_000_000;
const START = 'diff --git ';

/** Where each file's patch begins. Lines of content never start with `diff --git`: they carry a sign in front. */
const starts = (text: string): readonly number[] => {
  const found: number[] = [];
  if (text.startsWith(START)) found.push(0);
  for (let at = text.indexOf(`\n${START}`); at >= 0; at = text.indexOf(`\n${START}`, at + 1)) found.push(at + 1);
  return found;
};

/** Output of `diff --raw -p -z`: entries, an empty field, then the patches in the same order. */
const splitPatches = (output: string): ReadonlyMap<string, string> => {
  const end = output.indexOf('\0\0');
  const head = end < 0 ? output : output.slice(0, end);
  const text = end < 0 ? '' : output.slice(end + 2);
  // A conflicted file stands in the list and has no patch of its own.
  const raw = parseRaw(head.split('\0')).raw.filter((entry) => entry.kind !== 'conflicted');
  const at = starts(text);
  const patches = new Map<string, string>();
  raw.forEach((entry, index) => {
    const from = at[index];
    if (from === undefined) return;
    patches.set(entry.path, (patches.get(entry.path) ?? '') + text.slice(from, at[index + 1] ?? text.length));
  });
  return patches;
};

const isBinaryPatch = (patch: string): boolean =>
  /^Binary files .* differ$/m.test(patch.slice(0, 4_000)) && !/^@@ /m.test(patch.slice(0, 4_000));

const isLarge = async (place: ThreadGround, path: string): Promise<boolean> => {
  const stat = await lstat(join(place.workTree, path)).catch(() => null);
  return stat !== null && stat.size > REVIEWED_FILE_MAX_BYTES;
};

export interface PatchesRequest {
  readonly span: Span;
  readonly files: readonly WantedPatch[];
  readonly ignoreSpace: boolean;
  /** Unchanged lines around a change. */
  readonly context?: number | undefined;
}

const runDiff = async (git: Git, place: ThreadGround, request: PatchesRequest, pace: Pace): Promise<ReadonlyMap<string, string>> => {
  const { span, files, ignoreSpace, context = 3 } = request;
  const paths = [...new Set(files.flatMap((one) => (one.from === null ? [one.path] : [one.from, one.path])))];
  const how = ['--raw', '--patch', '-z', '--no-abbrev', '--full-index', `--unified=${context}`, ...(ignoreSpace ? ['-w'] : [])];
  const args = ['diff', ...how, ...diffArguments, ...spanArguments(span), ...paths];
  const result = await git.run({ ground: place.ground, args, config: reviewConfig, maxOutputBytes: BATCH_MAX_BYTES, ...pace });
  return splitPatches(result.stdout.toString('utf8'));
};

const isTooMuch = (error: unknown): boolean =>
  error instanceof AppError && (error.failure.details?.startsWith('printed too much') ?? false);

/** Null for a file whose patch alone is more than anybody reads. */
const patchTexts = async (
  git: Git,
  place: ThreadGround,
  request: PatchesRequest,
  pace: Pace,
): Promise<ReadonlyMap<string, string | null>> => {
  try {
    return await runDiff(git, place, request, pace);
  } catch (error) {
    if (!isTooMuch(error)) throw error;
  }
  const patches = new Map<string, string | null>();
  for (const file of request.files) {
    const one = await runDiff(git, place, { ...request, files: [file] }, pace).catch((error: unknown) => {
      if (isTooMuch(error)) return null;
      throw error;
    });
    patches.set(file.path, one === null ? null : (one.get(file.path) ?? ''));
  }
  return patches;
};

const indexLine = /^index ([0-9a-f]{40,64})\.\.([0-9a-f]{40,64})/m;
const HEAD_MAX_CHARS = 80_000;

/** Git's names of both sides, as the patch says them. */
const idsOf = (patch: string): Pick<FilePatch, 'before' | 'after'> => {
  const hunks = patch.indexOf('\n@@ ');
  const found = indexLine.exec(patch.slice(0, hunks < 0 ? HEAD_MAX_CHARS : hunks));
  const id = (text: string | undefined): string | null => (text === undefined || /^0+$/.test(text) ? null : text);
  return { before: id(found?.[1]), after: id(found?.[2]) };
};

/** Patches in the order asked for. A file that does not differ has an empty patch. */
export const readPatches = async (
  git: Git,
  place: ThreadGround,
  request: PatchesRequest,
  pace: Pace = {},
): Promise<readonly FilePatch[]> => {
  const { files, span } = request;
  if (files.length === 0) return [];
  const untracked = span.to === null ? files.filter((file) => file.untracked).map(({ path }) => path) : [];
  const patches = await withUntracked(git, place, untracked, pace, (all) => patchTexts(git, all, request, pace));
  return Promise.all(
    files.map(async ({ path }): Promise<FilePatch> => {
      const patch = patches.get(path) ?? (patches.has(path) ? null : '');
      if (patch === null) return { path, patch: '', tooLarge: true, binary: false, before: null, after: null };
      const ids = idsOf(patch);
      if (patch.length > PATCH_MAX_CHARS) return { path, patch: '', tooLarge: true, binary: false, ...ids };
      if (!isBinaryPatch(patch)) return { path, patch, tooLarge: false, binary: false, ...ids };
      return { path, patch: '', tooLarge: span.to === null && (await isLarge(place, path)), binary: true, ...ids };
    }),
  );
};
