/** Every migration in order. */
import type { Migration } from './migration.ts';
import { start } from './0001-start.ts';

export const migrations: readonly Migration[] = [start];
