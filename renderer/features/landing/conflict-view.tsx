/** The files that conflict, and the one that is being resolved. */
import { Check, CircleAlert } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { ConflictFile, Resolution } from '#contract/landing.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { later } from '#renderer/ui/later.tsx';
import { Loading, Skeleton } from '#renderer/ui/states.tsx';
import { conflictBlocks } from './conflict-blocks.ts';
import { keepConflictDraft, readConflictDraft } from './conflict-drafts.ts';
import { sideLabel } from './take-in-texts.ts';

const MergeEditor = later(
  async () => (await import('./merge-editor.tsx')).MergeEditor,
  <Loading what="the editor">
    <Skeleton className="m-3 h-40" />
  </Loading>,
);

interface ConflictListProps {
  readonly files: readonly ConflictFile[];
  readonly current: string;
  readonly onChoose: (id: string) => void;
}

export const ConflictList = ({ files, current, onChoose }: ConflictListProps) => (
  <ul
    aria-label="Files that conflict"
    className="max-h-40 shrink-0 overflow-auto border-b border-line p-1 tablet:max-h-none tablet:w-64 tablet:border-e tablet:border-b-0"
  >
    {files.map((file) => (
      <li key={file.id}>
        <button
          type="button"
          aria-current={file.id === current}
          onClick={() => onChoose(file.id)}
          className={cx(
            'ring-inset-focus flex min-h-7.5 w-full items-center gap-2 rounded-sm px-2 text-start hover:bg-hover coarse:min-h-11',
            file.id === current && 'bg-active',
          )}
        >
          {file.resolution === null ? (
            <CircleAlert size={13} aria-label="to resolve" className="shrink-0 text-needs" />
          ) : (
            <Check size={13} aria-label="resolved" className="shrink-0 text-run" />
          )}
          <span dir="ltr" title={file.path} className="min-w-0 flex-1 truncate font-mono text-sm">
            {file.path}
          </span>
        </button>
      </li>
    ))}
  </ul>
);

const startOf = (file: ConflictFile): string => {
  if (file.resolution?.kind === 'text') return file.resolution.text;
  return readConflictDraft(localStorage, file.id) ?? file.marked ?? file.thread ?? file.base ?? '';
};

interface ConflictFileViewProps {
  readonly file: ConflictFile;
  readonly into: string;
  readonly onResolve: (resolution: Resolution | null) => void;
}

/** Give it the file's id as key: another file is another text. */
export const ConflictFileView = ({ file, into, onResolve }: ConflictFileViewProps) => {
  const [start] = useState(() => startOf(file));
  const [text, setText] = useState(start);
  const [open, setOpen] = useState(file.resolution === null);
  const changed = useCallback(
    (next: string) => {
      setText(next);
      keepConflictDraft(localStorage, file.id, next);
    },
    [file.id],
  );
  const left = conflictBlocks(text).length;
  const take = (side: 'thread' | 'base') => (
    <Button key={side} onClick={() => onResolve({ kind: side })}>
      {sideLabel(file, side, into)}
    </Button>
  );
  const keep = (): void => {
    onResolve({ kind: 'text', text });
    keepConflictDraft(localStorage, file.id, null);
  };
  if (!open && file.resolution !== null) {
    const how =
      file.resolution.kind === 'text' ? 'by hand' : file.resolution.kind === 'thread' ? 'with the thread’s side' : `with ${into}’s side`;
    return (
      <div className="grid flex-1 place-content-center justify-items-center gap-3 p-6 text-center">
        <p>
          <span dir="ltr" className="font-mono">
            {file.path}
          </span>{' '}
          is resolved {how}.
        </p>
        <div className="flex flex-wrap justify-center gap-2">
          {file.editable && <Button onClick={() => setOpen(true)}>Edit it again</Button>}
          <Button onClick={() => onResolve(null)}>Take the resolution back</Button>
        </div>
      </div>
    );
  }
  if (!file.editable)
    return (
      <div className="grid flex-1 place-content-center justify-items-center gap-3 p-6 text-center">
        <p className="text-muted">This file is binary, too large or no plain file, so one side is taken whole.</p>
        <div className="flex flex-wrap justify-center gap-2">{(['thread', 'base'] as const).map(take)}</div>
      </div>
    );
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <MergeEditor file={file} into={into} start={start} onText={changed} />
      <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-3 py-2">
        {(['thread', 'base'] as const).map(take)}
        <Button look="go" disabled={left > 0} title={left > 0 ? 'Settle every conflict of the file first' : undefined} onClick={keep}>
          <Check size={13} aria-hidden /> Resolved
        </Button>
      </div>
    </div>
  );
};
