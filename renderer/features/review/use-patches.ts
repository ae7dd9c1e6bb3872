/**
 * The patches of the change that is shown, kept while it moves on. Those of the first files are asked for as soon as the
 * list is there, while it is still being drawn.
 */
import { useEffect, useMemo, useState } from 'react';
import type { StoreApi } from 'zustand';
import type { Changes, FilePatch } from '#contract/review.ts';
import { call } from '#renderer/state/core.ts';
import type { TopicState } from '#renderer/state/topic-store.ts';
import { parseInWorker } from '#renderer/features/review/diff/parse-in-worker.ts';
import { inTreeOrder } from './file-tree.ts';
import { createPatchLoader, type LoadedPatch, type PatchLoader } from './patch-loader.ts';
import type { ReviewPlace } from './review-actions.ts';

export interface Patches {
  readonly loader: PatchLoader;
  /** Grows with every answer and every new version of the change. */
  readonly count: number;
  /** The first patches are there, or there is nothing to wait for: what else is wanted may be asked for now. */
  readonly begun: boolean;
}

/** As many as fill a screen at first. */
const FIRST_FILES = 3;

const loaded = async (patch: FilePatch): Promise<LoadedPatch> => ({ patch, diff: await parseInWorker(patch.patch) });

const firstPaths = ({ files }: Changes): readonly string[] =>
  inTreeOrder(files)
    .slice(0, FIRST_FILES)
    .filter(({ binary }) => !binary)
    .map(({ path }) => path);

/** `store` holds the change; it is heard before anything is drawn of what it says. */
export const usePatches = ({ thread, scope, ignoreSpace }: ReviewPlace, store: StoreApi<TopicState<Changes>>): Patches => {
  const [count, setCount] = useState(0);
  const [begun, setBegun] = useState(false);
  const loader = useMemo(
    () =>
      createPatchLoader({
        fetch: async (paths) => {
          const patches = await call('review.patches', { thread, scope, paths: [...paths], ignoreSpace });
          return Promise.all(patches.map(loaded));
        },
        onChange: () => {
          setBegun(true);
          setCount((before) => before + 1);
        },
      }),
    [thread, scope, ignoreSpace],
  );
  useEffect(() => () => loader.dispose(), [loader]);
  useEffect(() => {
    let version: string | null = null;
    const take = ({ value: changes }: TopicState<Changes>): void => {
      // The version stands for the content of the change.
      const now = changes === null ? null : `${changes.version} ${changes.counted}`;
      if (changes === null || now === version) return;
      const isFirst = version === null;
      version = now;
      loader.expire(changes.files);
      if (isFirst) {
        const first = firstPaths(changes);
        loader.wantNow(first);
        if (first.length === 0) setBegun(true);
      }
      setCount((before) => before + 1);
    };
    take(store.getState());
    return store.subscribe(take);
  }, [loader, store]);
  return { loader, count, begun };
};
