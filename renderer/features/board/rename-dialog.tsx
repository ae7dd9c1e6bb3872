/** A new title for a thread. */
import { useState, type FormEvent } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { useThreadSummary } from '#renderer/state/board.ts';
import { patchThreads } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/field.tsx';

const TITLE_MAX_CHARS = 200;

export const RenameDialog = ({ thread, onClose }: { readonly thread: ThreadId; readonly onClose: () => void }) => {
  const before = useThreadSummary(thread)?.title ?? '';
  const [title, setTitle] = useState(before);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (title.trim() !== '' && title !== before) void patchThreads([thread], { title: title.trim() }, 'Renamed');
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rename the thread"
      width="narrow"
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" type="submit" form="rename-thread" disabled={title.trim() === ''}>
            Rename
          </Button>
        </>
      }
    >
      <form id="rename-thread" onSubmit={save}>
        <TextField
          label="Title"
          value={title}
          maxLength={TITLE_MAX_CHARS}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      </form>
    </Dialog>
  );
};
