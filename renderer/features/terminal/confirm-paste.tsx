/** Asks before many lines are pasted: in most shells each would run at once. */
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';

interface ConfirmPasteProps {
  /** Null while nothing is asked. */
  readonly lines: number | null;
  readonly onAnswer: (yes: boolean) => void;
}

export const ConfirmPaste = ({ lines, onAnswer }: ConfirmPasteProps) => (
  <Dialog
    open={lines !== null}
    onClose={() => onAnswer(false)}
    title={`Paste ${lines ?? 0} lines?`}
    width="narrow"
    footer={
      <>
        <Button size="md" onClick={() => onAnswer(false)}>
          Cancel
        </Button>
        <Button size="md" look="primary" onClick={() => onAnswer(true)}>
          Paste
        </Button>
      </>
    }
  >
    <p className="text-muted">The program in the terminal may run each line as soon as it comes.</p>
  </Dialog>
);
