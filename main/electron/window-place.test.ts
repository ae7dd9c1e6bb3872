import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { boundsOnScreen, readPlace, writePlace } from './window-place.ts';

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 0, width: 1280, height: 984 };

describe('where a new window stands', () => {
  test.each([
    ['nothing remembered', null, [left], { width: 1360, height: 880 }],
    ['on the second screen', { x: 2000, y: 50, width: 1000, height: 700 }, [left, right], { x: 2000, y: 50, width: 1000, height: 700 }],
    ['its screen is gone', { x: 2000, y: 50, width: 1000, height: 700 }, [left], { width: 1000, height: 700 }],
    ['mostly outside', { x: 1900, y: 50, width: 1000, height: 700 }, [left], { width: 1000, height: 700 }],
    ['title bar above the screen', { x: 10, y: -300, width: 1000, height: 700 }, [left], { width: 1000, height: 700 }],
    ['larger than the screen', { x: 1920, y: 0, width: 3000, height: 2000 }, [left, right], { x: 1920, y: 0, width: 1280, height: 984 }],
    ['a small screen', null, [{ x: 0, y: 0, width: 1024, height: 600 }], { width: 1024, height: 600 }],
    ['no screen at all', null, [], { width: 1360, height: 880 }],
  ])('%s', (_name, remembered, screens, expected) => {
    expect(boundsOnScreen(remembered, screens)).toEqual(expected);
  });
});

test('a place is remembered; a broken file is not one', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'place-')), 'window.json');
  expect(readPlace(file)).toBeNull();
  const place = { bounds: { x: -5, y: 10, width: 800, height: 600 }, maximized: true };
  writePlace(file, place);
  expect(readPlace(file)).toEqual(place);
  writeFileSync(file, '{"bounds":{"x":"far"}}');
  expect(readPlace(file)).toBeNull();
});
