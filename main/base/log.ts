/**
 * The log: JSON lines in the data folder, for people who look into a fault. No prompt, no output of an agent and no
 * secret goes in. Before `openLog` it writes to standard error only what is an error.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

type Level = 'info' | 'warning' | 'error';
type Fields = Readonly<Record<string, unknown>>;

const ROTATE_AT_BYTES = 5_000_000;
/** Sizes are looked at once in this many lines, not at each. */
const LINES_BETWEEN_CHECKS = 500;

let file: string | null = null;
let lines = 0;

const plain = (value: unknown): unknown => (value instanceof Error ? (value.stack ?? value.message) : value);

const rotate = (path: string): void => {
  try {
    if (statSync(path).size > ROTATE_AT_BYTES) renameSync(path, `${path}.1`);
  } catch {
    // Not there yet.
  }
};

const write = (level: Level, event: string, fields: Fields): void => {
  const entries = Object.entries(fields).map(([key, value]) => [key, plain(value)]);
  const line = `${JSON.stringify({ at: new Date().toISOString(), level, event, ...Object.fromEntries(entries) })}\n`;
  if (file === null) {
    if (level === 'error') process.stderr.write(line);
    return;
  }
  if (lines++ % LINES_BETWEEN_CHECKS === 0) rotate(file);
  try {
    appendFileSync(file, line, { mode: 0o600 });
  } catch {
    // A full disk must not turn a log line into a crash; the failure itself is reported where it happens.
  }
};

/** From now on the log goes to `core.log` in this folder, with one older file kept. */
export const openLog = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  file = join(folder, 'core.log');
};

export const log = {
  info: (event: string, fields: Fields = {}): void => write('info', event, fields),
  warning: (event: string, fields: Fields = {}): void => write('warning', event, fields),
  error: (event: string, fields: Fields = {}): void => write('error', event, fields),
};
