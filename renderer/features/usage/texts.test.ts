import { expect, test } from 'vitest';
import { windowNow } from '#contract/usage.ts';
import { fullestLimit } from '#renderer/state/usage.ts';
import { collectUsage } from './export-usage.ts';
import { readPrice } from './read-price.ts';
import { untilText } from './until-text.ts';

const HOUR = 3_600_000;
const window = (usedPercent: number, resetsAt: number | null) => ({ id: 'w', label: '5 hours', usedPercent, resetsAt, toldAt: 0 });

test('a window whose reset has passed is fresh', () => {
  expect([windowNow(window(95, 10), 9), windowNow(window(95, 10), 10), windowNow(window(100, null), 10)]).toEqual([
    { usedPercent: 95, state: 'near', hasReset: false },
    { usedPercent: 0, state: 'fine', hasReset: true },
    { usedPercent: 100, state: 'reached', hasReset: false },
  ]);
});

test('the fullest window is warned of, while it lasts', () => {
  const limits = [
    { agent: 'a', account: null, windows: [window(79, null), window(85, 100)] },
    { agent: 'b', account: null, windows: [window(99, 50)] },
  ];
  expect([fullestLimit(limits, 1)?.agent, fullestLimit(limits, 60)?.agent, fullestLimit(limits, 100)]).toEqual(['b', 'a', null]);
});

test('how long until then', () => {
  expect([10_000, 90_000, 2 * HOUR, 2.5 * HOUR, 26 * HOUR, 120 * HOUR].map((ms) => untilText(ms, 0))).toEqual([
    'within a minute',
    'in 2 min',
    'in 2 h',
    'in 2 h 30 min',
    'in 1 day 2 h',
    'in 5 days',
  ]);
});

test('prices as people type them', () => {
  const typed = { input: ' $2.50 ', cached: '', cacheWrite: '0,25', output: '15' };
  expect(readPrice(typed).price).toEqual({ input: 2.5, cached: null, cacheWrite: 0.25, output: 15 });
  expect(readPrice({ ...typed, output: '', input: 'much' })).toEqual({ price: null, wrong: ['input'], missing: ['output'] });
});

test('the export is put together page by page', async () => {
  const pages = [
    { lines: ['day', 'a'], next: 5 },
    { lines: ['b'], next: null },
  ];
  const blob = await collectUsage(async ({ row }) => await Promise.resolve(pages[row === 0 ? 0 : 1]!), { from: 'x', to: 'y' });
  expect(await blob.text()).toBe('day\r\na\r\nb\r\n');
});
