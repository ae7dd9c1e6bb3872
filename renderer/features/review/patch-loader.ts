/**
 * Fetches patches as files come into view: what is asked for in one moment goes out as one batch, two batches
 * at a time. When the change moved on, what is shown stays until its new patch is there.
 */
import type { FilePatch } from '#contract/review.ts';

export type PatchState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly patch: FilePatch; readonly stale: boolean }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface PatchLoaderOptions {
  readonly fetch: (paths: readonly string[]) => Promise<readonly FilePatch[]>;
  readonly onChange: () => void;
  /** Runs the task a moment later, once for all that was asked for meanwhile. */
  readonly soon?: (task: () => void) => void;
}

export interface PatchLoader {
  readonly get: (path: string) => PatchState | undefined;
  /** Asks for the patches of these paths where they are missing, stale or failed before `retry`. */
  readonly want: (paths: readonly string[], retry?: boolean) => void;
  /** The change moved on: all patches are to be fetched again when they are wanted, and those of `gone` are forgotten. */
  readonly expire: (paths: readonly string[]) => void;
  readonly dispose: () => void;
}

export const BATCH_MAX_PATHS = 40;
const BATCHES_AT_ONCE = 2;

/** Puts patches that came in their places; one that says the same stays the same object. */
const arrive = (states: Map<string, PatchState>, paths: readonly string[], patches: readonly FilePatch[], stale: boolean): void => {
  const byPath = new Map(patches.map((patch) => [patch.path, patch]));
  for (const path of paths) {
    const patch = byPath.get(path);
    const old = states.get(path);
    // Not changed any more; the list of files that comes next leaves it out.
    if (patch === undefined) states.delete(path);
    else if (old?.kind === 'ready' && old.patch.patch === patch.patch && old.patch.tooLarge === patch.tooLarge)
      states.set(path, { ...old, stale });
    else states.set(path, { kind: 'ready', patch, stale });
  }
};

export const createPatchLoader = ({ fetch, onChange, soon = queueMicrotask }: PatchLoaderOptions): PatchLoader => {
  const states = new Map<string, PatchState>();
  const waiting = new Set<string>();
  const fetching = new Map<string, number>();
  let generation = 0;
  let batches = 0;
  let scheduled = false;
  let disposed = false;

  const send = async (paths: readonly string[]): Promise<void> => {
    const of = generation;
    batches += 1;
    for (const path of paths) fetching.set(path, of);
    try {
      const patches = await fetch(paths);
      if (!disposed) arrive(states, paths, patches, of !== generation);
    } catch (error) {
      for (const path of paths) if (states.get(path)?.kind !== 'ready') states.set(path, { kind: 'failed', error });
    } finally {
      batches -= 1;
      for (const path of paths) if (fetching.get(path) === of) fetching.delete(path);
      if (!disposed) {
        onChange();
        pump();
      }
    }
  };
  const pump = (): void => {
    scheduled = false;
    while (!disposed && batches < BATCHES_AT_ONCE && waiting.size > 0) {
      const batch = [...waiting].slice(0, BATCH_MAX_PATHS);
      for (const path of batch) waiting.delete(path);
      void send(batch);
    }
  };
  const isMissing = (path: string, retry: boolean): boolean => {
    if (fetching.get(path) === generation) return false;
    const state = states.get(path);
    if (state === undefined) return true;
    return state.kind === 'ready' ? state.stale : state.kind === 'failed' ? retry : !waiting.has(path);
  };
  return {
    get: (path) => states.get(path),
    want: (paths, retry = false) => {
      const missing = paths.filter((path) => isMissing(path, retry));
      if (missing.length === 0) return;
      // What was asked for last is what is in view now: it goes first.
      const before = [...waiting].filter((path) => !missing.includes(path));
      waiting.clear();
      for (const path of [...missing, ...before]) waiting.add(path);
      for (const path of missing) if (states.get(path)?.kind !== 'ready') states.set(path, { kind: 'loading' });
      if (scheduled) return;
      scheduled = true;
      soon(pump);
    },
    expire: (paths) => {
      generation += 1;
      const still = new Set(paths);
      for (const [path, state] of states) {
        if (!still.has(path)) states.delete(path);
        else if (state.kind === 'ready') states.set(path, { ...state, stale: true });
        else if (state.kind === 'failed') states.delete(path);
      }
    },
    dispose: () => {
      disposed = true;
      waiting.clear();
    },
  };
};
