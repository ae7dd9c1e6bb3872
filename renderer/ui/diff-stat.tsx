/** Lines added and deleted. Read aloud as words, shown as numbers. */
import { count } from './units.ts';

export const DiffStat = ({ added, deleted }: { readonly added: number; readonly deleted: number }) => (
  <span className="shrink-0 font-mono text-sm font-medium whitespace-nowrap">
    <span aria-hidden>
      <span className="text-add">+{count(added)}</span> <span className="text-del">−{count(deleted)}</span>
    </span>
    <span className="sr-only">
      {count(added)} lines added, {count(deleted)} deleted
    </span>
  </span>
);
