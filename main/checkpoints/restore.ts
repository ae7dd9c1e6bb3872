/** Brings a folder back to a checkpoint. What lies there is kept first; a restore that a crash cut is finished at the next start. */
import type { Checkpoint } from '#contract/checkpoints.ts';
import { failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { ChangeTotals } from '#contract/threads.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { treeOf } from '#main/git/commit-tree.ts';
import type { Git } from '#main/git/git.ts';
import { nulFields } from '#main/git/git.ts';
import { totalsBetween } from '#main/git/totals-between.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import type { Checkpoints, LookedFolder } from './checkpoints.ts';
import { moveFolder } from './move-folder.ts';

const KIND = 'checkpoint.restore';

export interface RestoreParts {
  readonly git: Git;
  readonly intents: Intents;
  readonly checkpoints: Checkpoints;
}

export interface RestorePreview {
  readonly totals: ChangeTotals;
  readonly paths: readonly string[];
}

const between = async (git: Git, held: LookedFolder, to: string): Promise<readonly string[]> => {
  const args = ['diff-tree', '-r', '--name-only', '--no-renames', '-z', held.tree, to];
  return nulFields((await git.run({ ground: held.place.ground, args })).stdout);
};

/** What restoring would change. The folder is looked at as it is now. */
export const previewRestore = ({ git, checkpoints }: RestoreParts, thread: ThreadId, to: Checkpoint): Promise<RestorePreview> =>
  checkpoints.look(thread, async (held) => {
    const tree = await treeOf(git, held.place.commonDir, to.commit);
    const [totals, paths] = await Promise.all([totalsBetween(git, held.place.commonDir, held.tree, tree), between(git, held, tree)]);
    return { totals, paths };
  });

const restoreHeld = async ({ git }: RestoreParts, held: LookedFolder, to: Checkpoint): Promise<void> => {
  const tree = await treeOf(git, held.place.commonDir, to.commit);
  const large = new Set(held.leftOut);
  const blocked = (await between(git, held, tree)).filter((path) => large.has(path));
  if (blocked.length > 0)
    throw failure(
      'conflict',
      'Large files stand where the checkpoint has others; they are not kept, so nothing was done.',
      'Move them away first.',
      {
        paths: blocked,
      },
    );
  await moveFolder(git, held.kept, held.tree, tree);
};

/** Gives the checkpoint of what was there before. Throws `conflict` with nothing done when files change this very moment. */
export const restoreFiles = (parts: RestoreParts, thread: ThreadId, to: Checkpoint): Promise<Checkpoint> =>
  parts.checkpoints.hold(thread, { why: 'before-act', label: 'Before going back' }, async (held) => {
    const intent = parts.intents.begin({ kind: KIND, thread, data: { to: to.id } });
    try {
      await restoreHeld(parts, held, to);
    } finally {
      parts.intents.end(intent);
    }
    return held.checkpoint;
  });

/** On boot. What a crash left half-way is kept as it is, then brought to where it was going. Never throws. */
export const finishRestores = async (parts: RestoreParts): Promise<void> => {
  for (const intent of parts.intents.open(KIND)) {
    try {
      if (intent.thread !== null) {
        const to = parts.checkpoints.get(intent.thread, intent.data['to'] as Checkpoint['id']);
        await parts.checkpoints.hold(intent.thread, { why: 'before-act', label: 'Cut off while going back' }, (held) =>
          restoreHeld(parts, held, to),
        );
      }
    } catch (error) {
      log.warning('checkpoint.not-restored', { thread: intent.thread, failure: failureOf(error) });
    }
    // Both ends are kept: the user can choose either.
    parts.intents.end(intent.id);
  }
};
