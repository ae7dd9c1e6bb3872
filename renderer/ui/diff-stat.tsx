/** Lines added and deleted. Read aloud as words, shown as numbers; a zero is not shown beside a number. */
import { count, plural } from './units.ts';

export const DiffStat = ({ added, deleted }: { readonly added: number; readonly deleted: number }) => (
  <span className="shrink-0 font-mono text-sm font-medium whitespace-nowrap">
    <span aria-hidden>
      {(added > 0 || deleted === 0) && <span className="text-add">+{count(added)}</span>}
      {added > 0 && deleted > 0 && ' '}
      {deleted > 0 && <span className="text-del">−{count(deleted)}</span>}
    </span>
    <span className="sr-only">
      {plural(added, 'line')} added, {count(deleted)} deleted
    </span>
  </span>
);
