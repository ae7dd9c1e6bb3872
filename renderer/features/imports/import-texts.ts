/** The list of conversations from outside, in words. Pure. */
import type { ImportableSession } from '#contract/imports.ts';

export const placeTexts: Readonly<Record<ImportableSession['place'], string>> = {
  checkout: 'in the project’s own folder',
  worktree: 'in its worktree',
  new: 'in a new worktree',
};

/** The name of the folder, which is what tells worktrees apart. */
export const folderName = (folder: string): string => folder.split(/[/\\]/).findLast((part) => part !== '') ?? folder;

/** What stands where nothing can be chosen. */
export const nothingText = (asked: readonly string[], query: string): string => {
  if (query.trim() !== '') return 'None of them says that.';
  if (asked.length === 0) return 'None of your agents tells what was begun outside. Codex and Claude Code do, once they are installed.';
  return `${asked.join(', ')} ${asked.length === 1 ? 'has' : 'have'} no conversation in this project’s folders that is not here already.`;
};
