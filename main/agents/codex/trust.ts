/** Whether codex obeys the `.codex` of a folder: its servers and hooks are programs that run outside of any sandbox. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from './connection.ts';
import { inner, text, type Fields } from '#main/agents/fields.ts';

const READ_MS = 5_000;

/** The checkout that a worktree belongs to; null when the folder is none. */
const checkoutOf = async (worktree: string): Promise<string | null> => {
  const link = await readFile(join(worktree, '.git'), 'utf8').catch(() => '');
  return /^gitdir: (.+)\/\.git\/worktrees\/[^/]+\s*$/.exec(link)?.[1] ?? null;
};

/**
 * For the configuration of a thread. What the user told codex about the folder, or the checkout it belongs to, holds. Where
 * nothing was said, it is not trusted, and that has to be said: else codex trusts it and writes so into the user's own
 * configuration.
 */
export const trustOf = async (connection: Connection, cwd: string): Promise<Fields> => {
  const answer = await connection.request('config/read', { cwd, includeLayers: false }, READ_MS).catch(() => ({}));
  const projects = inner(inner(answer, 'config'), 'projects');
  const places = [cwd, await checkoutOf(cwd)];
  const isDecided = places.some((place) => place !== null && text(inner(projects, place), 'trust_level') !== null);
  return isDecided ? {} : { projects: { [cwd]: { trust_level: 'untrusted' } } };
};
