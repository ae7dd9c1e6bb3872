import { expect, test } from 'vitest';
import type { PlanStep } from '#contract/items.ts';
import { planWindow } from './plan-window.ts';

const plan = (done: number, total: number, active = true): readonly PlanStep[] =>
  Array.from({ length: total }, (_, index) => ({
    text: `Step ${index + 1}`,
    status: index < done ? 'done' : index === done && active ? 'active' : 'pending',
  }));

test('a short plan is whole, a long one is shown around where it is', () => {
  expect(planWindow(plan(3, 14))).toEqual({ from: 0, to: 14 });
  expect(planWindow(plan(0, 200))).toEqual({ from: 0, to: 10 });
  expect(planWindow(plan(100, 200))).toEqual({ from: 98, to: 108 });
  expect(planWindow(plan(100, 200, false))).toEqual({ from: 98, to: 108 });
  expect(planWindow(plan(200, 200))).toEqual({ from: 190, to: 200 });
  expect(planWindow(plan(3, 15))).toEqual({ from: 0, to: 11 });
});
