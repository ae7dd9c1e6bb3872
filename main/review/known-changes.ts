/**
 * The lists of changes that were computed last, for those who ask about files of them: a patch needs to know where a
 * file was before it was renamed and whether git knows it, and computing the whole list for it takes longer than the patch.
 */
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope } from '#contract/review.ts';
import type { WantedPatch } from '#main/git/patches.ts';
import type { ChangesWatch } from './changes-watch.ts';

const KEPT_MAX_LISTS = 50;

export interface KnownChanges {
  readonly keep: (changes: Changes) => void;
  /** As it was computed last; null when that is not known. */
  readonly last: (thread: ThreadId, scope: ChangeScope) => Changes | null;
  /** For whoever looks on afterwards and is told of what changes: a computation that is under way serves as well as a new one. */
  readonly look: (thread: ThreadId, scope: ChangeScope, counts?: 'known' | 'all') => Promise<Changes>;
  /** Computes them anew. */
  readonly read: (thread: ThreadId, scope: ChangeScope, counts?: 'known' | 'all') => Promise<Changes>;
  /** What is asked for with what git needs to know. Listed again only when a path is new to us. */
  readonly wanted: (thread: ThreadId, scope: ChangeScope, paths: readonly string[]) => Promise<readonly WantedPatch[]>;
}

export const createKnownChanges = (watch: Pick<ChangesWatch, 'read' | 'onComputed'>): KnownChanges => {
  const kept = new Map<string, Changes>();
  const keep = (changes: Changes): void => {
    const key = `${changes.thread} ${changes.scope}`;
    kept.delete(key);
    kept.set(key, changes);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX_LISTS && oldest !== undefined) kept.delete(oldest);
  };
  watch.onComputed(keep);
  const last: KnownChanges['last'] = (thread, scope) => kept.get(`${thread} ${scope}`) ?? null;
  const read: KnownChanges['read'] = async (thread, scope, counts = 'all') => {
    const changes = await watch.read(thread, scope, counts);
    keep(changes);
    return changes;
  };
  const underWay = new Map<string, Promise<Changes>>();
  const look: KnownChanges['look'] = (thread, scope, counts = 'all') => {
    const key = `${thread} ${scope} ${counts}`;
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const reading = read(thread, scope, counts).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };
  const find = (changes: Changes | null, paths: readonly string[]): readonly (WantedPatch | null)[] => {
    const files = new Map(changes?.files.map((file) => [file.path, file]));
    return paths.map((path) => {
      const file = files.get(path);
      return file === undefined ? null : { path, from: file.from, untracked: file.untracked };
    });
  };
  const wanted = async (thread: ThreadId, scope: ChangeScope, paths: readonly string[]): Promise<readonly WantedPatch[]> => {
    const known = find(last(thread, scope), paths);
    const found = known.every((one) => one !== null) ? known : find(await read(thread, scope, 'known'), paths);
    return paths.map((path, index) => found[index] ?? { path, from: null, untracked: false });
  };
  return { keep, last, look, read, wanted };
};
