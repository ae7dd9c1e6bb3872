/** A thread's worktree in a real repository, with checkpoints in a real database. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { Worktree } from '#contract/threads.ts';
import { aThread, Checkout, createWorld, type World } from '#main/git/testing/story.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { createStorage, type Storage } from '#main/storage/storage.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';
import { Checkpoints } from '#main/checkpoints/checkpoints.ts';

export class CheckpointLab {
  readonly world: World;
  readonly repository: Checkout;
  readonly checkout: Checkout;
  readonly storage: Storage<object>;
  readonly place: ThreadPlace;
  checkpoints: Checkpoints;
  now = 1_000;
  position = 0;
  readonly #close: () => void;

  private constructor(world: World, repository: Checkout, checkout: Checkout, place: ThreadPlace) {
    this.world = world;
    this.repository = repository;
    this.checkout = checkout;
    this.place = place;
    mkdirSync(world.paths.folder, { recursive: true });
    const { database } = openDatabase(world.paths, 1);
    this.storage = createStorage<object>(database, world.paths.blobs);
    this.#close = database.close;
    this.checkpoints = this.open();
  }

  /** As a new run of the app would have them. */
  open(): Checkpoints {
    return new Checkpoints({
      git: this.world.git,
      shadows: this.world.shadows,
      table: this.storage.checkpoints,
      folder: this.world.paths.checkpoints,
      findPlace: () => this.place,
      projectPath: () => this.place.project.path,
      conversationOf: () => ({ position: this.position, setAside: [] }),
      now: () => this.now++,
    });
  }

  static async make(): Promise<CheckpointLab> {
    const world = await createWorld();
    const repository = await world.repository();
    await repository.commit({ 'a.txt': 'one\ntwo\nthree\n', 'gone.txt': 'gone\n', '.gitignore': 'ignored/\n' }, 'Second');
    const path = join(world.folder, 'worktree');
    await repository.git('worktree', 'add', '-q', '-b', 'task', path);
    const worktree: Worktree = {
      place: 'worktree',
      status: 'ready',
      path,
      branch: 'task',
      base: 'main',
      baseCommit: await repository.git('rev-parse', 'HEAD'),
      firstPort: null,
      bytes: null,
      snapshot: null,
    };
    return new CheckpointLab(world, repository, new Checkout(path), { thread: aThread, project: world.project(repository), worktree });
  }

  readonly take = (label = ''): Promise<Checkpoint> => this.checkpoints.take(aThread, { why: 'user', label });

  async dispose(): Promise<void> {
    await this.checkpoints.dispose();
    this.#close();
    await this.world.dispose();
  }
}
