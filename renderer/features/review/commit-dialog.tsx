/** Commits chosen files with a message that is proposed and can be rewritten. */
import { useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { FileChange } from '#contract/review.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { TextArea } from '#renderer/ui/field.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { FileBadge } from './file-badge.tsx';
import { chosenPaths } from './file-steps.ts';

/** More than these are committed together or not at all: a list of thousands of boxes helps nobody. */
const MOST_BOXES = 300;

interface FileChoiceProps {
  readonly files: readonly FileChange[];
  readonly left: ReadonlySet<string>;
  readonly onLeft: (left: ReadonlySet<string>) => void;
}

const FileChoice = ({ files, left, onLeft }: FileChoiceProps) => {
  const toggle = (path: string): void => {
    const next = new Set(left);
    if (!next.delete(path)) next.add(path);
    onLeft(next);
  };
  const all = left.size === 0;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 flex w-full items-center gap-2 font-medium">
        Files
        <Button look="quiet" onClick={() => onLeft(all ? new Set(files.map((file) => file.path)) : new Set())}>
          {all ? 'None' : 'All'}
        </Button>
      </legend>
      <ul className="max-h-56 overflow-auto rounded-md border border-line">
        {files.slice(0, MOST_BOXES).map((file) => (
          <li key={file.path}>
            <label className="flex min-h-7 cursor-pointer items-center gap-2 px-2.5 text-sm hover:bg-hover coarse:min-h-11">
              <input
                type="checkbox"
                checked={!left.has(file.path)}
                onChange={() => toggle(file.path)}
                className="ring-inset-focus size-3.5 shrink-0 accent-accent-solid"
              />
              <FileBadge file={file} />
              <span dir="ltr" title={file.path} className="min-w-0 flex-1 truncate font-mono">
                {file.path}
              </span>
              {!file.binary && <DiffStat added={file.added} deleted={file.deleted} />}
            </label>
          </li>
        ))}
        {files.length > MOST_BOXES && (
          <li className="px-2.5 py-1 text-sm text-muted">… and {files.length - MOST_BOXES} more, which are committed as well.</li>
        )}
      </ul>
    </fieldset>
  );
};

/** The proposed message; typing before it came keeps what was typed. */
const useProposal = (thread: ThreadId) => {
  const [message, setMessage] = useState('');
  const [asking, setAsking] = useState(true);
  useEffect(() => {
    let current = true;
    call('review.message', { thread })
      .then(({ message: proposed }) => current && setMessage((before) => (before === '' ? proposed : before)))
      // Without a proposal the field is empty and asks for one.
      .catch(() => {})
      .finally(() => current && setAsking(false));
    return () => {
      current = false;
    };
  }, [thread]);
  return { message, setMessage, asking };
};

interface CommitDialogProps {
  readonly thread: ThreadId;
  readonly files: readonly FileChange[];
  readonly onClose: () => void;
}

export const CommitDialog = ({ thread, files, onClose }: CommitDialogProps) => {
  const { message, setMessage, asking } = useProposal(thread);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const paths = chosenPaths(
    files.map((file) => file.path),
    left,
  );
  const number = paths?.length ?? files.length;
  const conflicted = files.some((file) => file.kind === 'conflicted' && !left.has(file.path));
  const commit = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const { commit: hash } = await call('review.commit', {
        thread,
        message: message.trim(),
        ...(paths === undefined ? {} : { paths: [...paths] }),
      });
      say({ text: `Committed ${plural(number, 'file')} as ${hash.slice(0, 8)}` });
      onClose();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  const can = message.trim() !== '' && number > 0 && !busy && !conflicted;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Commit"
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={!can} onClick={() => void commit()}>
            {busy ? 'Committing…' : `Commit ${plural(number, 'file')}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-3.5">
        <TextArea
          label="Message"
          value={message}
          rows={4}
          maxLength={100_000}
          placeholder={asking ? 'Proposing a message…' : 'What changed, and why'}
          onChange={(event) => setMessage(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && can) void commit();
          }}
        />
        <FileChoice files={files} left={left} onLeft={setLeft} />
        {conflicted && (
          <p className="text-fail">Files in conflict cannot be committed. Leave them out, or let the agent settle them first.</p>
        )}
        {failure !== null && <ProblemNote problem={failure} />}
      </div>
    </Dialog>
  );
};
