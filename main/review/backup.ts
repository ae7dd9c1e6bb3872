/** Where a branch was before it was moved: kept by a ref of ours, so that nothing that was ever committed is lost. */
import type { ThreadId } from '#contract/ids.ts';
import type { RefMove } from '#main/git/refs.ts';

const stamp = (): string => new Date().toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');

/** To be moved together with the branch, so that there is never one without the other. */
export const backupOf = (thread: ThreadId, commit: string): RefMove => ({
  ref: `refs/switchyard/before/${thread}/${stamp()}-${commit.slice(0, 8)}`,
  to: commit,
});
