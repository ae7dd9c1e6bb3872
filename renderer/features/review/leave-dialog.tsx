/** Asks what becomes of words that were written into a file and not saved. */
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';

interface LeaveDialogProps {
  readonly path: string;
  readonly onSave: () => Promise<void>;
  readonly onDiscard: () => void;
  readonly onClose: () => void;
}

export const LeaveDialog = ({ path, onSave, onDiscard, onClose }: LeaveDialogProps) => (
  <Dialog
    open
    onClose={onClose}
    title="Save what you wrote?"
    description={path}
    width="narrow"
    footer={
      <>
        <Button size="md" look="danger" onClick={onDiscard}>
          Discard
        </Button>
        <Button size="md" onClick={onClose}>
          Go on editing
        </Button>
        <Button size="md" look="primary" onClick={() => void onSave()}>
          Save
        </Button>
      </>
    }
  >
    <p>Your edit of this file was not saved. Discarding it cannot be taken back.</p>
  </Dialog>
);
