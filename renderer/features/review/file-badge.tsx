/** What happened to a file, as a letter with its word. */
import type { FileChange } from '#contract/review.ts';
import { cx } from '#renderer/ui/class-names.ts';

interface Badge {
  readonly letter: string;
  readonly word: string;
  readonly className: string;
}

export const badgeOf = (file: Pick<FileChange, 'kind' | 'untracked'>): Badge => {
  if (file.kind === 'conflicted') return { letter: '!', word: 'in conflict', className: 'text-fail' };
  if (file.untracked) return { letter: 'U', word: 'new, not known to git yet', className: 'text-add' };
  switch (file.kind) {
    case 'added':
      return { letter: 'A', word: 'added', className: 'text-add' };
    case 'modified':
      return { letter: 'M', word: 'changed', className: 'text-review' };
    case 'deleted':
      return { letter: 'D', word: 'deleted', className: 'text-del' };
    case 'renamed':
      return { letter: 'R', word: 'moved', className: 'text-needs' };
    case 'type-changed':
      return { letter: 'T', word: 'kind of file changed', className: 'text-needs' };
  }
};

export const FileBadge = ({ file }: { readonly file: Pick<FileChange, 'kind' | 'untracked'> }) => {
  const badge = badgeOf(file);
  return (
    <span title={badge.word} className={cx('w-3 shrink-0 text-center font-mono text-sm font-semibold', badge.className)}>
      <span aria-hidden>{badge.letter}</span>
      <span className="sr-only">{badge.word}</span>
    </span>
  );
};
