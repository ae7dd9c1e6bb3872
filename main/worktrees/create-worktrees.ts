/** Puts the pieces of worktrees/ together. core.ts calls this once. */
import { AppError } from '#contract/failure.ts';
import { create } from './create.ts';
import { environmentOfThread } from './environment.ts';
import { createMeasure } from './measure.ts';
import { isFolder, type Parts, type WorktreesOptions } from './parts.ts';
import { plan } from './plan.ts';
import { reconcile } from './reconcile.ts';
import { previewRemoval } from './removal-preview.ts';
import { forget, remove } from './remove.ts';
import { restore } from './restore.ts';
import { createTrash } from './trash.ts';
import type { Worktrees } from './worktrees.ts';

export const createWorktrees = (options: WorktreesOptions): Worktrees & { readonly emptied: () => Promise<void> } => {
  const trash = createTrash(options.paths.trash, options.intents);
  const parts: Parts = { ...options, trash };
  const measure = createMeasure();
  const ending = new AbortController();
  return {
    plan: (request) => plan(parts, request),
    create: (request) => create(parts, request),
    environment: environmentOfThread,
    removal: (place) => previewRemoval(parts, place),
    remove: (place) => remove(parts, place),
    restore: (request) => restore(parts, request),
    forget: async (place) => {
      await forget(parts, place).catch((error: unknown) => {
        // Purging a thread must not hang on a repository that cannot be written any more.
        if (!(error instanceof AppError)) throw error;
      });
    },
    reconcile: (places) => reconcile(parts, places),
    measure: (worktree, signal) =>
      worktree.path === null ? Promise.resolve(null) : measure(worktree.path, AbortSignal.any([signal, ending.signal])),
    exists: (worktree) => (worktree.path === null ? Promise.resolve(false) : isFolder(worktree.path)),
    /** For tests: nothing is left to delete. */
    emptied: trash.emptied,
    dispose: async () => {
      ending.abort();
      await trash.dispose();
    },
  };
};
