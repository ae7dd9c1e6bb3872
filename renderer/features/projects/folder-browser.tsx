/** Looks through folders where there is no system dialog: in a browser, on a phone. Repositories are marked. */
import { Folder as FolderIcon, FolderGit2, FolderUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { Folder } from '#contract/projects.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';

const rowClass = 'ring-inset-focus flex min-h-8 w-full items-center gap-2 rounded-sm px-2 text-start hover:bg-hover coarse:min-h-11';

interface FolderBrowserProps {
  /** Empty: the home folder. */
  readonly path: string;
  readonly onPath: (path: string) => void;
}

const useFolder = (path: string) => {
  const [state, setState] = useState<{ readonly folder: Folder | null; readonly failure: Failure | null }>({ folder: null, failure: null });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    call('app.folder', { path }, stop.signal).then(
      (folder) => setState({ folder, failure: null }),
      (error: unknown) => !stop.signal.aborted && setState((before) => ({ ...before, failure: failureOf(error) })),
    );
    return () => stop.abort();
  }, [path, tries]);
  return { ...state, retry: () => setTries((count) => count + 1) };
};

export const FolderBrowser = ({ path, onPath }: FolderBrowserProps) => {
  const { folder, failure, retry } = useFolder(path);
  const parent = folder?.parent ?? null;
  return (
    <div className="grid gap-2">
      {failure !== null && <ProblemNote problem={failure} onRetry={retry} />}
      {folder === null && failure === null && (
        <Loading what="the folder">
          <Skeleton className="h-40" />
        </Loading>
      )}
      {folder !== null && (
        <>
          <p className="truncate font-mono text-sm text-muted" title={folder.path}>
            <bdi>{folder.path}</bdi>
            {folder.isRepository && <span className="text-run"> · a repository</span>}
          </p>
          <ul aria-label={`Folders in ${folder.path}`} className="h-60 overflow-y-auto rounded-md border border-line p-1">
            {parent !== null && (
              <li>
                <button type="button" className={rowClass} onClick={() => onPath(parent)}>
                  <FolderUp size={14} aria-hidden className="text-faint" /> Up
                </button>
              </li>
            )}
            {folder.entries.map((entry) => (
              <li key={entry.path}>
                <button type="button" className={rowClass} onClick={() => onPath(entry.path)}>
                  {entry.isRepository ? (
                    <FolderGit2 size={14} className="shrink-0 text-run" aria-label="repository" />
                  ) : (
                    <FolderIcon size={14} aria-hidden className="shrink-0 text-faint" />
                  )}
                  <bdi className="min-w-0 truncate">{entry.name}</bdi>
                </button>
              </li>
            ))}
            {folder.entries.length === 0 && <li className="px-2 py-3 text-muted">No folders in here.</li>}
          </ul>
        </>
      )}
    </div>
  );
};

/** The system's own dialog, in the desktop app. */
export const SystemPicker = ({ onPath }: { readonly onPath: (path: string) => void }) => (
  <Button
    size="md"
    onClick={() => {
      call('app.pick-folder', {}).then(
        (path) => path !== null && onPath(path),
        () => {},
      );
    }}
  >
    Choose a folder…
  </Button>
);
