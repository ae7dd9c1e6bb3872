/** A thread with a worktree in a real repository, and the calls of review/ on it. */
import type { CallContext } from '#main/base/handlers.ts';
import type { Placement, Worktree } from '#contract/threads.ts';
import type { Project } from '#contract/projects.ts';
import type { ChangeScope, Changes, Landed, LandingMethod, LandingPreview } from '#contract/review.ts';
import { aThread, Checkout, createWorld, type World } from '#main/git/testing/story.ts';
import type { ChangesWatch } from '#main/review/changes-watch.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import { createChangesWatch } from '#main/review/create-changes-watch.ts';
import { createRepositoryQueue } from '#main/review/repository-queue.ts';
import { reviewHandlers } from '#main/review/review-handlers.ts';
import { createWorktrees } from '#main/worktrees/create-worktrees.ts';

export const context: CallContext = { signal: new AbortController().signal };

interface Failed {
  readonly failure?: { readonly kind: string; readonly message: string; readonly paths?: readonly string[] };
}

/** How it failed; a sentence when it did not. */
export const failureOf = (promise: unknown): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => 'nothing failed',
    (error: Failed) => error.failure ?? error,
  );

/** A line for each file. */
export const short = ({ files }: Changes): readonly string[] =>
  files.map(
    (file) =>
      `${file.kind}${file.untracked ? '?' : ''} ${file.from === null ? '' : `${file.from} > `}${file.path} ${file.binary ? 'binary' : `+${file.added} -${file.deleted}`}`,
  );

const makeWorktree = async (worktrees: ReturnType<typeof createWorktrees>, project: Project, placement: Placement): Promise<Worktree> => {
  const planned = await worktrees.plan({
    thread: aThread,
    title: 'Task',
    agent: 'codex',
    project,
    placement,
    portsTaken: [],
    reserved: [],
  });
  const { worktree } = await worktrees.create({
    thread: aThread,
    project,
    worktree: planned,
    placement,
    onProgress: () => undefined,
    onPlaced: () => undefined,
    signal: context.signal,
  });
  return worktree;
};

export class ReviewLab {
  readonly world: World;
  readonly repository: Checkout;
  /** The thread's own. */
  readonly checkout: Checkout;
  readonly parts: ReviewParts;
  readonly watch: ChangesWatch;
  readonly handlers: ReturnType<typeof reviewHandlers>;
  /** What the thread was told. */
  readonly landed: Landed[] = [];
  /** As the thread's row has it. */
  worktree: Worktree;

  private constructor(world: World, repository: Checkout, project: Project, worktree: Worktree) {
    this.world = world;
    this.repository = repository;
    this.worktree = worktree;
    this.checkout = new Checkout(worktree.path ?? '');
    const findPlace: ReviewParts['findPlace'] = () => ({ thread: aThread, project, worktree: this.worktree });
    this.parts = { git: world.git, shadows: world.shadows, findPlace };
    this.watch = createChangesWatch(this.parts);
    this.handlers = reviewHandlers({
      parts: this.parts,
      watch: this.watch,
      intents: world.intents,
      inRepository: createRepositoryQueue(),
      threads: {
        findPlace,
        describe: () => ({ title: 'Make it better.', prompt: null }),
        onLanded: (_thread, how) => this.landed.push(how),
        onCommitted: () => undefined,
      },
    });
  }

  /** `base` of the new worktree; the repository has a few files by then. */
  static async open(base = 'main'): Promise<ReviewLab> {
    const world = await createWorld();
    const repository = await world.repository();
    await repository.commit(
      {
        'a.txt': 'one\ntwo\nthree\n',
        'gone.txt': 'gone\n',
        'moved.txt': 'some\nlines\nto\nmove\n',
        'image.png': new Uint8Array([0, 1, 2]),
      },
      'Second',
    );
    if (base.startsWith('origin/')) await repository.git('update-ref', `refs/remotes/${base}`, 'HEAD');
    const project = world.project(repository);
    const worktrees = createWorktrees(world);
    const worktree = await makeWorktree(worktrees, project, { kind: 'worktree', base, branch: null });
    await worktrees.dispose();
    return new ReviewLab(world, repository, project, worktree);
  }

  async dispose(): Promise<void> {
    await this.watch.dispose();
    await this.world.dispose();
  }

  readonly read = (scope: ChangeScope): Promise<Changes> => this.watch.read(aThread, scope);
  readonly commit = async (message = 'Work'): Promise<string> =>
    (await this.handlers['review.commit']({ thread: aThread, message }, context)).commit;
  readonly land = async (how: LandingMethod, moveCheckout = true): Promise<Landed> =>
    this.handlers['review.land']({ thread: aThread, how, moveCheckout }, context);
  readonly preview = async (how: LandingMethod): Promise<LandingPreview> =>
    this.handlers['review.landing']({ thread: aThread, how }, context);

  /** Commits that backups hold. */
  async backups(): Promise<readonly string[]> {
    const printed = await this.repository.git('for-each-ref', '--format=%(objectname)', `refs/switchyard/before/${aThread}`);
    return printed === '' ? [] : printed.split('\n').toSorted();
  }
}
