/** Which checkpoints belong to a turn, and how they are named. Pure. */
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { TurnId } from '#contract/ids.ts';
import { exactTime } from '#renderer/ui/age.ts';

/** The folder as it lay there before the turn; null when it was not kept, or not any more. */
export const turnCheckpoint = (checkpoints: readonly Checkpoint[], turn: TurnId): Checkpoint | null =>
  checkpoints.find((checkpoint) => checkpoint.turn === turn && checkpoint.why === 'turn-start') ?? null;

const COMPARED_MAX = 12;

/** What a checkpoint can be compared with: other turns and those of the user, newest first. */
export const otherCheckpoints = (checkpoints: readonly Checkpoint[], than: Checkpoint): readonly Checkpoint[] =>
  checkpoints.filter(({ id, why }) => id !== than.id && (why === 'turn-start' || why === 'user')).slice(0, COMPARED_MAX);

export const checkpointText = ({ label, at, why }: Checkpoint): string => {
  const name = label.trim() === '' ? (why === 'turn-start' ? 'Before a turn' : 'Checkpoint') : label.trim();
  return `${name.length > 60 ? `${name.slice(0, 60)}…` : name}, ${exactTime(at)}`;
};
