/** What a selection makes of the files it is made on: contents as they shall be, worked out on git's objects without touching anything. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type AppError } from '#contract/failure.ts';
import { hunksOf, type Block } from '#contract/hunks.ts';
import type { ChangeScope, Selection } from '#contract/review.ts';
import { entriesAt, type Entry } from '#main/checkpoints/move-folder.ts';
import { own } from '#main/git/ground.ts';
import type { Git } from '#main/git/git.ts';
import { diffArguments, parseRaw, reviewConfig, type Span } from '#main/git/list-changes.ts';
import { nulFields } from '#main/git/git.ts';
import { readPatches, type WantedPatch } from '#main/git/patches.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { chosenOf, isAnyChosen, linesOfBlocks, throughChange, withChosen, type ChosenLines } from './line-choice.ts';

export type Entries = ReadonlyMap<string, Entry | null>;

export const moved = (paths: readonly string[]): AppError =>
  failure('conflict', 'The file was changed since this was read, so nothing was done.', 'Look at it as it is now, then try again.', {
    paths,
  });

/** The trees that an act works on. */
export interface ActTrees {
  /** Both ends of the scope; a scope that leads up to the folder or the index ends in their trees. */
  readonly before: string;
  readonly after: string;
  readonly folder: string;
  readonly index: string;
  /** What is checked out; the empty tree when that is nothing. */
  readonly head: string;
}

export interface ActQuestion {
  readonly kind: 'stage' | 'unstage' | 'revert';
  readonly scope: ChangeScope;
  readonly what: Selection;
  readonly ignoreSpace: boolean;
}

/** What of which file becomes what. A rename stands under both of its names. */
export interface Wanted {
  readonly folder: Entries;
  readonly index: Entries;
}

const isText = (entry: Entry | null | undefined): boolean => entry == null || entry.mode.startsWith('100');
const same = (a: Entry | null | undefined, b: Entry | null | undefined): boolean => a?.blob === b?.blob && a?.mode === b?.mode;

export class ChosenEntries {
  readonly #git: Git;
  readonly #place: ThreadGround;
  readonly #trees: ActTrees;
  readonly #question: ActQuestion;
  readonly #temporary: string;

  /** `temporary` is a folder of ours for contents that are merged. */
  constructor(git: Git, place: ThreadGround, trees: ActTrees, question: ActQuestion, temporary: string) {
    this.#git = git;
    this.#place = place;
    this.#trees = trees;
    this.#question = question;
    this.#temporary = temporary;
  }

  readonly find = async (): Promise<Wanted> => {
    const { what } = this.#question;
    return what.kind === 'all' || what.kind === 'files' ? this.#ofFiles(what.kind === 'all' ? null : what.paths) : this.#ofLines(what);
  };

  /** Whole files: they become what the other side has. */
  async #ofFiles(chosen: readonly string[] | null): Promise<Wanted> {
    const { kind } = this.#question;
    const { before, after, folder, index, head } = this.#trees;
    const wanted = new Set(chosen);
    const files = (await this.#changed()).filter(({ path }) => chosen === null || wanted.has(path));
    if (chosen !== null && files.length < wanted.size && kind !== 'unstage')
      throw moved(chosen.filter((path) => !files.some((file) => file.path === path)));
    const paths = [...new Set(files.flatMap(({ path, from }) => (from === null ? [path] : [from, path])))];
    const at = (tree: string) => entriesAt(this.#git, this.#place, tree, paths);
    const of = async (tree: string): Promise<Entries> => {
      const found = await at(tree);
      return new Map(paths.map((path) => [path, found.get(path) ?? null]));
    };
    if (kind === 'stage') return { folder: new Map(), index: await of(after) };
    if (kind === 'unstage') return { folder: new Map(), index: await of(head) };
    const [old, fresh, now] = [await at(before), await at(after), await at(folder)];
    const result = new Map<string, Entry | null>();
    for (const path of paths)
      result.set(path, await this.#transplant(path, fresh.get(path) ?? null, old.get(path) ?? null, now.get(path) ?? null));
    return { folder: result, index: await this.#indexAfter(result, now, await at(index), await at(head)) };
  }

  /** Some lines of one file. */
  async #ofLines(what: Extract<Selection, { kind: 'hunks' | 'lines' }>): Promise<Wanted> {
    const { kind } = this.#question;
    const { path } = what;
    const file = (await this.#changed()).find((one) => one.path === path);
    if (file === undefined) throw moved([path]);
    const from = file.from ?? path;
    const one = async (tree: string, name: string): Promise<Entry | null> =>
      (await entriesAt(this.#git, this.#place, tree, [name])).get(name) ?? null;
    const { before, after, folder, index, head } = this.#trees;
    const [old, fresh] = await Promise.all([one(before, from), one(after, path)]);
    const chosen = await this.#chosenLines(file, what);
    if (kind === 'stage') return { folder: new Map(), index: await this.#staged(file, { old, fresh }, chosen) };
    const part = await this.#mixed(old, fresh, chosen, path);
    const staged = await one(index, path);
    if (kind === 'unstage') return { folder: new Map(), index: new Map([[path, await this.#transplant(path, fresh, part, staged)]]) };
    const now = await one(folder, path);
    const result = new Map([[path, await this.#transplant(path, fresh, part, now)]]);
    const known = (entry: Entry | null): ReadonlyMap<string, Entry> => new Map(entry === null ? [] : [[path, entry]]);
    return { folder: result, index: await this.#indexAfter(result, known(now), known(staged), known(await one(head, path))) };
  }

  /** The index with the chosen lines of the folder, whatever else of the file is staged already. */
  async #staged(
    { path, from }: WantedPatch,
    { old, fresh }: { readonly old: Entry | null; readonly fresh: Entry | null },
    chosen: ChosenLines,
  ): Promise<Entries> {
    const { folder, index } = this.#trees;
    const [now, own, former] = [
      (await entriesAt(this.#git, this.#place, folder, [path])).get(path) ?? null,
      (await entriesAt(this.#git, this.#place, index, [path])).get(path) ?? null,
      from === null ? null : ((await entriesAt(this.#git, this.#place, index, [from])).get(from) ?? null),
    ];
    // A renamed file is staged under its new name, on top of what the old one holds.
    const staged = own ?? former;
    if (![old, fresh, now, staged].every(isText))
      throw failure('invalid', 'This is no text file.', 'Choose the whole file.', { paths: [path] });
    const [before, after, work, indexed] = await Promise.all([this.#read(old), this.#read(fresh), this.#read(now), this.#read(staged)]);
    const [change, toIndex, toWork, rest] = await Promise.all([
      this.#blocksBetween(before, after),
      this.#blocksBetween(before, indexed),
      this.#blocksBetween(after, work),
      this.#blocksBetween(indexed, work),
    ]);
    const lines = chosenOf(change, chosen);
    const through = (blocks: readonly Block[], numbers: readonly number[]): ChosenLines['before'] =>
      numbers.flatMap((line) => {
        const there = throughChange(blocks, line);
        return there === null ? [] : [[there, there] as const];
      });
    const mapped = { before: through(toIndex, lines.before), after: through(toWork, lines.after) };
    if (mapped.after.length < lines.after.length) throw moved([path]);
    if (!isAnyChosen(rest, mapped)) throw failure('invalid', 'This is staged already.', undefined, { paths: [path] });
    const text = withChosen(indexed, work, rest, mapped);
    const like = now ?? staged;
    const entry = like === null || (text === '' && now === null) ? null : { mode: like.mode, blob: await this.#write(text) };
    return new Map<string, Entry | null>([[path, entry], ...(own === null && from !== null ? [[from, null] as const] : [])]);
  }

  async #changed(): Promise<readonly WantedPatch[]> {
    const args = ['diff', '--raw', '-z', '--no-abbrev', ...diffArguments, this.#trees.before, this.#trees.after, '--'];
    const { stdout } = await this.#git.run({ ground: this.#place.ground, args, config: reviewConfig });
    return parseRaw(nulFields(stdout)).raw.map(({ path, from }) => ({ path, from, untracked: false }));
  }

  #span(): Span {
    return { from: this.#trees.before, to: this.#trees.after };
  }

  async #chosenLines(file: WantedPatch, what: Extract<Selection, { kind: 'hunks' | 'lines' }>): Promise<ChosenLines> {
    const { ignoreSpace } = this.#question;
    const [patch] = await readPatches(this.#git, this.#place, { span: this.#span(), files: [file], ignoreSpace });
    if (patch === undefined || patch.patch === '')
      throw failure('invalid', 'This file has no lines to choose from.', 'Choose the whole file.', { paths: [file.path] });
    if (what.kind === 'lines') {
      if (patch.before !== what.content.before || patch.after !== what.content.after) throw moved([file.path]);
      return { before: what.before, after: what.after };
    }
    const hunks = new Map(hunksOf(patch.patch).map((hunk) => [hunk.id, hunk]));
    const found = what.hunks.map((id) => hunks.get(id));
    if (!found.every((hunk) => hunk !== undefined)) throw moved([file.path]);
    return linesOfBlocks(found.flatMap((hunk) => hunk.blocks));
  }

  /** The later side without the chosen lines. Null when nothing of the file is left. */
  async #mixed(old: Entry | null, fresh: Entry | null, chosen: ChosenLines, path: string): Promise<Entry | null> {
    if (!isText(old) || !isText(fresh)) throw failure('invalid', 'This is no text file.', 'Choose the whole file.', { paths: [path] });
    const [before, after] = await Promise.all([this.#read(old), this.#read(fresh)]);
    const blocks = await this.#blocksBetween(before, after);
    if (!isAnyChosen(blocks, chosen)) throw moved([path]);
    const text = withChosen(before, after, blocks, chosen, true);
    const like = fresh ?? old;
    if (like === null || (text === '' && old === null)) return null;
    return { mode: like.mode, blob: await this.#write(text) };
  }

  /**
   * Makes the step from `ground` to `target` on what is there now. Where that is something else than `ground`, the step is
   * merged into it line by line; lines that were changed since stand in the way.
   */
  async #transplant(path: string, ground: Entry | null, target: Entry | null, now: Entry | null): Promise<Entry | null> {
    if (same(now, ground)) return target;
    if (same(now, target) || same(ground, target)) return now;
    if (now === null || ground === null || target === null || ![now, ground, target].every(isText)) throw moved([path]);
    const [ours, base, theirs] = await Promise.all([this.#read(now), this.#read(ground), this.#read(target)]);
    const merged = await this.#inFolder({ ours, base, theirs }, async (folder) =>
      this.#git.run({
        ground: own(folder),
        args: ['merge-file', '-p', '-q', 'ours', 'base', 'theirs'],
        accept: Array.from({ length: 256 }, (_, code) => code),
      }),
    );
    if (merged.code !== 0) throw moved([path]);
    return { mode: now.mode, blob: await this.#write(merged.stdout.toString('latin1')) };
  }

  /** What was staged as a whole follows its file; what was committed or staged in part stays as it is. */
  async #indexAfter(
    folder: Entries,
    now: ReadonlyMap<string, Entry>,
    index: ReadonlyMap<string, Entry>,
    head: ReadonlyMap<string, Entry>,
  ): Promise<Entries> {
    const result = new Map<string, Entry | null>();
    if (this.#question.scope === 'unstaged') return await Promise.resolve(result);
    for (const [path, entry] of folder) {
      const staged = index.get(path) ?? null;
      if (same(staged, now.get(path) ?? null) && !same(staged, head.get(path) ?? null)) result.set(path, entry);
    }
    return result;
  }

  async #read(entry: Entry | null): Promise<string> {
    if (entry === null) return '';
    const { stdout } = await this.#git.run({ ground: this.#place.ground, args: ['cat-file', 'blob', entry.blob] });
    return stdout.toString('latin1');
  }

  #write(text: string): Promise<string> {
    const input = Buffer.from(text, 'latin1');
    return this.#git.text({ ground: this.#place.ground, args: ['hash-object', '-w', '--stdin'], input, writes: true });
  }

  async #blocksBetween(before: string, after: string): Promise<readonly Block[]> {
    const [a, b] = await Promise.all([this.#write(before), this.#write(after)]);
    const args = ['diff', '--unified=0', '--text', '--no-ext-diff', '--no-textconv', '--no-color', a, b];
    const { stdout } = await this.#git.run({ ground: this.#place.ground, args, maxOutputBytes: 64_000_000 });
    const patch = stdout.toString('latin1');
    return patch.includes('@@ ') ? hunksOf(patch).flatMap((hunk) => hunk.blocks) : [];
  }

  async #inFolder<T>(files: Readonly<Record<string, string>>, task: (folder: string) => Promise<T>): Promise<T> {
    await mkdir(this.#temporary, { recursive: true });
    const folder = await mkdtemp(join(this.#temporary, 'merge-'));
    try {
      await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, 'latin1')));
      return await task(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
