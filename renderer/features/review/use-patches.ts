/** The patches of the change that is shown, kept while it moves on. */
import { useEffect, useMemo, useState } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope, FilePatch } from '#contract/review.ts';
import { call } from '#renderer/state/core.ts';
import { parseInWorker } from '#renderer/features/review/diff/parse-in-worker.ts';
import { createPatchLoader, type LoadedPatch, type PatchLoader } from './patch-loader.ts';

export interface Patches {
  readonly loader: PatchLoader;
  /** Grows with every answer and every new version of the change. */
  readonly count: number;
}

const loaded = async (patch: FilePatch): Promise<LoadedPatch> => ({ patch, diff: await parseInWorker(patch.patch) });

export const usePatches = (thread: ThreadId, scope: ChangeScope, ignoreSpace: boolean, changes: Changes): Patches => {
  const [count, setCount] = useState(0);
  const loader = useMemo(
    () =>
      createPatchLoader({
        fetch: async (paths) => {
          const patches = await call('review.patches', { thread, scope, paths: [...paths], ignoreSpace });
          return Promise.all(patches.map(loaded));
        },
        onChange: () => setCount((before) => before + 1),
      }),
    [thread, scope, ignoreSpace],
  );
  useEffect(() => () => loader.dispose(), [loader]);
  useEffect(() => {
    loader.expire(changes.files);
    setCount((before) => before + 1);
    // The version stands for the content of the change.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [loader, changes.version, changes.counted]);
  return { loader, count };
};
