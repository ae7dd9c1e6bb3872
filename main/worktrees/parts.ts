/** What the pieces of worktrees/ share: git, the shadows, the intents, and where things are kept. */
import { lstat } from 'node:fs/promises';
import { failure } from '#contract/failure.ts';
import { effectiveSettings, type Project } from '#contract/projects.ts';
import type { Settings } from '#contract/settings.ts';
import type { Worktree } from '#contract/threads.ts';
import type { DataPaths } from '#main/base/paths.ts';
import type { Git } from '#main/git/git.ts';
import type { Shadows } from '#main/git/shadow.ts';
import type { Intents } from './intents.ts';
import type { Trash } from './trash.ts';

export interface WorktreesOptions {
  readonly git: Git;
  readonly shadows: Shadows;
  readonly intents: Intents;
  readonly paths: DataPaths;
  readonly settings: () => Settings;
}

export interface Parts extends WorktreesOptions {
  readonly trash: Trash;
}

export const snapshotRef = (thread: string): string => `refs/switchyard/snapshots/${thread}`;
/** Holds the uncommitted changes of the user's checkout while a worktree that starts from them is made. */
export const startRef = (thread: string): string => `refs/switchyard/starts/${thread}`;

export const isThere = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) !== null;

export const isFolder = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null))?.isDirectory() ?? false;

/** How branches of the project's new threads are named. */
export const branchTemplate = (parts: Parts, project: Project): string => effectiveSettings(project).branch ?? parts.settings().branch;

/** The path of a worktree that is planned or there. */
export const pathOf = (worktree: Worktree): string => {
  if (worktree.path === null) throw failure('invalid', 'This thread has no folder.', 'Start it first.');
  return worktree.path;
};
