/** What each column is called and how it is coloured, wherever columns are named. */
import type { Column } from '#contract/threads.ts';

export const columnTexts: Readonly<
  Record<Column, { readonly label: string; readonly tone: 'needs' | 'run' | 'review' | 'fail' | 'idle' }>
> = {
  backlog: { label: 'Backlog', tone: 'idle' },
  'needs-you': { label: 'Needs you', tone: 'needs' },
  running: { label: 'Running', tone: 'run' },
  review: { label: 'Ready to review', tone: 'review' },
  done: { label: 'Done', tone: 'idle' },
};
