/**
 * Fetches patches as files come into view: what is asked for in one moment goes out as one batch, two batches
 * at a time. When the change moved on, what is shown stays until its new patch is there.
 */
import type { FilePatch } from '#contract/review.ts';
import type { ParsedDiff } from './diff/parsed-diff.ts';

/** A patch and its lines. */
export interface LoadedPatch {
  readonly patch: FilePatch;
  readonly diff: ParsedDiff;
}

export type PatchState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly loaded: LoadedPatch; readonly version: string | undefined; readonly stale: boolean }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A file of the change as it is now: another version means another patch. */
export interface FileVersion {
  readonly path: string;
  readonly version: string;
}

export interface PatchLoaderOptions {
  readonly fetch: (paths: readonly string[]) => Promise<readonly LoadedPatch[]>;
  readonly onChange: () => void;
  /** Runs the task a moment later, once for all that was asked for meanwhile. */
  readonly soon?: (task: () => void) => void;
}

export interface PatchLoader {
  readonly get: (path: string) => PatchState | undefined;
  /** Asks for the patches of these paths where they are missing, stale or failed before `retry`. */
  readonly want: (paths: readonly string[], retry?: boolean) => void;
  /** The same without waiting for what else is asked for in this moment. */
  readonly wantNow: (paths: readonly string[]) => void;
  /** The change moved on: patches of files that are others now are fetched again when they are wanted; those of files that are gone are forgotten. */
  readonly expire: (files: readonly FileVersion[]) => void;
  readonly dispose: () => void;
}

export const BATCH_MAX_PATHS = 40;
const BATCHES_AT_ONCE = 2;

const sameContent = (a: LoadedPatch, b: LoadedPatch): boolean => a.patch.patch === b.patch.patch && a.patch.tooLarge === b.patch.tooLarge;

/** What is known of each file's patch, and of which version it is. */
class Patches {
  readonly states = new Map<string, PatchState>();
  /** With the version that the file had when it was asked for. */
  readonly fetching = new Map<string, string | undefined>();
  #versions = new Map<string, string>();

  begin(path: string): void {
    this.fetching.set(path, this.#versions.get(path));
  }
  /** Puts a patch that came in its place; one that says the same stays the same object. */
  arrive(path: string, loaded: LoadedPatch | undefined): void {
    const old = this.states.get(path);
    const version = this.fetching.get(path);
    const stale = version !== this.#versions.get(path);
    // Not changed any more; the list of files that comes next leaves it out.
    if (loaded === undefined) this.states.delete(path);
    else if (old?.kind === 'ready' && sameContent(old.loaded, loaded)) this.states.set(path, { ...old, version, stale });
    else this.states.set(path, { kind: 'ready', loaded, version, stale });
  }
  fail(path: string, error: unknown): void {
    if (this.states.get(path)?.kind !== 'ready') this.states.set(path, { kind: 'failed', error });
  }
  isMissing(path: string, retry: boolean, isWaiting: boolean): boolean {
    if (this.fetching.has(path) && this.fetching.get(path) === this.#versions.get(path)) return false;
    const state = this.states.get(path);
    if (state === undefined) return true;
    return state.kind === 'ready' ? state.stale : state.kind === 'failed' ? retry : !isWaiting;
  }
  expire(files: readonly FileVersion[]): void {
    this.#versions = new Map(files.map(({ path, version }) => [path, version]));
    for (const [path, state] of this.states) {
      if (!this.#versions.has(path)) this.states.delete(path);
      else if (state.kind === 'ready') {
        const stale = state.version !== this.#versions.get(path);
        if (stale !== state.stale) this.states.set(path, { ...state, stale });
      } else if (state.kind === 'failed') this.states.delete(path);
    }
  }
}

export const createPatchLoader = ({ fetch, onChange, soon = queueMicrotask }: PatchLoaderOptions): PatchLoader => {
  const patches = new Patches();
  const waiting = new Set<string>();
  let batches = 0;
  let scheduled = false;
  let disposed = false;

  const send = async (paths: readonly string[]): Promise<void> => {
    batches += 1;
    for (const path of paths) patches.begin(path);
    try {
      const found = new Map((await fetch(paths)).map((loaded) => [loaded.patch.path, loaded]));
      if (!disposed) for (const path of paths) patches.arrive(path, found.get(path));
    } catch (error) {
      for (const path of paths) patches.fail(path, error);
    } finally {
      batches -= 1;
      for (const path of paths) patches.fetching.delete(path);
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
  const want: PatchLoader['want'] = (paths, retry = false) => {
    const missing = paths.filter((path) => patches.isMissing(path, retry, waiting.has(path)));
    if (missing.length === 0) return;
    // What was asked for last is what is in view now: it goes first.
    const before = [...waiting].filter((path) => !missing.includes(path));
    waiting.clear();
    for (const path of [...missing, ...before]) waiting.add(path);
    for (const path of missing) if (patches.states.get(path)?.kind !== 'ready') patches.states.set(path, { kind: 'loading' });
    if (scheduled) return;
    scheduled = true;
    soon(pump);
  };
  return {
    get: (path) => patches.states.get(path),
    want,
    wantNow: (paths) => {
      want(paths);
      pump();
    },
    expire: (files) => patches.expire(files),
    dispose: () => {
      disposed = true;
      waiting.clear();
    },
  };
};
