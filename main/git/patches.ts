/** Patches of many files in one run of git, taken apart file by file. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#contract/failure.ts';
import { PATCH_MAX_CHARS, type FilePatch } from '#contract/review.ts';
import type { Git, GitRequest } from './git.ts';
import { diffArguments, parseRaw, REVIEWED_FILE_MAX_BYTES, reviewConfig, withUntracked } from './list-changes.ts';
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

const runDiff = async (
  git: Git,
  place: ThreadGround,
  from: string,
  wanted: readonly WantedPatch[],
  ignoreSpace: boolean,
  pace: Pace,
): Promise<ReadonlyMap<string, string>> => {
  const paths = [...new Set(wanted.flatMap((one) => (one.from === null ? [one.path] : [one.from, one.path])))];
  const args = ['diff', '--raw', '--patch', '-z', '--abbrev=40', ...diffArguments, ...(ignoreSpace ? ['-w'] : []), from, '--', ...paths];
  const result = await git.run({ ground: place.ground, args, config: reviewConfig, maxOutputBytes: BATCH_MAX_BYTES, ...pace });
  return splitPatches(result.stdout.toString('utf8'));
};

const isTooMuch = (error: unknown): boolean =>
  error instanceof AppError && (error.failure.details?.startsWith('printed too much') ?? false);

export interface PatchesRequest {
  /** Commit or tree. */
  readonly from: string;
  readonly files: readonly WantedPatch[];
  readonly ignoreSpace: boolean;
}

/** Null for a file whose patch alone is more than anybody reads. */
const patchTexts = async (
  git: Git,
  place: ThreadGround,
  { from, files, ignoreSpace }: PatchesRequest,
  pace: Pace,
): Promise<ReadonlyMap<string, string | null>> => {
  try {
    return await runDiff(git, place, from, files, ignoreSpace, pace);
  } catch (error) {
    if (!isTooMuch(error)) throw error;
  }
  const patches = new Map<string, string | null>();
  for (const file of files) {
    const one = await runDiff(git, place, from, [file], ignoreSpace, pace).catch((error: unknown) => {
      if (isTooMuch(error)) return null;
      throw error;
    });
    patches.set(file.path, one === null ? null : (one.get(file.path) ?? ''));
  }
  return patches;
};

/** Patches in the order asked for. A file that does not differ has an empty patch. */
export const readPatches = async (
  git: Git,
  place: ThreadGround,
  request: PatchesRequest,
  pace: Pace = {},
): Promise<readonly FilePatch[]> => {
  const { files } = request;
  if (files.length === 0) return [];
  const untracked = files.filter((file) => file.untracked).map(({ path }) => path);
  const patches = await withUntracked(git, place, untracked, pace, (all) => patchTexts(git, all, request, pace));
  return Promise.all(
    files.map(async ({ path }): Promise<FilePatch> => {
      const patch = patches.get(path) ?? (patches.has(path) ? null : '');
      if (patch === null || patch.length > PATCH_MAX_CHARS) return { path, patch: '', tooLarge: true };
      return isBinaryPatch(patch) ? { path, patch: '', tooLarge: await isLarge(place, path) } : { path, patch, tooLarge: false };
    }),
  );
};
