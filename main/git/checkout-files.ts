/** Writes the files of a tree into a worktree, with progress. Plumbing: no hook runs and HEAD stays. */
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Git, GitRequest } from './git.ts';
import type { Ground } from './ground.ts';

export type FilesProgress = (done: number, total: number) => void;

const BETWEEN_REPORTS_MILLISECONDS = 100;
const progressLine = /Updating files:\s+\d+% \((\d+)\/(\d+)\)/g;

/** Hears "Updating files: 45% (2250/5000)" out of what git prints, a few times a second. */
export const progressReader = (report: FilesProgress, now: () => number = () => performance.now()): ((piece: Buffer) => void) => {
  let rest = '';
  let last = -Infinity;
  return (piece) => {
    rest = (rest + piece.toString('latin1')).slice(-500);
    const match = [...rest.matchAll(progressLine)].at(-1);
    if (match === undefined) return;
    const done = Number(match[1]);
    const total = Number(match[2]);
    if (done < total && now() - last < BETWEEN_REPORTS_MILLISECONDS) return;
    last = now();
    rest = '';
    report(done, total);
  };
};

/** Making a file is mostly waiting for the disk: even two cores gain by writing four at a time. git does so from 100 files on. */
const WORKERS = String(Math.min(8, Math.max(4, availableParallelism())));

export interface CheckoutRequest {
  readonly ground: Ground;
  /** Commit or tree whose files are wanted. */
  readonly files: string;
  /** Tree that the index shall hold afterwards, when it is not that of the files. */
  readonly index?: string;
  readonly adminDir: string;
  readonly onProgress?: FilesProgress;
}

/**
 * Idempotent: run again after a crash it writes what is missing. Untracked files of the same name are overwritten, so only for
 * folders that are being made.
 */
export const checkoutFiles = async (
  git: Git,
  request: CheckoutRequest,
  pace: Pick<GitRequest, 'signal' | 'priority'> = {},
): Promise<void> => {
  const { ground, files, index, onProgress } = request;
  // Left by a checkout that was killed; nobody else is at work in a folder that is being made.
  await rm(join(request.adminDir, 'index.lock'), { force: true });
  const quiet = ['read-tree', '--reset', '-u', files];
  const common = { ground, config: { 'checkout.workers': WORKERS }, writes: true, priority: 'background', ...pace } as const;
  const asked = onProgress === undefined ? quiet : [...quiet.slice(0, 3), '-v', files];
  const onStderr = onProgress === undefined ? {} : { onStderr: progressReader(onProgress), environment: { GIT_PROGRESS_DELAY: '0' } };
  const result = await git.run({ ...common, ...onStderr, args: asked, accept: [0, 1, 128] });
  // What git said went to the progress reader: the second run fails the same way and keeps its words.
  if (result.code !== 0) await git.run({ ...common, args: quiet });
  if (index !== undefined) await git.run({ ...common, args: ['read-tree', '-m', index] });
};
