/** What the scopes of review/ ask of checkpoints: which commit holds a folder before or after something. */
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { TurnId } from '#contract/ids.ts';
import type { KeptFolders } from '#main/review/scope.ts';
import type { Checkpoints } from './checkpoints.ts';

/** `list` is newest first. A turn that a crash cut has no end of its own: the beginning of the next one stands for it. */
export const aroundTurn = (
  list: readonly Checkpoint[],
  wanted: TurnId | 'last',
): { before: Checkpoint; after: Checkpoint | null } | null => {
  const at = list.findIndex(({ why, turn }) => why === 'turn-start' && (wanted === 'last' || turn === wanted));
  const before = list[at];
  if (before === undefined) return null;
  const end = list.find(({ why, turn }) => why === 'turn-end' && turn === before.turn);
  return { before, after: end ?? list.slice(0, at).findLast(({ why }) => why === 'turn-start') ?? null };
};

export const keptFolders = (checkpoints: Pick<Checkpoints, 'list' | 'find'>): KeptFolders => ({
  turn: (thread, turn) => {
    const found = aroundTurn(checkpoints.list(thread), turn);
    return found && { before: found.before.commit, after: found.after?.commit ?? null };
  },
  checkpoint: (thread, id) => checkpoints.find(thread, id)?.commit ?? null,
  look: (thread) => checkpoints.list(thread).find(({ why }) => why === 'look')?.commit ?? null,
});
