/** How large the difference of two commits is. */
import type { ChangeTotals } from '#contract/threads.ts';
import { nulFields, type Git } from './git.ts';
import { ofRepository } from './ground.ts';

export const totalsBetween = async (git: Git, commonDir: string, from: string, to: string): Promise<ChangeTotals> => {
  const { stdout } = await git.run({
    ground: ofRepository(commonDir),
    args: ['diff-tree', '-r', '-M', '--numstat', '-z', '--no-ext-diff', '--no-textconv', from, to],
  });
  let [files, added, deleted] = [0, 0, 0];
  // A renamed file is an entry with an empty path, then its two paths; only the entries have tabs and numbers.
  for (const field of nulFields(stdout)) {
    const counts = /^(\d+|-)\t(\d+|-)\t/.exec(field);
    if (counts === null) continue;
    files += 1;
    added += Number(counts[1]) || 0;
    deleted += Number(counts[2]) || 0;
  }
  return { files, added, deleted };
};
