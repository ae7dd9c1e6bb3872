/**
 * Staging, unstaging and reverting: each keeps a checkpoint, writes down what it is about to do, does it, and can be taken
 * back. What a crash cuts is put back as it was at the next start.
 *
 * The user's index is the truth for what is staged: it is read from, and written to, the worktree's own index file, under
 * git's own lock. Files are written by git's two-way merge of trees, which refuses what was changed meanwhile. No hook
 * and no filter of the worktree runs.
 */
import { failure } from '#contract/failure.ts';
import type { ActId, ThreadId } from '#contract/ids.ts';
import type { Act, ChangeScope, Selection } from '#contract/review.ts';
import type { Checkpoints, HeldFolder, LookedFolder } from '#main/checkpoints/checkpoints.ts';
import { entriesAt, moveFolder, setEntries, treeWith } from '#main/checkpoints/move-folder.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import type { Git } from '#main/git/git.ts';
import { emptyTree } from '#main/git/list-changes.ts';
import type { Shadows } from '#main/git/shadow.ts';
import { assertFilters } from '#main/git/stage.ts';
import { replaceIndex, withCopiedIndex } from '#main/git/work-index.ts';
import type { ReviewActsTable } from '#main/storage/review-acts-table.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import { ChosenEntries, moved, type Entries } from './chosen-entries.ts';
import { assertInside } from './file-text.ts';
import { reversed, sameEntry, stepsBack, type ActEntries, type Step } from './put-back.ts';
import type { ReadChange } from './read-change.ts';

const KIND = 'review.act';
const LISTED_MAX = 50;

export interface ActsOptions {
  readonly git: Git;
  readonly shadows: Shadows;
  readonly intents: Intents;
  readonly checkpoints: Checkpoints;
  readonly table: ReviewActsTable<unknown>;
  readonly reading: Pick<ReadChange, 'span'>;
  /** A folder of ours for contents that are merged. */
  readonly temporary: string;
  /** The thread's change has to be looked at again. */
  readonly onDone: (thread: ThreadId) => void;
  readonly now: () => number;
}

export interface ActRequest {
  readonly thread: ThreadId;
  readonly kind: 'stage' | 'unstage' | 'revert';
  readonly scope: ChangeScope;
  readonly what: Selection;
  readonly ignoreSpace: boolean;
}

const pathsOf = (what: Selection): readonly string[] => {
  switch (what.kind) {
    case 'all':
      return [];
    case 'files':
      return what.paths;
    default:
      return [what.path];
  }
};

export class Acts {
  readonly #options: ActsOptions;

  constructor(options: ActsOptions) {
    this.#options = options;
  }

  readonly list = (thread: ThreadId): readonly Act[] => this.#options.table.ofThread(thread, LISTED_MAX);

  /** Throws `conflict` when the selection is of something that has changed since; then nothing was done. */
  readonly act = async (request: ActRequest): Promise<Act> => {
    const { thread, kind, scope, what } = request;
    pathsOf(what).forEach(assertInside);
    if (kind === 'revert' && scope === 'staged')
      throw failure('invalid', 'What is staged is not reverted.', 'Unstage it, then revert it in the folder.');
    const { span } = await this.#options.reading.span(thread, scope);
    return this.#hold(thread, `Before ${kind === 'revert' ? 'reverting' : `${kind.replace(/e$/, '')}ing`}`, async (held) => {
      const { git, shadows, temporary } = this.#options;
      const head = held.head ?? (await emptyTree(git, held.place));
      // Unstaging whole files is about what is staged, in whatever scope they are seen.
      const ofIndex = scope === 'staged' || (kind === 'unstage' && (what.kind === 'all' || what.kind === 'files'));
      const trees = {
        before: ofIndex ? head : scope === 'unstaged' ? held.index : span.from,
        after: ofIndex ? held.index : (span.to ?? held.tree),
        folder: held.tree,
        index: held.index,
        head,
      };
      const wanted = await new ChosenEntries(git, held.place, trees, request, temporary).find();
      if (kind === 'stage') await assertFilters(git, shadows, held.place, [...wanted.index.keys()], {});
      const entries = {
        folder: await this.#steps(held, held.tree, wanted.folder),
        index: await this.#steps(held, held.index, wanted.index),
      };
      if (entries.folder.length + entries.index.length === 0)
        throw failure('invalid', kind === 'stage' ? 'This is staged already.' : 'There is nothing to do here: it is so already.');
      return this.#whole(held, entries, () => this.record(thread, kind, held.checkpoint.id, entries));
    });
  };

  /** Throws `conflict`, with the paths, when files of the act were changed since. */
  readonly undo = async (thread: ThreadId, id: ActId): Promise<Act> => {
    const stored = this.#options.table.get(id);
    if (stored?.act.thread !== thread) throw failure('not-found', 'There is nothing of that kind to take back.');
    if (stored.act.undone) throw failure('invalid', 'This was taken back already.');
    const { folder, index } = stored.entries as ActEntries;
    return this.#hold(thread, 'Before taking back', async (held) => {
      await this.#assertAt(held, held.tree, folder);
      await this.#assertAt(held, held.index, index);
      return this.#whole(held, reversed({ folder, index }), () => {
        const act: Act = { ...stored.act, undone: true };
        this.#options.table.put({ act, entries: stored.entries });
        return act;
      });
    });
  };

  /** Remembers something that was done by other means. `before` is what the folder held. */
  readonly record = (thread: ThreadId, kind: Act['kind'], checkpoint: Act['checkpoint'], entries: ActEntries): Act => {
    const { table, now } = this.#options;
    const paths = [...new Set([...entries.folder, ...entries.index].map(({ path }) => path))];
    const act: Act = { id: newId('d'), thread, kind, paths, checkpoint, at: now(), undone: false };
    table.put({ act, entries });
    return act;
  };

  /** On boot: acts that a crash cut are put back as it was before them. What lies there half-way is kept. Never throws. */
  readonly finish = async (): Promise<void> => {
    const { intents } = this.#options;
    for (const intent of intents.open(KIND)) {
      try {
        const { thread } = intent;
        if (thread !== null) await this.#putBack(thread, intent.data as unknown as ActEntries);
      } catch (error) {
        log.warning('review.act-not-put-back', { thread: intent.thread, failure: failureOf(error) });
      }
      intents.end(intent.id);
    }
  };

  async #hold<T>(thread: ThreadId, label: string, task: (held: HeldFolder) => Promise<T>): Promise<T> {
    try {
      return await this.#options.checkpoints.hold(thread, { why: 'before-act', label }, task);
    } finally {
      this.#options.onDone(thread);
    }
  }

  async #steps(held: LookedFolder, tree: string, wanted: Entries): Promise<readonly Step[]> {
    const now = await entriesAt(this.#options.git, held.place, tree, [...wanted.keys()]);
    return [...wanted]
      .map(([path, after]) => ({ path, before: now.get(path) ?? null, after }))
      .filter(({ before, after }) => !sameEntry(before, after));
  }

  async #assertAt(held: LookedFolder, tree: string, steps: readonly Step[]): Promise<void> {
    const now = await entriesAt(
      this.#options.git,
      held.place,
      tree,
      steps.map(({ path }) => path),
    );
    const changed = steps.filter(({ path, after }) => !sameEntry(now.get(path), after)).map(({ path }) => path);
    if (changed.length > 0) throw moved(changed);
  }

  /** `noteDone` writes down that it is done. A crash before that puts everything back at the next start. */
  async #whole(held: HeldFolder, entries: ActEntries, noteDone: () => Act): Promise<Act> {
    const { intents } = this.#options;
    const intent = intents.begin({ kind: KIND, thread: held.checkpoint.thread, data: { ...entries } });
    try {
      await this.#apply(held, entries);
      return noteDone();
    } finally {
      intents.end(intent);
    }
  }

  /** The folder first: git looks there whether anything moved, and refuses before it has written. */
  async #apply(held: LookedFolder, { folder, index }: ActEntries): Promise<void> {
    const { git } = this.#options;
    const target = (steps: readonly Step[]): Entries => new Map(steps.map(({ path, after }) => [path, after]));
    const blocked = folder.map(({ path }) => path).filter((path) => held.leftOut.includes(path));
    if (blocked.length > 0)
      throw failure('invalid', 'These files are too large to be kept, so they are not changed here.', undefined, { paths: blocked });
    if (folder.length > 0) await moveFolder(git, held.kept, held.tree, await treeWith(git, held.place, held.tree, target(folder)));
    if (index.length === 0) return;
    try {
      await withCopiedIndex(held.place, async (copy) => {
        await setEntries(git, copy, target(index));
        // So that git does not take files for changed that are as they were staged.
        await git.run({ ground: copy.ground, args: ['update-index', '-q', '--refresh'], accept: [0, 1], writes: true });
        await replaceIndex(held.place, copy.ground.indexFile);
      });
    } catch (error) {
      if (folder.length > 0) await this.#revertFolder(held, folder);
      throw error;
    }
  }

  /** The index was busy: the folder goes back, so that the act was done whole or not at all. */
  async #revertFolder(held: LookedFolder, folder: readonly Step[]): Promise<void> {
    const { git } = this.#options;
    const done = await treeWith(git, held.place, held.tree, new Map(folder.map(({ path, after }) => [path, after])));
    await moveFolder(git, held.kept, done, held.tree);
  }

  async #putBack(thread: ThreadId, entries: ActEntries): Promise<void> {
    await this.#options.checkpoints.hold(thread, { why: 'before-act', label: 'Cut off in the middle' }, async (held) => {
      await this.#apply(held, await stepsBack(this.#options.git, held, entries));
    });
  }
}
