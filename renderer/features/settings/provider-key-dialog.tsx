/** Takes a key. What is typed goes to the core and nowhere else, and the field forgets it. */
import { useState } from 'react';
import type { ModelsView, Provider } from '#contract/models.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { ProblemNote, type Problem } from '#renderer/ui/states.tsx';
import { keepText } from './model-texts.ts';

interface ProviderKeyDialogProps {
  readonly provider: Provider;
  readonly keysIn: ModelsView['keysIn'];
  readonly onClose: () => void;
}

export const ProviderKeyDialog = ({ provider, keysIn, onClose }: ProviderKeyDialogProps) => {
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('models.set-key', { provider: provider.id, key });
      onClose();
    } catch (error) {
      setProblem(failureOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="narrow"
      title={`Key for ${provider.label}`}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={key.trim() === '' || busy} onClick={() => void save()}>
            {busy ? 'Saving…' : 'Save key'}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== '' && !busy) void save();
        }}
      >
        <TextField
          mono
          type="password"
          autoComplete="off"
          label="Key"
          hint={`It is sent to ${provider.address} only. ${keepText[keysIn]}`}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        {problem !== null && <ProblemNote problem={problem} />}
      </form>
    </Dialog>
  );
};
