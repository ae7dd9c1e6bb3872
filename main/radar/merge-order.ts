/** The order in which changes land one after the other without a conflict. Pure but for the merges it asks for. */

export interface Candidate<Id> {
  readonly id: Id;
  readonly commit: string;
  readonly paths: ReadonlySet<string>;
}

/** A commit that holds both, or the paths that do not merge. */
export type Merged = { readonly commit: string } | { readonly conflicts: readonly string[] };
export type Merge = (onto: string, commit: string) => Promise<Merged>;

export interface MergeOrder<Id> {
  readonly order: readonly Id[];
  readonly stuck: readonly { readonly id: Id; readonly early: boolean; readonly conflicts: readonly string[] }[];
}

const share = (paths: ReadonlySet<string>, others: ReadonlySet<string>): boolean => {
  const [small, large] = paths.size < others.size ? [paths, others] : [others, paths];
  for (const path of small) if (large.has(path)) return true;
  return false;
};

/** Those that meet the fewest others come first, then the smaller ones: what is left to conflict is then as little as can be. */
const byFreedom = <Id>(candidates: readonly Candidate<Id>[]): readonly Candidate<Id>[] => {
  const met = new Map(candidates.map((one) => [one, candidates.filter((other) => other !== one && share(one.paths, other.paths)).length]));
  return candidates.toSorted((a, b) => (met.get(a) ?? 0) - (met.get(b) ?? 0) || a.paths.size - b.paths.size);
};

/** `base` is where all of them land. Candidates that share no file with what came before are not merged a second time. */
export const mergeOrder = async <Id>(base: string, candidates: readonly Candidate<Id>[], merge: Merge): Promise<MergeOrder<Id>> => {
  const order: Id[] = [];
  const stuck: { id: Id; early: boolean; conflicts: readonly string[] }[] = [];
  const taken = new Set<string>();
  let tip = base;
  const waiting: Candidate<Id>[] = [];
  for (const candidate of byFreedom(candidates)) {
    const merged = await merge(base, candidate.commit);
    if ('conflicts' in merged) stuck.push({ id: candidate.id, early: true, conflicts: merged.conflicts });
    else waiting.push(candidate);
  }
  for (const candidate of waiting) {
    const merged = await merge(tip, candidate.commit);
    if ('conflicts' in merged) {
      stuck.push({
        id: candidate.id,
        early: false,
        conflicts: merged.conflicts.filter((path) => taken.has(path) || candidate.paths.has(path)),
      });
      continue;
    }
    tip = merged.commit;
    for (const path of candidate.paths) taken.add(path);
    order.push(candidate.id);
  }
  return { order, stuck };
};
