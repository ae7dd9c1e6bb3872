/** How comments speak of their place and state. Pure. */
import type { Comment, CommentPlace, Severity } from '#contract/comments.ts';
import type { Tone } from '#renderer/ui/chip.tsx';

const lines = (from: number, to: number): string => (from === to ? `line ${from}` : `lines ${from}–${to}`);
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const placeText = (place: CommentPlace): string => {
  switch (place.kind) {
    case 'change':
      return 'the whole change';
    case 'file':
      return 'the file';
    case 'lines':
      return `${place.side === 'before' ? 'removed ' : ''}${lines(place.from, place.to)}`;
  }
};

/** Where the code is now, when that is not where it was; null while all is as it was written about. */
export const movedText = ({ place, anchor }: Comment): string | null => {
  if (place.kind !== 'lines') return null;
  switch (anchor.kind) {
    case 'none':
      return null;
    case 'gone':
      return 'Its code is gone';
    case 'edited':
      return `Its code was edited; now about ${lines(anchor.from, anchor.to)}`;
    case 'found':
      if (anchor.path !== place.path) return `Its code moved to ${nameOf(anchor.path)}`;
      return anchor.from === place.from && anchor.to === place.to ? null : `Its code moved to ${lines(anchor.from, anchor.to)}`;
  }
};

export const stateText = ({ state, author }: Comment): string | null => {
  switch (state) {
    case 'open':
      return author.kind === 'user' ? 'draft' : null;
    case 'sent':
      return 'sent';
    case 'accepted':
      return 'accepted';
    case 'dismissed':
      return 'dismissed';
    case 'resolved':
      return 'resolved';
  }
};

/** Its beginning as plain words, for where there is one line for it. */
export const plainWords = ({ body }: Pick<Comment, 'body'>): string =>
  body
    .slice(0, 400)
    .replace(/```\w*|[*`~#>]+|(?<=^|\s)_+|_+(?=\s|$)/gm, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Settled ones are shown small. */
export const isSettled = ({ state }: Comment): boolean => state === 'resolved' || state === 'dismissed';

export const severityTones: Readonly<Record<Severity, Tone>> = { critical: 'fail', major: 'needs', minor: 'review', note: 'idle' };

/** The file and line that a comment stands under now; line 0 is the head of the file. Null for the whole change. */
export const shownAt = ({
  place,
  anchor,
}: Comment): { readonly path: string; readonly side: 'before' | 'after'; readonly line: number } | null => {
  if (place.kind === 'change') return null;
  if (place.kind === 'file') return { path: place.path, side: 'after', line: 0 };
  if (anchor.kind === 'found' || anchor.kind === 'edited') return { path: anchor.path, side: place.side, line: anchor.to };
  return { path: place.path, side: place.side, line: anchor.kind === 'gone' ? 0 : place.to };
};
