/** One provider: its key, whether it answers, its models. */
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import type { ModelsView, Provider } from '#contract/models.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { ProblemNote, type Problem } from '#renderer/ui/states.tsx';
import { keyText, testText } from './model-texts.ts';
import { ProviderDialog } from './provider-dialog.tsx';
import { ProviderKeyDialog } from './provider-key-dialog.tsx';
import { ProviderModels } from './provider-models.tsx';

type Test =
  { readonly kind: 'running' } | { readonly kind: 'ok'; readonly text: string } | { readonly kind: 'failed'; readonly problem: Problem };

const TestResult = ({ test }: { readonly test: Test }) => {
  if (test.kind === 'failed') return <ProblemNote problem={test.problem} />;
  return (
    <p role="status" className="flex items-center gap-1.5 text-sm">
      {test.kind === 'ok' && <CircleCheck size={14} aria-hidden className="shrink-0 text-review" />}
      {test.kind === 'ok' ? test.text : 'Waiting for the answer…'}
    </p>
  );
};

const Actions = ({
  provider,
  onKey,
  onAddress,
  onTest,
}: Record<'onKey' | 'onAddress' | 'onTest', () => void> & { readonly provider: Provider }) => {
  const { id, key, isBuiltIn, isUsable, models } = provider;
  const [listing, setListing] = useState(false);
  const list = async (): Promise<void> => {
    setListing(true);
    await attempt(call('models.refresh', { provider: id }), 'The models were not listed.');
    setListing(false);
  };
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button onClick={onKey}>
        {key.kind === 'set' && key.by !== 'environment' ? 'Change key' : 'Set key'}
        <span className="sr-only"> of {provider.label}</span>
      </Button>
      {isUsable && (
        <Button disabled={listing} onClick={() => void list()}>
          {listing ? 'Listing…' : 'List models'}
        </Button>
      )}
      {isUsable && models.length > 0 && (
        <Button onClick={onTest} title="Makes one tiny call, which the provider may charge for">
          Test
        </Button>
      )}
      <Button look="quiet" onClick={onAddress}>
        Address
      </Button>
      {key.kind === 'set' && key.by !== 'environment' && (
        <Button look="quiet" onClick={() => void attempt(call('models.clear-key', { provider: id }), 'The key was not cleared.')}>
          Clear key
        </Button>
      )}
      {!isBuiltIn && (
        <Button look="quiet" onClick={() => void attempt(call('models.remove-provider', { provider: id }), 'It was not removed.')}>
          Remove
        </Button>
      )}
    </div>
  );
};

export const ProviderCard = ({ provider, view }: { readonly provider: Provider; readonly view: ModelsView }) => {
  const [dialog, setDialog] = useState<'key' | 'address' | null>(null);
  const [test, setTest] = useState<Test | null>(null);
  const run = async (): Promise<void> => {
    setTest({ kind: 'running' });
    try {
      const model = provider.models.find(({ isDefault }) => isDefault)?.name ?? null;
      setTest({ kind: 'ok', text: testText(await call('models.test', { provider: provider.id, model })) });
    } catch (error) {
      setTest({ kind: 'failed', problem: failureOf(error) });
    }
  };
  return (
    <li className="grid grid-cols-1 gap-2 rounded-md border border-line bg-raised px-3.5 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">{provider.label}</h2>
        {!provider.isBuiltIn && <Chip>OpenAI-compatible</Chip>}
        <code className="max-w-full min-w-0 truncate text-sm text-faint">{provider.address}</code>
      </div>
      <p className="text-sm text-muted">
        {provider.key.kind === 'none' && provider.isUsable ? 'No key; a server of your own may need none' : keyText(provider.key)}
      </p>
      <Actions provider={provider} onKey={() => setDialog('key')} onAddress={() => setDialog('address')} onTest={() => void run()} />
      {test !== null && <TestResult test={test} />}
      {provider.failure !== null && <ProblemNote problem={provider.failure} />}
      {(provider.isUsable || provider.models.length > 0) && <ProviderModels provider={provider} tableOf={view.tableOf} />}
      {dialog === 'key' && <ProviderKeyDialog provider={provider} keysIn={view.keysIn} onClose={() => setDialog(null)} />}
      {dialog === 'address' && <ProviderDialog provider={provider} onClose={() => setDialog(null)} />}
    </li>
  );
};
