/** What a reader does to a change: marks, stages, reverts. Each says what failed; what can be taken back offers it. */
import { hunksOf, keyOf } from '#contract/hunks.ts';
import type { ActId, ThreadId } from '#contract/ids.ts';
import { contentOf, type Act, type ChangeScope, type FilePatch, type Selection } from '#contract/review.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say, sayFailure } from '#renderer/state/notices.ts';
import { showMarked } from '#renderer/state/review-marks.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { plural } from '#renderer/ui/units.ts';

/** Which change is read, and how. */
export interface ReviewPlace {
  readonly thread: ThreadId;
  readonly scope: ChangeScope;
  readonly ignoreSpace: boolean;
}

/** Messages that offer to take an act back. */
const offers = new Map<ActId, () => void>();

export const undoAct = async (thread: ThreadId, act: ActId): Promise<boolean> => {
  const undone = await attempt(call('review.undo', { thread, act }), 'It could not be taken back.');
  if (undone) offers.get(act)?.();
  if (undone) offers.delete(act);
  return undone;
};

/** Says what was done; the message goes when the act is taken back, by whatever way. */
export const offerUndo = (thread: ThreadId, act: ActId, text: string): void => {
  offers.set(act, say({ text, action: { label: 'Undo', run: () => void undoAct(thread, act) } }));
};

const verbs = {
  stage: { done: 'Staged', failed: 'Nothing was staged.' },
  unstage: { done: 'Unstaged', failed: 'Nothing was unstaged.' },
  revert: { done: 'Reverted', failed: 'Nothing was reverted.' },
} as const;
export type ActKind = keyof typeof verbs;

/** In words, what a selection holds. */
export const selectionText = (what: Selection): string => {
  const name = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  switch (what.kind) {
    case 'all':
      return 'all changes';
    case 'files':
      return what.paths.length === 1 ? name(what.paths[0] ?? '') : plural(what.paths.length, 'file');
    case 'hunks':
      return `${what.hunks.length === 1 ? 'a hunk' : plural(what.hunks.length, 'hunk')} of ${name(what.path)}`;
    case 'lines': {
      const lines = [...what.before, ...what.after].reduce((sum, [from, to]) => sum + to - from + 1, 0);
      return `${plural(lines, 'line')} of ${name(what.path)}`;
    }
  }
};

const calls = { stage: 'review.stage', unstage: 'review.unstage', revert: 'review.revert' } as const;

export const actOn = async (kind: ActKind, { thread, scope, ignoreSpace }: ReviewPlace, what: Selection): Promise<Act | null> => {
  try {
    const act = await call(calls[kind], { thread, scope, ignoreSpace, what });
    offerUndo(thread, act.id, `${verbs[kind].done} ${selectionText(what)}`);
    return act;
  } catch (error) {
    sayFailure(failureOf(error), verbs[kind].failed);
    return null;
  }
};

/** Takes the newest act back that was not yet. */
export const undoLast = async (thread: ThreadId): Promise<void> => {
  try {
    const last = (await call('review.acts', { thread })).find((act) => !act.undone);
    if (last === undefined) say({ text: 'There is nothing to take back' });
    else if (await undoAct(thread, last.id)) say({ text: 'Taken back' });
  } catch (error) {
    sayFailure(failureOf(error), 'It could not be taken back.');
  }
};

/** The ids of hunks, by which they are staged and reverted. */
export const hunkIds = (patch: FilePatch, indices: readonly number[]): string[] => {
  const hunks = hunksOf(patch.patch, contentOf(patch));
  return indices.flatMap((index) => hunks[index]?.id ?? []);
};

/** Marks hunks of one file, shown at once; put back when the core refuses. */
export const markHunks = async (place: ReviewPlace, patch: FilePatch, indices: readonly number[], viewed: boolean): Promise<void> => {
  const { thread, scope, ignoreSpace } = place;
  const hunks = hunksOf(patch.patch, contentOf(patch));
  const blocks = indices.flatMap((index) => hunks[index]?.blocks.map(keyOf) ?? []);
  const marked = [{ path: patch.path, hunks: indices }];
  showMarked(thread, scope, ignoreSpace, marked, viewed);
  const saved = await attempt(call('review.mark', { thread, viewed, files: [{ path: patch.path, blocks }] }), 'The mark was not kept.');
  if (!saved) showMarked(thread, scope, ignoreSpace, marked, !viewed);
};

export const markFiles = async (place: ReviewPlace, paths: readonly string[], viewed: boolean): Promise<void> => {
  const { thread, scope, ignoreSpace } = place;
  const marked = paths.map((path) => ({ path }));
  showMarked(thread, scope, ignoreSpace, marked, viewed);
  const saved = await attempt(
    call('review.mark-files', { thread, scope, ignoreSpace, paths: [...paths], viewed }),
    'The mark was not kept.',
  );
  if (!saved) showMarked(thread, scope, ignoreSpace, marked, !viewed);
};
