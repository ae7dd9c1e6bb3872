/**
 * What of a change was viewed: marks are stored by content, counted per file, and told as the change grows. Patches are
 * taken apart once per content, so that a mark or one changed file costs nothing but itself.
 *
 * Called by: review-handlers.ts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { hunksOf, keyOf, viewedHunks, type BlockKey, type Hunk } from '#contract/hunks.ts';
import type { ThreadId } from '#contract/ids.ts';
import {
  contentOf,
  type Changes,
  type ChangeScope,
  type FileChange,
  type FileMarks,
  type ReviewMarks,
  type ReviewMarksEvent,
} from '#contract/review.ts';
import { AppError } from '#contract/failure.ts';
import { log } from '#main/base/log.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import type { ReviewMarksTable } from '#main/storage/review-marks-table.ts';
import type { ChangesWatch } from './changes-watch.ts';
import type { KnownChanges } from './known-changes.ts';
import type { ReadChange } from './read-change.ts';

/** Files whose patches are read in one run: few at first, so that what is on the screen is counted soon. */
const FIRST_FILES = 50;
const BATCH_FILES = 300;
const batchesOf = <T>(list: readonly T[]): readonly (readonly T[])[] => {
  const rest = Array.from({ length: Math.ceil(Math.max(0, list.length - FIRST_FILES) / BATCH_FILES) }, (_, at) =>
    list.slice(FIRST_FILES + at * BATCH_FILES, FIRST_FILES + (at + 1) * BATCH_FILES),
  );
  return list.length === 0 ? [] : [list.slice(0, FIRST_FILES), ...rest];
};
/**
 * Whoever opens a change asks for its first patches in the same moment. Counting one of many files waits this long, in
 * milliseconds, so that those come first.
 */
const AFTER_FIRST_PATCHES_MS = 250;
/** Files whose hunks are remembered. */
const REMEMBERED_FILES = 20_000;

export interface ViewedOptions {
  readonly table: ReviewMarksTable;
  readonly reading: Pick<ReadChange, 'patches'>;
  readonly known: KnownChanges;
  readonly watch: Pick<ChangesWatch, 'look'>;
  readonly now: () => number;
}

interface Question {
  readonly thread: ThreadId;
  readonly scope: ChangeScope;
  readonly ignoreSpace: boolean;
}

/** Without their lines: only what tells them apart is kept. */
const light = (hunk: Hunk): Hunk => ({ ...hunk, blocks: hunk.blocks.map((block) => ({ ...block, removed: [], added: [] })) });

export class Viewed {
  readonly #options: ViewedOptions;
  readonly #hunks = new Map<string, readonly Hunk[]>();
  readonly #marked = new Emitter<{ readonly thread: ThreadId; readonly paths: ReadonlySet<string> }>();

  constructor(options: ViewedOptions) {
    this.#options = options;
  }

  readonly mark = (
    thread: ThreadId,
    files: readonly { readonly path: string; readonly blocks: readonly BlockKey[] }[],
    viewed: boolean,
  ): void => {
    this.#options.table.set(thread, files, viewed, this.#options.now());
    this.#marked.emit({ thread, paths: new Set(files.map(({ path }) => path)) });
  };

  /** Whole files; all of the change when `paths` is absent. */
  readonly markFiles = async (question: Question, paths: readonly string[] | undefined, viewed: boolean): Promise<void> => {
    const changes = await this.#options.known.read(question.thread, question.scope, 'known');
    const wanted = paths === undefined ? null : new Set(paths);
    const files = changes.files.filter(({ path }) => wanted?.has(path) ?? true);
    for (const some of batchesOf(files)) await this.#learn(question, some);
    this.mark(
      question.thread,
      files.map((file) => ({
        path: file.path,
        blocks: (this.#hunks.get(this.#keyOf(question, file)) ?? []).flatMap((hunk) => hunk.blocks.map(keyOf)),
      })),
      viewed,
    );
  };

  readonly topic = (question: Question): TopicSource<ReviewMarks, ReviewMarksEvent> => {
    const files = new Map<string, FileMarks>();
    let changes: Changes | null = null;
    const totals = () => {
      let [hunks, viewed] = [0, 0];
      for (const file of files.values()) {
        hunks += file.hunks.length;
        viewed += file.hunks.split('1').length - 1;
      }
      return {
        hunks,
        viewed,
        complete: changes !== null && changes.files.every(({ path, version }) => files.get(path)?.version === version),
      };
    };
    return {
      prepare: async () => {
        changes = await this.#options.known.look(question.thread, question.scope, 'known');
        for (const file of this.#counted(question, changes.files)) files.set(file.path, file);
      },
      snapshot: () => ({ scope: question.scope, files: [...files.values()], ...totals() }),
      listen: (listener) => {
        let over = false;
        const tell = (put: readonly FileMarks[], removed: readonly string[] = []): void => {
          const fresh = put.filter((file) => files.get(file.path)?.hunks !== file.hunks || files.get(file.path)?.version !== file.version);
          for (const file of fresh) files.set(file.path, file);
          for (const path of removed) files.delete(path);
          if (!over && fresh.length + removed.length > 0) listener([{ put: fresh, removed, ...totals() }]);
        };
        /** One after the other: a change that comes meanwhile waits, and only the last one is counted. */
        let work: Promise<unknown> = (changes?.files.length ?? 0) > FIRST_FILES ? sleep(AFTER_FIRST_PATCHES_MS) : Promise.resolve();
        const take = (next: Changes): void => {
          changes = next;
          work = work.then(async () => {
            if (over || changes !== next) return;
            const there = new Set(next.files.map(({ path }) => path));
            tell(
              [],
              [...files.keys()].filter((path) => !there.has(path)),
            );
            await this.#count(question, next, tell, () => over || changes !== next);
          });
        };
        const stop = this.#options.watch.look(question.thread, question.scope, take);
        const marked = this.#marked.listen(({ thread, paths }) => {
          if (thread === question.thread && changes !== null)
            tell(
              this.#counted(
                question,
                changes.files.filter(({ path }) => paths.has(path)),
              ),
            );
        });
        if (changes !== null) take(changes);
        return {
          dispose: () => {
            over = true;
            stop();
            void marked.dispose();
          },
        };
      },
    };
  };

  /** Never rejects: what cannot be counted now stays uncounted. */
  async #count(question: Question, { files }: Changes, tell: (put: readonly FileMarks[]) => void, isOver: () => boolean): Promise<void> {
    try {
      for (const some of batchesOf(files)) {
        await this.#learn(question, some);
        if (isOver()) return;
        tell(this.#counted(question, some));
      }
    } catch (error) {
      if (!(error instanceof AppError)) log.warning('review.not-counted', { thread: question.thread, error });
    }
  }

  /** Reads the patches of files that are not known yet. */
  async #learn(question: Question, files: readonly FileChange[]): Promise<void> {
    const missing = files.filter((file) => !this.#hunks.has(this.#keyOf(question, file)));
    if (missing.length === 0) return;
    const { scope, ignoreSpace, thread } = question;
    const patches = await this.#options.reading.patches(thread, { scope, ignoreSpace, paths: missing.map(({ path }) => path) });
    patches.forEach((patch, at) => {
      const file = missing[at];
      if (file === undefined) return;
      // A file that was changed and then changed back has no patch: nothing to view.
      this.#remember(this.#keyOf(question, file), hunksOf(patch.patch, contentOf(patch)).map(light));
    });
  }

  #remember(key: string, hunks: readonly Hunk[]): void {
    this.#hunks.set(key, hunks);
    if (this.#hunks.size <= REMEMBERED_FILES) return;
    for (const oldest of this.#hunks.keys()) {
      this.#hunks.delete(oldest);
      break;
    }
  }

  /** Marks of those files whose hunks are known. */
  #counted(question: Question, files: readonly FileChange[]): readonly FileMarks[] {
    const marks = this.#options.table.ofThread(question.thread);
    return files.flatMap((file) => {
      const hunks = this.#hunks.get(this.#keyOf(question, file));
      if (hunks === undefined) return [];
      // What was viewed under the old name stays viewed.
      const own = [...(marks.get(file.path) ?? []), ...(file.from === null ? [] : (marks.get(file.from) ?? []))];
      const bits = viewedHunks(hunks, own).map((viewed) => (viewed ? '1' : '0'));
      return [{ path: file.path, hunks: bits.join(''), version: file.version }];
    });
  }

  #keyOf({ thread, ignoreSpace }: Question, { path, version }: Pick<FileChange, 'path' | 'version'>): string {
    return `${thread} ${ignoreSpace ? 'w' : ''} ${version} ${path}`;
  }
}
