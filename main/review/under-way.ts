/** What git has begun in a worktree and somebody else will end. */
import { join } from 'node:path';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { isThere } from '#main/worktrees/parts.ts';

const marks: readonly (readonly [file: string, what: string])[] = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
];

/** Its name, such as `merge`; null when nothing is under way. */
export const underWay = async (place: Pick<ThreadGround, 'adminDir'>): Promise<string | null> => {
  for (const [file, what] of marks) if (await isThere(join(place.adminDir, file))) return what;
  return null;
};
