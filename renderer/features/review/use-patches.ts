/** The patches of the change that is shown, kept while it moves on. */
import { useEffect, useMemo, useState } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope } from '#contract/review.ts';
import { call } from '#renderer/state/core.ts';
import { createPatchLoader, type PatchLoader } from './patch-loader.ts';

interface Patches {
  readonly loader: PatchLoader;
  /** Grows with every answer and every new version of the change. */
  readonly count: number;
}

export const usePatches = (thread: ThreadId, scope: ChangeScope, ignoreSpace: boolean, changes: Changes | null): Patches => {
  const [count, setCount] = useState(0);
  const loader = useMemo(
    () =>
      createPatchLoader({
        fetch: (paths) => call('review.patches', { thread, scope, paths: [...paths], ignoreSpace }),
        onChange: () => setCount((before) => before + 1),
      }),
    [thread, scope, ignoreSpace],
  );
  useEffect(() => () => loader.dispose(), [loader]);
  const version = changes?.version;
  useEffect(() => {
    if (changes === null) return;
    loader.expire(changes.files.map((file) => file.path));
    setCount((before) => before + 1);
    // The version stands for the content of the change.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [loader, version]);
  return { loader, count };
};
