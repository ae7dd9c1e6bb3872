/** Branches of a project, for choosing its base. */
import { useEffect, useState } from 'react';
import type { ProjectId } from '#contract/ids.ts';
import { call } from '#renderer/state/core.ts';

const MOST = 200;

export const useBranches = (project: ProjectId | null): readonly string[] => {
  const [branches, setBranches] = useState<readonly string[]>([]);
  useEffect(() => {
    if (project === null) return;
    const stop = new AbortController();
    call('projects.refs', { project, limit: MOST }, stop.signal).then(
      (refs) => setBranches(refs.filter((ref) => ref.kind !== 'tag').map((ref) => ref.name)),
      () => {},
    );
    return () => stop.abort();
  }, [project]);
  return branches;
};
