/** One whole file over the list: before and after, and after an edit what was written. Loading, too large, binary, or the editor. */
import { ArrowLeft, ExternalLink, Save } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { FileText } from '#contract/review.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { sayFailure } from '#renderer/state/notices.ts';
import { isMac } from '#renderer/state/platform.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { ConflictDialog, type Conflict } from './conflict-dialog.tsx';
import { FileEditor, WaitingFile } from './file-editor-later.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { offerUndo, type ReviewPlace } from './review-actions.ts';

interface FileViewProps {
  readonly place: ReviewPlace;
  readonly path: string;
  readonly line: number | null;
  readonly split: boolean;
  readonly wrap: boolean;
  readonly readOnly: boolean;
  /** Another content of the file: read it again. */
  readonly version: string;
  readonly onEditor: (path: string, line: number | null) => void;
  readonly onClose: () => void;
}

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'there'; readonly file: FileText }
  | { readonly kind: 'failed'; readonly failure: Failure };

const sameText = (a: FileText, b: FileText): boolean => a.after === b.after && a.before === b.before && a.version === b.version;

/** The file as it is; read again when it changes, unless something was written that is not saved. */
const useFile = ({ place, path, version }: FileViewProps, dirty: boolean) => {
  const { thread, scope } = place;
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (dirty) return;
    const controller = new AbortController();
    call('review.file', { thread, scope, path }, controller.signal).then(
      (file) => setLoaded((before) => (before.kind === 'there' && sameText(before.file, file) ? before : { kind: 'there', file })),
      (error) => !controller.signal.aborted && setLoaded({ kind: 'failed', failure: failureOf(error) }),
    );
    return () => controller.abort();
    // What is written keeps the version that it was written on.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [thread, scope, path, version, tries]);
  return { loaded, setLoaded, again: useCallback(() => setTries((before) => before + 1), []) };
};

const useSaving = (props: FileViewProps, loaded: Loaded, setLoaded: (loaded: Loaded) => void, onSaved: () => void) => {
  const { place, path } = props;
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [busy, setBusy] = useState(false);
  const save = useCallback(
    async (text: string, over?: string | null): Promise<boolean> => {
      if (loaded.kind !== 'there') return false;
      setBusy(true);
      try {
        const version = over === undefined ? loaded.file.version : over;
        const saved = await call('review.write-file', { thread: place.thread, path, text, version });
        if (saved.kind === 'conflict') {
          setConflict({ path, mine: text, theirs: saved.text, version: saved.version });
          return false;
        }
        setConflict(null);
        setLoaded({ kind: 'there', file: { ...loaded.file, after: text, version: saved.version } });
        onSaved();
        offerUndo(place.thread, saved.act, 'Saved');
        return true;
      } catch (error) {
        sayFailure(failureOf(error), 'The file was not saved.');
        return false;
      } finally {
        setBusy(false);
      }
    },
    [place.thread, path, loaded, setLoaded, onSaved],
  );
  return { save, busy, conflict, setConflict };
};

export const FileView = (props: FileViewProps) => {
  const { path, line, split, wrap, readOnly, onEditor, onClose } = props;
  const [written, setWritten] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);
  const dirty = written !== null;
  const { loaded, setLoaded, again } = useFile(props, dirty);
  const saved = useCallback(() => setWritten(null), []);
  const { save, busy, conflict, setConflict } = useSaving(props, loaded, setLoaded, saved);
  const editable = loaded.kind === 'there' && loaded.file.editable && !readOnly;
  const onText = useCallback(
    (text: string) => setWritten(loaded.kind === 'there' && text === (loaded.file.after ?? '') ? null : text),
    [loaded],
  );
  const onSave = useCallback(() => void (written !== null && save(written)), [written, save]);
  const close = (): void => (dirty ? setLeaving(true) : onClose());
  const content = () => {
    if (loaded.kind === 'loading') return <WaitingFile />;
    if (loaded.kind === 'failed')
      return (
        <div className="p-4">
          <ProblemNote problem={loaded.failure} onRetry={again} />
        </div>
      );
    if (loaded.file.binary) return <p className="p-6 text-muted">This is a binary file; there is no text to show.</p>;
    if (loaded.file.tooLarge) return <p className="p-6 text-muted">This file is too large to show here.</p>;
    return <FileEditor file={loaded.file} split={split} wrap={wrap} line={line} editable={editable} onText={onText} onSave={onSave} />;
  };
  return (
    <section
      aria-label={path}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        close();
      }}
      className="flex min-h-0 flex-1 flex-col bg-bg"
    >
      <div className="flex items-center gap-2 border-b border-line px-2 py-1">
        <Button look="quiet" autoFocus onClick={close}>
          <ArrowLeft size={13} aria-hidden className="rtl:rotate-180" /> All files
        </Button>
        <span dir="ltr" title={path} className="min-w-0 flex-1 truncate font-mono text-sm">
          {path}
          {dirty && <span className="font-sans text-needs"> · not saved</span>}
        </span>
        {loaded.kind === 'there' && !editable && <span className="shrink-0 text-sm text-faint">read only</span>}
        <IconButton label="Open in my editor" icon={<ExternalLink size={14} aria-hidden />} onClick={() => onEditor(path, line)} />
        {editable && (
          <Button look="primary" disabled={!dirty || busy} onClick={onSave}>
            <Save size={13} aria-hidden /> Save <Kbd keys={isMac ? ['⌘', 'S'] : ['Ctrl', 'S']} onSolid />
          </Button>
        )}
      </div>
      {content()}
      {conflict !== null && (
        <ConflictDialog
          conflict={conflict}
          onTheirs={() => {
            setConflict(null);
            setWritten(null);
            again();
          }}
          onSave={(text) => void save(text, conflict.version)}
          onClose={() => setConflict(null)}
        />
      )}
      {leaving && (
        <LeaveDialog
          path={path}
          onSave={async () => {
            setLeaving(false);
            if (written !== null && (await save(written))) onClose();
          }}
          onDiscard={onClose}
          onClose={() => setLeaving(false)}
        />
      )}
    </section>
  );
};
