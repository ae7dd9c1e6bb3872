import { expect, test } from 'vitest';
import type { TurnId } from '#contract/ids.ts';
import { hintParts, sendKeys } from './sending.ts';

const running = { kind: 'running', turn: 'u_turn0001' as TurnId, since: 0 } as const;
const idle = { kind: 'idle', outcome: 'completed', since: 0 } as const;

test('while a turn runs Enter queues and the modified Enter steers, or the other way round', () => {
  expect(sendKeys(running, 'queue')).toEqual({ running: true, enter: 'queue', modEnter: 'steer' });
  expect(sendKeys(running, 'steer')).toEqual({ running: true, enter: 'steer', modEnter: 'queue' });
});

test('the hint line says what the keys do', () => {
  expect(hintParts(sendKeys(running, 'queue'), '⌘', 'preempt')).toEqual([
    { key: '↵', does: 'queue' },
    { key: '⌘↵', does: 'steer now' },
  ]);
  expect(hintParts(sendKeys(running, 'steer'), 'Ctrl', 'next-step')).toEqual([
    { key: '↵', does: 'steer at the next step' },
    { key: 'Ctrl↵', does: 'queue' },
  ]);
  expect(hintParts(sendKeys(running, 'queue'), '⌘', 'none')[1]).toEqual({ key: '⌘↵', does: 'put first in the queue' });
  expect(hintParts(sendKeys(idle, 'queue'), '⌘', 'preempt')[0]).toEqual({ key: '↵', does: 'send' });
});
