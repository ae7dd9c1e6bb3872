/** The `checkpoints` topic and calls of the contract. */
import type { Checkpoint } from '#contract/checkpoints.ts';
import { failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { resolveCommit } from '#main/git/refs.ts';
import { knownRepository } from '#main/git/repository.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';
import { previewRestore, restoreFiles, type RestoreParts } from './restore.ts';

/** What checkpoints need from `threads/`. */
export interface CheckpointThreads {
  /** Does `work` while the thread is at rest; throws `busy` otherwise. */
  readonly atRest: <T>(thread: ThreadId, work: () => Promise<T>) => Promise<T>;
  /** Sets aside what was said since. Only inside `atRest`. */
  readonly goBack: (thread: ThreadId, to: Checkpoint) => Promise<void>;
  readonly tell: (thread: ThreadId, text: string) => void;
  readonly lastPosition: (thread: ThreadId) => number;
  readonly fork: (
    thread: ThreadId,
    fork: {
      readonly checkpoint: Checkpoint;
      readonly head: string;
      readonly prompt: string;
      readonly conversation: boolean;
      readonly agent?: string | undefined;
      readonly model?: string | null | undefined;
    },
  ) => Thread;
  readonly findPlace: (thread: ThreadId) => ThreadPlace | null;
  /** The folder's changes have to be looked at again. */
  readonly poke: (thread: ThreadId) => void;
}

export interface CheckpointDeps extends RestoreParts {
  readonly threads: CheckpointThreads;
}

type CheckpointKey = 'checkpoints' | 'checkpoints.take' | 'checkpoints.preview' | 'checkpoints.restore' | 'checkpoints.fork';

const said = (to: Checkpoint, what: 'files' | 'conversation' | 'both'): string => {
  const when = new Date(to.at).toISOString().slice(0, 16).replace('T', ' ');
  const parts = { files: 'The files are', conversation: 'The conversation is', both: 'Files and conversation are' } as const;
  return `${parts[what]} as of ${when} UTC${to.label === '' ? '' : ` (${to.label})`} again.`;
};

export const checkpointHandlers = (deps: CheckpointDeps): Pick<Handlers, CheckpointKey> => {
  const { checkpoints, threads, git } = deps;
  return {
    checkpoints: ({ thread }) => ({
      snapshot: () => checkpoints.list(thread),
      listen: (listener) => checkpoints.listen(thread, (event) => listener([event])),
    }),
    'checkpoints.take': ({ thread, label }, { signal }) => checkpoints.take(thread, { why: 'user', label }, signal),
    'checkpoints.preview': async ({ thread, checkpoint }) => {
      const to = checkpoints.get(thread, checkpoint);
      return { ...(await previewRestore(deps, thread, to)), items: Math.max(0, threads.lastPosition(thread) - to.position) };
    },
    'checkpoints.restore': ({ thread, checkpoint, what }) => {
      const to = checkpoints.get(thread, checkpoint);
      return threads.atRest(thread, async () => {
        const before =
          what === 'conversation'
            ? await checkpoints.take(thread, { why: 'before-act', label: 'Before going back' })
            : await restoreFiles(deps, thread, to);
        if (what !== 'files') await threads.goBack(thread, to);
        threads.tell(thread, said(to, what));
        threads.poke(thread);
        return { before };
      });
    },
    'checkpoints.fork': async ({ thread, checkpoint, ...fork }) => {
      const from = checkpoints.get(thread, checkpoint);
      const place = threads.findPlace(thread);
      if (place === null) throw failure('not-found', 'This thread is gone.');
      const { commonDir } = await knownRepository(git, place.project.path);
      const head = await resolveCommit(git, commonDir, `${from.commit}^1`);
      if (head === null) throw failure('unavailable', 'There was no commit yet to begin a fork from.', 'Begin a new task instead.');
      return threads.fork(thread, { checkpoint: from, head, ...fork });
    },
  };
};
