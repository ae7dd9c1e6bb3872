/**
 * GitHub through the user's own `gh`. It is started in a folder of ours, never in a worktree, so nothing that lies there is
 * read by it; what it is to work on is always named.
 */
import { AppError, failure } from '#contract/failure.ts';
import type { Check, PullRequest } from '#contract/forge.ts';
import { CommandError } from '#main/base/errors.ts';
import { run } from '#main/base/run-command.ts';
import type { ForgeAddress } from './forge-address.ts';
import { commentsOf, jobOf, listedFields, listedOf, pullRequestOf } from './gh-shapes.ts';

export interface GhOptions {
  /** The program; found on PATH by default. */
  readonly program?: string;
  /** Where it is started: nothing but ours lies there. */
  readonly folder: string;
}

export interface Gh {
  /** Null when it can be used for the host; else why not, as a sentence. */
  readonly trouble: (host: string, signal: AbortSignal) => Promise<string | null>;
  readonly find: (address: ForgeAddress, branch: string, signal: AbortSignal) => Promise<PullRequest | null>;
  /** Its checks alone: one question instead of four. */
  readonly checks: (address: ForgeAddress, branch: string, signal: AbortSignal) => Promise<readonly Check[]>;
  /** Gives the address of the new pull request. */
  readonly create: (address: ForgeAddress, wanted: NewPullRequest, signal: AbortSignal) => Promise<string>;
  /** What a failed check printed, as far as GitHub keeps it. */
  readonly log: (address: ForgeAddress, checkUrl: string | null, signal: AbortSignal) => Promise<string>;
}

export interface NewPullRequest {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
}

const TIMEOUT_MS = 60_000;
const LOG_MAX_CHARS = 20_000;

const environment = (): Record<string, string | undefined> => ({
  ...process.env,
  GH_PROMPT_DISABLED: '1',
  GH_NO_UPDATE_NOTIFIER: '1',
  NO_COLOR: '1',
  GH_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
});

const sentence = (error: CommandError): AppError => {
  if (error.startError !== null)
    return failure('unavailable', 'gh is not installed.', 'Install the GitHub CLI, or open the pull request on its page.');
  const said = error.lastLines.trim();
  if (/auth login|authentication|HTTP 401/i.test(said))
    return failure('denied', 'gh is not signed in.', 'Run `gh auth login` in a terminal.', { details: said });
  if (/HTTP 403|rate limit/i.test(said))
    return failure('denied', 'GitHub refused: no permission, or too many requests.', 'Look at the details, then try again.', {
      details: said,
    });
  if (/could not resolve host|connect|timeout|timed out/i.test(said))
    return failure('unavailable', 'GitHub cannot be reached.', 'Check the network, then try again.', { details: said });
  return failure('unavailable', `gh failed: ${said.split('\n').at(-1) ?? 'no reason given'}`, undefined, { details: said });
};

export const createGh = ({ program = 'gh', folder }: GhOptions): Gh => {
  const gh = async (args: readonly string[], signal: AbortSignal, input?: string): Promise<string> => {
    try {
      const spec = { file: program, args, cwd: folder, environment: environment() };
      const result = await run(spec, { signal, timeoutMilliseconds: TIMEOUT_MS, ...(input === undefined ? {} : { input }) });
      return result.stdout.toString('utf8');
    } catch (error) {
      throw error instanceof CommandError ? Object.assign(sentence(error), { cause: error }) : error;
    }
  };
  const json = async (args: readonly string[], signal: AbortSignal): Promise<unknown> => {
    const printed = await gh(args, signal);
    try {
      return JSON.parse(printed) as unknown;
    } catch {
      throw failure('unavailable', 'gh answered with something that is not JSON.', 'Update gh, then try again.', {
        details: printed.slice(0, 2_000),
      });
    }
  };
  const named = ({ host, repository }: ForgeAddress): string => `${host}/${repository}`;
  const api = ({ host, repository }: ForgeAddress, path: string, signal: AbortSignal): Promise<unknown> =>
    json(['api', '--hostname', host, `repos/${repository}/${path}?per_page=100`], signal);

  const list = async (address: ForgeAddress, branch: string, signal: AbortSignal) => {
    const args = ['pr', 'list', '--repo', named(address), '--head', branch, '--state', 'all', '--limit', '1', '--json', listedFields];
    return listedOf(await json(args, signal));
  };

  return {
    trouble: async (host, signal) => {
      try {
        await gh(['auth', 'status', '--hostname', host], signal);
        return null;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return `${error.failure.message} ${error.failure.action ?? ''}`.trim();
      }
    },
    find: async (address, branch, signal) => {
      const listed = await list(address, branch, signal);
      if (listed === null) return null;
      const [comments, lines, reviews] = await Promise.all([
        api(address, `issues/${listed.number}/comments`, signal),
        api(address, `pulls/${listed.number}/comments`, signal),
        api(address, `pulls/${listed.number}/reviews`, signal),
      ]);
      return pullRequestOf(listed, [...commentsOf('comment', comments), ...commentsOf('line', lines), ...commentsOf('review', reviews)]);
    },
    checks: async (address, branch, signal) => {
      const listed = await list(address, branch, signal);
      return listed === null ? [] : pullRequestOf(listed, []).checkList;
    },
    create: async (address, { branch, base, title, body, draft }, signal) => {
      const args = ['pr', 'create', '--repo', named(address), '--head', branch, '--base', base, '--title', title, '--body-file', '-'];
      const printed = await gh([...args, ...(draft ? ['--draft'] : [])], signal, body);
      return /https?:\/\/\S+/.exec(printed)?.[0] ?? printed.trim();
    },
    log: async (address, checkUrl, signal) => {
      const job = jobOf(checkUrl);
      if (job === null) throw failure('not-found', 'The log of this check is not on GitHub.', 'Open the check’s page.');
      const printed = await gh(['run', 'view', '--repo', named(address), '--job', job, '--log-failed'], signal);
      return printed.length <= LOG_MAX_CHARS ? printed : `…${printed.slice(-LOG_MAX_CHARS)}`;
    },
  };
};
