/** One look of the radar over the threads of a project. */
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import { OVERLAP_PATHS_MAX, type LandingRow, type Overlap, type Radar } from '#contract/radar.ts';
import { failureOf } from '#main/base/errors.ts';
import { commitTree, OUR_IDENTITY } from '#main/git/commit-tree.ts';
import { readHead } from '#main/git/head.ts';
import { tryMerge } from '#main/git/merge-tree.ts';
import { mergeBase } from '#main/git/refs.ts';
import { stageWorkTree } from '#main/git/stage.ts';
import { withCopiedIndex } from '#main/git/work-index.ts';
import { groundOf, type ReviewParts } from '#main/review/compute-changes.ts';
import { changedPaths } from '#main/review/landing.ts';
import { landingBranch } from '#main/review/scope.ts';
import { mergeOrder, type Candidate, type Merge } from './merge-order.ts';

interface Standing extends Candidate<ThreadId> {
  readonly commonDir: string;
  readonly into: string;
  readonly base: string;
}

/** Commits of what lies in the folders, by what they hold: the same content is committed once. */
export type KnownCommits = Map<string, string>;

const by = { author: OUR_IDENTITY, committer: OUR_IDENTITY };

const standingOf = async (parts: ReviewParts, thread: ThreadId, known: KnownCommits): Promise<Standing | null> => {
  const { git, shadows } = parts;
  const { place, ground } = await groundOf(parts, thread);
  const { commonDir } = ground;
  const landing = place.worktree.base === null ? null : await landingBranch(git, commonDir, place.worktree.base);
  const head = await readHead(git, ground);
  if (landing === null || head.commit === null || head.ref === `refs/heads/${landing.name}`) return null;
  const tip = head.commit;
  const { tree } = await withCopiedIndex(ground, (copy) =>
    stageWorkTree(git, shadows, copy, { refuseFilters: false, priority: 'background' }),
  );
  const key = `${tip} ${tree}`;
  const commit = known.get(key) ?? (await commitTree(git, commonDir, { tree, parents: [tip], message: 'radar', ...by }));
  known.set(key, commit);
  const from = await mergeBase(git, commonDir, commit, landing.tip);
  const paths = new Set(from === null ? [] : await changedPaths(git, commonDir, from, commit));
  return paths.size === 0 ? null : { id: thread, commit, paths, commonDir, into: landing.name, base: landing.tip };
};

const mergeIn =
  (parts: ReviewParts, commonDir: string, signal: AbortSignal): Merge =>
  async (onto, commit) => {
    signal.throwIfAborted();
    const trial = await tryMerge(parts.git, parts.shadows, commonDir, onto, commit, { signal });
    if (trial.kind === 'conflict') return { conflicts: trial.paths };
    return { commit: await commitTree(parts.git, commonDir, { tree: trial.tree, parents: [onto, commit], message: 'radar', ...by }) };
  };

const overlapsOf = async (standings: readonly Standing[], merge: Merge): Promise<readonly Overlap[]> => {
  const overlaps: Overlap[] = [];
  for (const [index, a] of standings.entries()) {
    for (const b of standings.slice(index + 1)) {
      const both = [...a.paths].filter((path) => b.paths.has(path)).toSorted();
      if (both.length === 0 || a.commonDir !== b.commonDir) continue;
      const merged = await merge(a.commit, b.commit);
      overlaps.push({
        a: a.id,
        b: b.id,
        paths: both.slice(0, OVERLAP_PATHS_MAX),
        more: Math.max(0, both.length - OVERLAP_PATHS_MAX),
        conflicts: 'conflicts' in merged ? merged.conflicts : [],
      });
    }
  }
  return overlaps;
};

const rowsOf = async (standings: readonly Standing[], merge: Merge): Promise<readonly LandingRow[]> => {
  const rows: LandingRow[] = [];
  for (const [into, group] of Map.groupBy(standings, (standing) => standing.into)) {
    const { order, stuck } = await mergeOrder(group[0]?.base ?? '', group, merge);
    rows.push({ into, order, stuck: stuck.map(({ id, early, conflicts }) => ({ thread: id, early, conflicts })) });
  }
  return rows;
};

export interface RadarRequest {
  readonly project: ProjectId;
  readonly threads: readonly ThreadId[];
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Never throws for a single thread: what cannot be read is listed with why. */
export const readRadar = async (parts: ReviewParts, request: RadarRequest, known: KnownCommits): Promise<Radar> => {
  const { project, threads, now, signal } = request;
  const standings: Standing[] = [];
  const unread: { thread: ThreadId; why: string }[] = [];
  for (const thread of threads) {
    signal.throwIfAborted();
    try {
      const standing = await standingOf(parts, thread, known);
      if (standing !== null) standings.push(standing);
    } catch (error) {
      unread.push({ thread, why: failureOf(error).message });
    }
  }
  const [first] = standings;
  const merge = first === undefined ? null : mergeIn(parts, first.commonDir, signal);
  return {
    project,
    threads: standings.map(({ id }) => id),
    overlaps: merge === null ? [] : await overlapsOf(standings, merge),
    rows: merge === null ? [] : await rowsOf(standings, merge),
    unread,
    at: now,
  };
};
