/** Adds an address that speaks OpenAI's chat format, or changes the one of a provider. */
import { useState } from 'react';
import type { Provider } from '#contract/models.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { ProblemNote, type Problem } from '#renderer/ui/states.tsx';
import { presets } from './model-texts.ts';

interface ProviderDialogProps {
  /** Null: a new one. */
  readonly provider: Provider | null;
  readonly onClose: () => void;
}

const Presets = ({ onChoose }: { readonly onChoose: (label: string, address: string) => void }) => (
  <div role="group" aria-label="Well-known servers" className="flex flex-wrap gap-1.5">
    {presets.map(({ label, address }) => (
      <Button key={label} onClick={() => onChoose(label, address)}>
        {label}
      </Button>
    ))}
  </div>
);

export const ProviderDialog = ({ provider, onClose }: ProviderDialogProps) => {
  const [label, setLabel] = useState(provider?.label ?? '');
  const [address, setAddress] = useState(provider?.address ?? '');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const hint = presets.find((preset) => preset.address === address)?.hint ?? 'With /v1 at its end, where the server has that.';
  const mayBeEmpty = provider?.isBuiltIn === true;
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const id = await call('models.save-provider', { provider: provider?.id ?? null, label, address });
      onClose();
      await call('models.refresh', { provider: id }).catch(() => null);
    } catch (error) {
      setProblem(failureOf(error));
      setBusy(false);
    }
  };
  const ready = label.trim() !== '' && (mayBeEmpty || address.trim() !== '') && !busy;
  return (
    <Dialog
      open
      onClose={onClose}
      width="narrow"
      title={provider === null ? 'Add an address' : `Address of ${provider.label}`}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={!ready} onClick={() => void save()}>
            {provider === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void save();
        }}
      >
        {provider === null && (
          <Presets
            onChoose={(name, at) => {
              setLabel(name);
              setAddress(at);
            }}
          />
        )}
        {!mayBeEmpty && (
          <TextField label="Name" hint="As you want to see it." value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
        )}
        <TextField
          mono
          type="url"
          label="Address"
          hint={mayBeEmpty ? 'Empty: the provider’s own. Another address needs its key set anew.' : hint}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        {problem !== null && <ProblemNote problem={problem} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
};
