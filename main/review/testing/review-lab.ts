/** A thread with a worktree in a real repository, and the calls of review/ on it. */
import { mkdirSync } from 'node:fs';
import type { CallContext } from '#main/base/handlers.ts';
import type { Placement, Worktree } from '#contract/threads.ts';
import type { Project } from '#contract/projects.ts';
import type { Landed, LandingMethod, LandingPreview } from '#contract/landing.ts';
import type { ChangeScope, Changes } from '#contract/review.ts';
import { Checkpoints } from '#main/checkpoints/checkpoints.ts';
import { keptFolders } from '#main/checkpoints/kept-folders.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { createStorage, type Storage } from '#main/storage/storage.ts';
import { aThread, Checkout, createWorld, type World } from '#main/git/testing/story.ts';
import type { ChangesWatch } from '#main/review/changes-watch.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import { createChangesWatch } from '#main/review/create-changes-watch.ts';
import { createRepositoryQueue } from '#main/review/repository-queue.ts';
import { openReview, type OpenedReview } from '#main/review/open-review.ts';
import { reviewHandlers } from '#main/review/review-handlers.ts';
import { PlayedReviewAgents } from './played-review-agents.ts';
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
  readonly handlers: ReturnType<typeof reviewHandlers> & OpenedReview['handlers'];
  readonly review: OpenedReview;
  readonly checkpoints: Checkpoints;
  readonly storage: Storage<object>;
  readonly #closeDatabase: () => void;
  readonly agents = new PlayedReviewAgents();
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
    mkdirSync(world.paths.folder, { recursive: true });
    const { database } = openDatabase(world.paths, 1);
    this.#closeDatabase = database.close;
    this.storage = createStorage<object>(database, world.paths.blobs);
    const { git, shadows, intents } = world;
    this.checkpoints = new Checkpoints({
      git,
      shadows,
      table: this.storage.checkpoints,
      folder: world.paths.checkpoints,
      findPlace,
      projectPath: () => project.path,
      conversationOf: () => ({ position: 0, setAside: [] }),
      now: Date.now,
    });
    this.parts = { git, shadows, findPlace, kept: keptFolders(this.checkpoints) };
    this.watch = createChangesWatch(this.parts);
    this.review = openReview({
      parts: this.parts,
      watch: this.watch,
      checkpoints: this.checkpoints,
      intents,
      storage: this.storage,
      turns: () => [],
      items: () => [],
      agents: this.agents,
      temporary: world.paths.temporary,
      now: Date.now,
    });
    const landing = reviewHandlers({
      parts: this.parts,
      watch: this.watch,
      known: this.review.known,
      intents: world.intents,
      inRepository: createRepositoryQueue(),
      threads: {
        findPlace,
        describe: () => ({ title: 'Make it better.', prompt: null }),
        onLanded: (_thread, how) => this.landed.push(how),
        onCommitted: () => undefined,
      },
    });
    this.handlers = { ...landing, ...this.review.handlers };
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
    void this.review.dispose();
    await this.watch.dispose();
    await this.checkpoints.dispose();
    this.#closeDatabase();
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
