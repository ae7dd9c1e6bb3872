/**
 * Checkpoints of threads: taken before and after each turn and before each act that destroys something, restored,
 * collected. One thing at a time per thread; what fails is told to whoever asked, and never ends a turn.
 *
 * Called by: threads/ (around turns), review/ (before acts, for scopes), checkpoint-handlers.ts.
 */
import { join } from 'node:path';
import type { Checkpoint, CheckpointsEvent } from '#contract/checkpoints.ts';
import { failure } from '#contract/failure.ts';
import type { CheckpointId, ThreadId, TurnId } from '#contract/ids.ts';
import { effectiveSettings } from '#contract/projects.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { Mailbox } from '#main/base/mailbox.ts';
import { newId } from '#main/base/new-id.ts';
import { Emitter } from '#main/base/topic.ts';
import type { Git } from '#main/git/git.ts';
import { readHead } from '#main/git/head.ts';
import { moveRefs } from '#main/git/refs.ts';
import { knownRepository } from '#main/git/repository.ts';
import type { Shadows } from '#main/git/shadow.ts';
import { threadGround, type ThreadGround } from '#main/git/thread-ground.ts';
import type { CheckpointsTable } from '#main/storage/checkpoints-table.ts';
import type { ThreadPlace } from '#main/worktrees/worktrees.ts';
import { toCollect } from './collect.ts';
import { commitFolder, treeOfIndex } from './commit-folder.ts';
import { keepFolder, keptGround } from './kept-folder.ts';

type Conversation = Pick<Checkpoint, 'position' | 'setAside'>;

export interface CheckpointsOptions {
  readonly git: Git;
  readonly shadows: Shadows;
  readonly table: CheckpointsTable;
  /** Folder of the index files. */
  readonly folder: string;
  readonly findPlace: (thread: ThreadId) => ThreadPlace | null;
  /** The folder of the project, of removed threads too; null when the project is gone. */
  readonly projectPath: (thread: ThreadId) => string | null;
  /** Where the conversation stands, or stood before the message that began a turn. */
  readonly conversationOf: (thread: ThreadId, before: TurnId | null) => Conversation;
  readonly now: () => number;
}

export interface NewCheckpoint {
  readonly why: Checkpoint['why'];
  readonly turn?: TurnId | null;
  readonly label?: string;
}

/** The folder as it is this moment, with the right to change it: nobody else of us does meanwhile. */
export interface LookedFolder {
  readonly place: ThreadGround;
  /** The same ground with our index, which knows the folder. */
  readonly kept: ThreadGround;
  /** The folder and the index as trees. */
  readonly tree: string;
  readonly index: string;
  readonly head: string | null;
  /** Paths that are too large to be kept. */
  readonly leftOut: readonly string[];
  /** Of the files that were read because they were new or different. */
  readonly bytes: number;
}

export interface HeldFolder extends LookedFolder {
  readonly checkpoint: Checkpoint;
}

const refOf = (thread: ThreadId, id: CheckpointId): string => `refs/switchyard/checkpoints/${thread}/${id}`;

const BETWEEN_COLLECTIONS_MS = 3_600_000;

export class Checkpoints {
  readonly #options: CheckpointsOptions;
  readonly #mailboxes = new Map<ThreadId, Mailbox>();
  readonly #events = new Emitter<{ readonly thread: ThreadId; readonly event: CheckpointsEvent }>();
  readonly #collected = new Map<ThreadId, number>();
  readonly #under = new Set<Promise<unknown>>();

  constructor(options: CheckpointsOptions) {
    this.#options = options;
  }

  readonly list = (thread: ThreadId): readonly Checkpoint[] => this.#options.table.ofThread(thread).map(({ checkpoint }) => checkpoint);

  /** Null when it is none of the thread's (any more). */
  readonly find = (thread: ThreadId, id: CheckpointId): Checkpoint | null => {
    const found = this.#options.table.get(id)?.checkpoint;
    return found?.thread === thread ? found : null;
  };

  /** Throws AppError `not-found`. */
  readonly get = (thread: ThreadId, id: CheckpointId): Checkpoint => {
    const found = this.find(thread, id);
    if (found === null) throw failure('not-found', 'There is no such checkpoint (any more).', 'Old ones are let go of.');
    return found;
  };

  readonly listen = (thread: ThreadId, listener: (event: CheckpointsEvent) => void): Disposable =>
    this.#events.listen((told) => (told.thread === thread ? listener(told.event) : undefined));

  /** Throws AppError when the thread has no folder, or git fails. */
  readonly take = (thread: ThreadId, wanted: NewCheckpoint, signal?: AbortSignal): Promise<Checkpoint> =>
    this.hold(thread, wanted, (held) => Promise.resolve(held.checkpoint), signal);

  /** Around a turn: what goes wrong is logged and keeps nobody from working. */
  readonly around = (thread: ThreadId, why: 'turn-start' | 'turn-end', turn: TurnId, signal?: AbortSignal): Promise<void> =>
    this.take(thread, { why, turn }, signal).then(
      () => undefined,
      (error: unknown) => log.warning('checkpoint.not-taken', { thread, why, failure: failureOf(error) }),
    );

  /** Takes a checkpoint, then does `task` with the folder while no other checkpoint or act of the thread runs. */
  readonly hold = <T>(
    thread: ThreadId,
    wanted: NewCheckpoint,
    task: (held: HeldFolder) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> => {
    // As it stands when it is asked for: what is said while it waits for its turn comes after it.
    const conversation = this.#options.conversationOf(thread, wanted.why === 'turn-start' ? (wanted.turn ?? null) : null);
    return this.#inTurn(thread, async () => {
      const { looked, place } = await this.#look(thread, signal);
      return task({ ...looked, checkpoint: await this.#keep(thread, place, { ...wanted, ...conversation }, looked, signal) });
    });
  };

  /** The same without keeping anything: for those who only want to know. */
  readonly look = <T>(thread: ThreadId, task: (looked: LookedFolder) => Promise<T>): Promise<T> =>
    this.#inTurn(thread, async () => task((await this.#look(thread)).looked));

  /** On boot: lets go of what is old, of removed threads too. Never throws. */
  readonly collect = async (): Promise<void> => {
    const { now, table, projectPath } = this.#options;
    for (const thread of table.threads()) {
      const path = projectPath(thread);
      if (path !== null) await this.#drop(thread, path, toCollect(table.ofThread(thread), now()));
    }
  };

  readonly dispose = async (): Promise<void> => {
    while (this.#under.size > 0) await Promise.all(this.#under);
  };

  #inTurn<T>(thread: ThreadId, task: () => Promise<T>): Promise<T> {
    const mailbox = this.#mailboxes.get(thread) ?? new Mailbox();
    this.#mailboxes.set(thread, mailbox);
    const work = mailbox.put(task);
    const under = work.then(
      () => undefined,
      () => undefined,
    );
    this.#under.add(under);
    void under.then(() => this.#under.delete(under));
    return work;
  }

  async #look(thread: ThreadId, signal?: AbortSignal): Promise<{ readonly looked: LookedFolder; readonly place: ThreadPlace }> {
    const { git, shadows, findPlace } = this.#options;
    const found = findPlace(thread);
    if (found?.worktree.path == null || found.worktree.status !== 'ready')
      throw failure('unavailable', 'The thread has no folder yet.', 'Wait until it is prepared.');
    const place = await threadGround(git, shadows, found.project.path, found.worktree.path);
    const indexFile = join(this.#options.folder, `${thread}.index`);
    const [folder, head] = await Promise.all([
      keepFolder(git, shadows, place, indexFile, { signal, ignored: effectiveSettings(found.project).keepIgnored ?? [] }),
      readHead(git, place),
    ]);
    const index = await treeOfIndex(git, place, head.commit);
    const looked = {
      place,
      kept: keptGround(place, indexFile),
      tree: folder.tree,
      index,
      head: head.commit,
      leftOut: folder.leftOut,
      bytes: folder.bytes,
    };
    return { looked, place: found };
  }

  async #keep(
    thread: ThreadId,
    place: ThreadPlace,
    wanted: NewCheckpoint & Conversation,
    looked: LookedFolder,
    signal?: AbortSignal,
  ): Promise<Checkpoint> {
    const { git, table, now } = this.#options;
    const id = newId('k');
    const { tree, index, head } = looked;
    const commit = await commitFolder(git, looked.place, { tree, index, head, ref: refOf(thread, id), why: wanted.why }, { signal });
    const { why, turn = null, label = '', position, setAside } = wanted;
    const checkpoint: Checkpoint = { id, thread, why, turn, label, position, setAside, commit, at: now() };
    table.put({ checkpoint, bytes: looked.bytes });
    this.#events.emit({ thread, event: { kind: 'put', checkpoint } });
    this.#collectSoon(thread, place.project.path);
    return checkpoint;
  }

  #collectSoon(thread: ThreadId, path: string): void {
    const { now, table } = this.#options;
    const last = this.#collected.get(thread);
    if (last !== undefined && now() - last < BETWEEN_COLLECTIONS_MS) return;
    this.#collected.set(thread, now());
    const gone = toCollect(table.ofThread(thread), now());
    if (gone.length === 0) return;
    const under = this.#drop(thread, path, gone).finally(() => this.#under.delete(under));
    this.#under.add(under);
  }

  async #drop(thread: ThreadId, path: string, ids: readonly CheckpointId[]): Promise<void> {
    if (ids.length === 0) return;
    const { git, table } = this.#options;
    try {
      const { commonDir } = await knownRepository(git, path);
      const moves = ids.map((id) => ({ ref: refOf(thread, id), to: null }));
      await moveRefs(git, commonDir, moves, 'switchyard: checkpoints collected');
      // Rows last: a row without its ref would promise what is not there.
      table.remove(ids);
      this.#events.emit({ thread, event: { kind: 'removed', checkpoints: ids } });
    } catch (error) {
      log.warning('checkpoint.not-collected', { thread, failure: failureOf(error) });
    }
  }
}
