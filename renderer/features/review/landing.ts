/** What a landing would do, in sentences, and whether it may be done. */
import type { LandingMethod, LandingPreview } from '#contract/landing.ts';

export const landingMethods: readonly { readonly how: LandingMethod; readonly label: string; readonly effect: string }[] = [
  { how: 'merge', label: 'Merge', effect: 'Keeps every commit and adds a merge commit.' },
  { how: 'squash', label: 'Squash', effect: 'Makes one commit of all of them.' },
  { how: 'rebase', label: 'Rebase', effect: 'Puts the commits on top of the base, one by one.' },
];

export interface LandingNote {
  readonly level: 'stop' | 'warning' | 'info';
  readonly text: string;
  readonly paths?: readonly string[];
}

const commits = (number: number): string => `${number} ${number === 1 ? 'commit' : 'commits'}`;
const files = (number: number): string => `${number} ${number === 1 ? 'file' : 'files'}`;

/** In the order in which they matter; a landing with a `stop` is refused. */
export const landingNotes = (preview: LandingPreview): readonly LandingNote[] => {
  const notes: LandingNote[] = [];
  if (preview.commits.length === 0)
    notes.push({
      level: 'stop',
      text:
        preview.uncommitted.length > 0
          ? 'Nothing is committed yet. Commit the change first.'
          : `There is nothing that ${preview.into} does not have already.`,
    });
  if (preview.conflicts.length > 0)
    notes.push({
      level: 'stop',
      text: `${files(preview.conflicts.length)} would conflict. Take in ${preview.into} and resolve them, then land again.`,
      paths: preview.conflicts,
    });
  const blocked = preview.checkout?.blockedBy ?? [];
  if (preview.checkout !== null && blocked.length > 0)
    notes.push({
      level: 'stop',
      text: `Changes in ${preview.checkout.path} stand in the way. Commit or stash them there, then land again.`,
      paths: blocked,
    });
  if (preview.uncommitted.length > 0 && preview.commits.length > 0)
    notes.push({
      level: 'warning',
      text: `${files(preview.uncommitted.length)} ${preview.uncommitted.length === 1 ? 'is not committed and stays' : 'are not committed and stay'} behind in the worktree.`,
      paths: preview.uncommitted,
    });
  if (preview.behind > 0)
    notes.push({
      level: 'info',
      text: `${preview.into} has moved on by ${commits(preview.behind)} since this branch began${preview.conflicts.length === 0 ? '; the two fit together' : ''}.`,
    });
  return notes;
};

/** What will happen, as one sentence for the foot of the dialog. */
export const landingSentence = (preview: LandingPreview, how: LandingMethod, moveCheckout: boolean): string => {
  const number = preview.commits.length;
  const what =
    how === 'squash'
      ? `Puts ${commits(number)} as one on ${preview.into}`
      : how === 'rebase'
        ? `Puts ${commits(number)} on top of ${preview.into}`
        : `Merges ${commits(number)} into ${preview.into}`;
  if (preview.checkout === null) return `${what}.`;
  return moveCheckout
    ? `${what} and moves ${preview.checkout.path} along.`
    : `${preview.into} is checked out in a folder of yours: say above that it may move along.`;
};

/** What was done, for the toast. */
export const landedSentence = (landed: { readonly into: string; readonly commit: string; readonly how: LandingMethod }): string => {
  const verb = { merge: 'Merged', squash: 'Squashed', rebase: 'Rebased' }[landed.how];
  return `${verb} into ${landed.into} as ${landed.commit.slice(0, 8)}`;
};

/** A rebase keeps the messages the commits have. */
export const takesMessage = (how: LandingMethod): boolean => how !== 'rebase';
