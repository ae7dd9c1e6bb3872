/** Clones a repository, with progress. Prompts are off: what needs a password fails with a sentence. */
import { CommandError } from '#main/base/errors.ts';
import type { Git } from './git.ts';
import { gitFailure } from './git-failure.ts';
import { own } from './ground.ts';

export interface CloneProgress {
  /** As git names it: `Receiving objects`, `Resolving deltas`. */
  readonly step: string;
  readonly percent: number | null;
}

const LAST_CHARS = 4_000;
const line = /(?:remote: )?([A-Z][a-z]+ [a-z]+):\s+(\d+)%/g;

/** Hears "Receiving objects:  45% (450/1000), 1.2 MiB" out of what git prints; reports each percent once. */
export const cloneProgressReader = (report: (progress: CloneProgress) => void): ((piece: Buffer) => void) => {
  let rest = '';
  let last = '';
  return (piece) => {
    rest = (rest + piece.toString('utf8')).slice(-LAST_CHARS);
    const match = [...rest.matchAll(line)].at(-1);
    const now = match === undefined ? '' : `${match[1]} ${match[2]}`;
    if (match === undefined || now === last) return;
    last = now;
    report({ step: match[1] ?? '', percent: Number(match[2]) });
  };
};

/** Name of the folder that git would choose for an address. */
export const folderNameOf = (url: string): string => {
  const name =
    url
      .replace(/[?#].*$/, '')
      .replace(/[\\/]+$/, '')
      .replace(/(\/|\\)?\.git$/, '')
      .split(/[\\/:]/)
      .at(-1) ?? '';
  return name.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'repository';
};

export interface CloneRequest {
  readonly url: string;
  readonly parent: string;
  readonly folder: string;
  readonly onProgress: (progress: CloneProgress) => void;
  readonly signal: AbortSignal;
}

/** Makes `folder` inside `parent`. What a failure leaves behind is the caller's to clear away. */
export const cloneRepository = async (git: Git, request: CloneRequest): Promise<void> => {
  const { url, parent, folder, signal } = request;
  const read = cloneProgressReader(request.onProgress);
  // Kept as well: it says why a clone failed.
  const said: string[] = [];
  const onStderr = (piece: Buffer): void => {
    said.push(piece.toString('utf8'));
    if (said.length > 200) said.splice(0, 100);
    read(piece);
  };
  const result = await git.run({
    ground: own(parent),
    args: ['clone', '--progress', '--', url, folder],
    writes: true,
    outsideBudget: true,
    signal,
    accept: [0, 128],
    onStderr,
  });
  if (result.code !== 0) throw cloneFailure(said.join('').slice(-LAST_CHARS), parent);
};

const cloneFailure = (said: string, parent: string): Error =>
  gitFailure(
    new CommandError({
      command: 'git clone',
      exitCode: 128,
      signal: null,
      lastLines: said
        .split(/[\r\n]+/)
        .filter((one) => !/\d+%/.test(one))
        .join('\n'),
      startError: null,
    }),
    'clone',
    parent,
  );
