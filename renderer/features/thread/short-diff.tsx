/** The diff of one file as the agent told it, in the conversation and in approvals. */
import { memo, useState } from 'react';
import type { ChangedFile } from '#contract/items.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { diffCounts, diffLines, type DiffLine } from './diff-lines.ts';
import { changeText } from './step-text.ts';

const LINES_AT_FIRST = 60;

const rowClass: Readonly<Record<DiffLine['kind'], string>> = {
  add: 'bg-add-bg',
  del: 'bg-del-bg',
  same: '',
  hunk: 'text-faint bg-raised',
};
const signs: Readonly<Record<DiffLine['kind'], string>> = { add: '+', del: '−', same: ' ', hunk: '…' };

const Row = ({ line }: { readonly line: DiffLine }) => (
  <div className={cx('grid min-w-max grid-cols-[3rem_1.25rem_1fr]', rowClass[line.kind])}>
    <span aria-hidden className="pe-2 text-end text-faint select-none">
      {line.after ?? line.before ?? ''}
    </span>
    <span className={cx('select-none', line.kind === 'add' && 'text-add', line.kind === 'del' && 'text-del')}>{signs[line.kind]}</span>
    <span className="pe-3 whitespace-pre">{line.text}</span>
  </div>
);

const words: Readonly<Record<ChangedFile['kind'], string>> = { add: 'new', update: '', delete: 'deleted', move: 'moved' };

export const ShortDiff = memo(({ change, onOpen }: { readonly change: ChangedFile; readonly onOpen?: (() => void) | undefined }) => {
  const [all, setAll] = useState(false);
  const lines = change.diff === undefined ? [] : diffLines(change.diff);
  const counts = diffCounts(change);
  const shown = all ? lines : lines.slice(0, LINES_AT_FIRST);
  return (
    <div dir="ltr" className="overflow-hidden rounded-md border border-line bg-sunken text-sm">
      <div className="flex items-center gap-2 border-b border-line bg-raised px-3 py-1.5">
        {onOpen === undefined ? (
          <span className="min-w-0 flex-1 truncate font-mono">{changeText(change)}</span>
        ) : (
          <button type="button" onClick={onOpen} className="min-w-0 flex-1 truncate text-start font-mono hover:underline">
            {changeText(change)}
          </button>
        )}
        {words[change.kind] !== '' && <span className="text-muted">{words[change.kind]}</span>}
        {counts !== null && <DiffStat added={counts.added} deleted={counts.deleted} />}
      </div>
      {shown.length > 0 && (
        <div
          tabIndex={0}
          role="group"
          aria-label={`Diff of ${change.path}`}
          className="ring-inset-focus max-h-100 overflow-auto font-mono leading-[1.6]"
        >
          {shown.map((line, index) => (
            <Row key={index} line={line} />
          ))}
        </div>
      )}
      {(lines.length > shown.length || change.diffCut === true) && (
        <div className="flex items-center gap-2 border-t border-line px-3 py-1 text-muted">
          {lines.length > shown.length ? (
            <Button look="quiet" onClick={() => setAll(true)}>
              Show all {lines.length} lines
            </Button>
          ) : (
            'The diff is cut here; the Changes panel has all of it.'
          )}
        </div>
      )}
    </div>
  );
});
