/** The agent, or somebody else, wrote the file while it was edited here: both versions, to choose from or to bring together. */
import { useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { FileEditor } from './file-editor-later.tsx';

export interface Conflict {
  readonly path: string;
  readonly mine: string;
  /** Null: the file was deleted. */
  readonly theirs: string | null;
  /** Of what lies there now. */
  readonly version: string | null;
}

interface ConflictDialogProps {
  readonly conflict: Conflict;
  /** Takes what lies there and drops what was written here. */
  readonly onTheirs: () => void;
  /** Saves this text over what lies there. */
  readonly onSave: (text: string) => void;
  readonly onClose: () => void;
}

export const ConflictDialog = ({ conflict, onTheirs, onSave, onClose }: ConflictDialogProps) => {
  const { path, mine, theirs, version } = conflict;
  const [text, setText] = useState(mine);
  const save = (): void => onSave(text);
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title="Somebody else wrote this file"
      description={
        theirs === null
          ? `${path} was deleted while you edited it.`
          : `${path} changed while you edited it. Left: what lies there now. Right: yours, which can be edited.`
      }
      footer={
        <>
          <Button size="md" look="danger" className="me-auto" onClick={onTheirs}>
            Drop mine
          </Button>
          <Button size="md" onClick={onClose}>
            Decide later
          </Button>
          <Button size="md" look="primary" onClick={save}>
            {text === mine ? 'Save mine over it' : 'Save what is on the right'}
          </Button>
        </>
      }
    >
      <div className="flex h-[55vh] min-h-60 flex-col overflow-hidden rounded-md border border-line">
        <FileEditor
          file={{ path, before: theirs ?? '', after: mine, binary: false, tooLarge: false, version, editable: true }}
          split
          wrap={false}
          line={null}
          editable
          onText={setText}
          onSave={save}
        />
      </div>
    </Dialog>
  );
};
