/** What an agent works towards of its own accord, in one line. */
import { Target } from 'lucide-react';
import { cx } from './class-names.ts';

export const GoalText = ({ goal, className }: { readonly goal: string; readonly className?: string }) => (
  <span title={`Goal: ${goal}`} className={cx('inline-flex min-w-0 items-center gap-1', className)}>
    <Target size={12} aria-hidden className="shrink-0 text-accent-text" />
    <span className="sr-only">Goal: </span>
    <span dir="auto" className="truncate">
      {goal.split('\n')[0]}
    </span>
  </span>
);
