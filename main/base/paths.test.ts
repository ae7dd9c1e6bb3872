import { expect, test } from 'vitest';
import { findDataFolder } from './paths.ts';

test.each([
  [{ SWITCHYARD_HOME: '/data/mine' }, 'linux', '/data/mine'],
  [{ SWITCHYARD_HOME: '' }, 'linux', '/home/a/.local/share/switchyard'],
  [{ XDG_DATA_HOME: '/x' }, 'linux', '/x/switchyard'],
  [{ XDG_DATA_HOME: 'relative' }, 'linux', '/home/a/.local/share/switchyard'],
  [{}, 'darwin', '/home/a/Library/Application Support/Switchyard'],
] as const)('the data folder for %o on %s is %s', (environment, platform, expected) => {
  expect(findDataFolder(environment, platform, '/home/a')).toBe(expected);
});
