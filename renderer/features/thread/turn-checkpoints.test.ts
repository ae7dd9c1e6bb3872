import { expect, test } from 'vitest';
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { TurnId } from '#contract/ids.ts';
import { checkpointText, otherCheckpoints, turnCheckpoint } from './turn-checkpoints.ts';

const checkpoint = (id: string, why: Checkpoint['why'], turn: string | null, label = ''): Checkpoint =>
  ({ id: `k_${id}`, why, turn, label, at: 1_750_000_000_000 }) as Checkpoint;

const list = [
  checkpoint('cccccc', 'turn-end', 'u_bbbbbb'),
  checkpoint('bbbbbb', 'turn-start', 'u_bbbbbb'),
  checkpoint('uuuuuu', 'user', null, 'Before the risky part'),
  checkpoint('aaaaaa', 'turn-start', 'u_aaaaaa'),
];

test('a turn knows what lay there before it, and what it can be compared with', () => {
  const before = turnCheckpoint(list, 'u_bbbbbb' as TurnId);
  expect(before?.id).toBe('k_bbbbbb');
  expect(otherCheckpoints(list, list[1] as Checkpoint).map(({ id }) => id)).toEqual(['k_uuuuuu', 'k_aaaaaa']);
  expect(turnCheckpoint(list, 'u_zzzzzz' as TurnId)).toBeNull();
});

test('names of checkpoints', () => {
  expect(checkpointText(list[2] as Checkpoint)).toMatch(/^Before the risky part, /);
  expect(checkpointText(list[3] as Checkpoint)).toMatch(/^Before a turn, /);
});
