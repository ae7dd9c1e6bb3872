/** What can be said of the sources without running them. */
import { check, vitest, type Stage } from './stages.ts';

export const staticStages: readonly Stage[] = [
  check('types', 'tsc', ['--build']),
  check('lint', 'oxlint', ['--quiet']),
  check('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  vitest('house-style', ['scripts/tidy/']),
];
