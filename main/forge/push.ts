/** Pushes a thread's branch to where the user's git would push it. */
import { AppError, failure } from '#contract/failure.ts';
import type { Git } from '#main/git/git.ts';
import { ofRepository } from '#main/git/ground.ts';
import { countCommits, resolveCommit } from '#main/git/refs.ts';
import { pageInAnswer } from './forge-address.ts';

const configured = async (git: Git, commonDir: string, key: string): Promise<string | null> => {
  const { stdout, code } = await git.run({ ground: ofRepository(commonDir), args: ['config', '--get', key], accept: [0, 1] });
  const value = stdout.toString('utf8').trim();
  return code === 0 && value !== '' ? value : null;
};

export interface Remote {
  readonly name: string;
  readonly url: string;
}

/** As git chooses: the branch's own push remote, the default one, the base's, `origin`, the only one. Null when there is none. */
export const pushRemote = async (git: Git, commonDir: string, branch: string, base: string): Promise<Remote | null> => {
  const listed = await git.text({ ground: ofRepository(commonDir), args: ['remote'] });
  const names = listed === '' ? [] : listed.split('\n');
  const keys = [`branch.${branch}.pushRemote`, 'remote.pushDefault', `branch.${branch}.remote`, `branch.${base}.remote`];
  const wanted = (await Promise.all(keys.map((key) => configured(git, commonDir, key)))).find(
    (name) => name !== null && names.includes(name),
  );
  const name = wanted ?? (names.includes('origin') ? 'origin' : names.length === 1 ? names[0] : undefined);
  if (name === undefined || name === null) return null;
  return { name, url: await git.text({ ground: ofRepository(commonDir), args: ['remote', 'get-url', '--push', name] }) };
};

/** Where the remote's branch was when it was last seen; null when it was never there. */
export const seenThere = (git: Git, commonDir: string, remote: string, branch: string): Promise<string | null> =>
  resolveCommit(git, commonDir, `refs/remotes/${remote}/${branch}`);

export const distance = async (
  git: Git,
  commonDir: string,
  head: string,
  seen: string | null,
): Promise<{ readonly ahead: number; readonly behind: number } | null> => {
  if (seen === null) return null;
  const [ahead, behind] = await Promise.all([countCommits(git, commonDir, head, seen), countCommits(git, commonDir, seen, head)]);
  return { ahead, behind };
};

export interface PushRequest {
  readonly remote: Remote;
  readonly branch: string;
  readonly head: string;
  readonly force: boolean;
  readonly signal: AbortSignal;
}

const refusals: readonly (readonly [pattern: RegExp, message: string, action: string])[] = [
  [/stale info/, 'The remote’s branch has changed since it was last seen.', 'Fetch it and look at what came, then push again.'],
  [
    /non-fast-forward|fetch first|\[rejected\]/,
    'The remote has commits of this branch that are not here.',
    'Fetch and take them in, or push with force if they are yours to replace.',
  ],
  [/protected branch|hook declined|\[remote rejected\]/, 'The remote did not accept the branch.', 'Read what it says below.'],
];

/** Gives the page the forge names in its answer, if it does. Hooks do not run: nobody asked us to run them. */
export const push = async (git: Git, commonDir: string, request: PushRequest): Promise<string | null> => {
  const { remote, branch, head, force, signal } = request;
  const seen = await seenThere(git, commonDir, remote.name, branch);
  const lease = force ? [`--force-with-lease=refs/heads/${branch}:${seen ?? ''}`] : [];
  try {
    const result = await git.run({
      ground: ofRepository(commonDir),
      args: ['push', ...lease, remote.name, `${head}:refs/heads/${branch}`],
      outsideBudget: true,
      writes: true,
      signal,
    });
    return pageInAnswer(result.stderr);
  } catch (error) {
    if (!(error instanceof AppError) || error.failure.details === undefined) throw error;
    const { details } = error.failure;
    const [, message, action] = refusals.find(([pattern]) => pattern.test(details)) ?? [null, null, null];
    throw message === null ? error : failure('conflict', message, action, { details });
  }
};
