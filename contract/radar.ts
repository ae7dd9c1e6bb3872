/**
 * Which of the changes under way touch the same files, which would conflict, and in what order they land cleanly. Found by
 * merging them in the object store, uncommitted changes included; no folder is touched.
 */
import { z } from './zod.ts';
import { ProjectId, ThreadId, Time } from './ids.ts';
import { topic } from './rpc.ts';

export const Overlap = z.object({
  a: ThreadId,
  b: ThreadId,
  /** Files that both change, at most `OVERLAP_PATHS_MAX`. */
  paths: z.array(z.string()).readonly(),
  /** How many `paths` leaves out. */
  more: z.number().int(),
  /** Files in which the two do not merge; empty when they touch the same files and still fit together. */
  conflicts: z.array(z.string()).readonly(),
});
export type Overlap = z.infer<typeof Overlap>;
export const OVERLAP_PATHS_MAX = 50;

export const LandingRow = z.object({
  /** Branch that these threads land in. */
  into: z.string(),
  /** Landed in this order, each one merges cleanly. */
  order: z.array(ThreadId).readonly(),
  /** Does not merge after those: with the base as it is (`early`), or only with what stands in `order` before it. */
  stuck: z.array(z.object({ thread: ThreadId, early: z.boolean(), conflicts: z.array(z.string()).readonly() })).readonly(),
});
export type LandingRow = z.infer<typeof LandingRow>;

export const Radar = z.object({
  project: ProjectId,
  /** Threads that were looked at: with a folder and a change that has not landed, the newest `RADAR_THREADS_MAX`. */
  threads: z.array(ThreadId).readonly(),
  overlaps: z.array(Overlap).readonly(),
  rows: z.array(LandingRow).readonly(),
  /** Threads that could not be looked at, with why. */
  unread: z.array(z.object({ thread: ThreadId, why: z.string() })).readonly(),
  at: Time,
});
export type Radar = z.infer<typeof Radar>;
export const RADAR_THREADS_MAX = 30;

export const radarCalls = {
  /** Looked at again a moment after a change moved, as long as somebody listens. */
  radar: topic(z.object({ project: ProjectId }), Radar, Radar),
} as const;
