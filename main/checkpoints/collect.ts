/** Which checkpoints are let go of. Pure. */
import type { CheckpointId } from '#contract/ids.ts';
import type { StoredCheckpoint } from '#main/storage/checkpoints-table.ts';

export interface KeepRules {
  /** Older ones go, in milliseconds. */
  readonly maxAge: number;
  /** Of one thread, newest first. */
  readonly maxCount: number;
  /** Of the files that were new in them, per thread. */
  readonly maxBytes: number;
}

export const keepRules: KeepRules = { maxAge: 30 * 24 * 3_600_000, maxCount: 400, maxBytes: 2_000_000_000 };

/** `list` is of one thread, newest first. The newest turn and what the user looked at last are always kept. */
export const toCollect = (list: readonly StoredCheckpoint[], now: number, rules: KeepRules = keepRules): readonly CheckpointId[] => {
  const newestOf = (why: string): CheckpointId | undefined => list.find(({ checkpoint }) => checkpoint.why === why)?.checkpoint.id;
  const always = new Set([newestOf('turn-start'), newestOf('turn-end'), newestOf('look')]);
  const gone: CheckpointId[] = [];
  let [count, bytes] = [0, 0];
  for (const { checkpoint, bytes: own } of list) {
    count += 1;
    bytes += own;
    if (always.has(checkpoint.id)) continue;
    if (now - checkpoint.at > rules.maxAge || count > rules.maxCount || bytes > rules.maxBytes) {
      gone.push(checkpoint.id);
      count -= 1;
      bytes -= own;
    } else if (checkpoint.why === 'look') {
      // Only the last look counts.
      gone.push(checkpoint.id);
      count -= 1;
      bytes -= own;
    }
  }
  return gone;
};
