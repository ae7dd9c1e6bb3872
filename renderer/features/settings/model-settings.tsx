/** Models and keys: what Switchyard’s own agent thinks with. */
import { Plus, Radar } from 'lucide-react';
import { useState } from 'react';
import type { FoundServer, ModelsView } from '#contract/models.ts';
import { call } from '#renderer/state/core.ts';
import { useModelsView } from '#renderer/state/models.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { ProviderCard } from './provider-card.tsx';
import { ProviderDialog } from './provider-dialog.tsx';

const addFound = async ({ label, address }: FoundServer): Promise<void> => {
  const provider = await call('models.save-provider', { provider: null, label, address });
  await call('models.refresh', { provider });
};

const Found = ({ servers, view }: { readonly servers: readonly FoundServer[]; readonly view: ModelsView }) => {
  const known = new Set(view.providers.map(({ address }) => address));
  if (servers.length === 0)
    return (
      <p role="status" className="text-sm text-muted">
        Nothing answers on this computer. Looked for Ollama (port 11434), LM Studio (1234) and vLLM (8000); start one, then look again.
      </p>
    );
  return (
    <ul role="status" className="grid gap-1.5">
      {servers.map((server) => (
        <li key={server.address} className="flex flex-wrap items-center gap-2 text-sm">
          <span className="font-medium">{server.label}</span>
          <span className="min-w-0 flex-1 text-muted">
            runs at {server.address} with {plural(server.models.length, 'model')}
          </span>
          {known.has(server.address) ? (
            <span className="text-faint">in the list</span>
          ) : (
            <Button look="go" onClick={() => void attempt(addFound(server), `${server.label} was not added.`)}>
              Use it
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
};

const Tools = ({ view }: { readonly view: ModelsView }) => {
  const [adding, setAdding] = useState(false);
  const [looking, setLooking] = useState(false);
  const [found, setFound] = useState<readonly FoundServer[] | null>(null);
  const look = async (): Promise<void> => {
    setLooking(true);
    await attempt(
      call('models.find-local', {}).then((servers) => setFound(servers)),
      'Could not look for servers.',
    );
    setLooking(false);
  };
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button disabled={looking} onClick={() => void look()}>
          <Radar size={13} aria-hidden /> {looking ? 'Looking…' : 'Find local servers'}
        </Button>
        <Button onClick={() => setAdding(true)}>
          <Plus size={13} aria-hidden /> Add an address
        </Button>
      </div>
      {found !== null && <Found servers={found} view={view} />}
      {adding && <ProviderDialog provider={null} onClose={() => setAdding(false)} />}
    </>
  );
};

export const ModelSettings = () => {
  const { value: view, failure } = useModelsView();
  const isFirst = view !== null && view.providers.every(({ isUsable }) => !isUsable);
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="text-muted">
        What the agent “Switchyard” works with, and the reviewer of approvals. Other agents have keys of their own and take none of these.
        Prompts go to the chosen provider and nowhere else.
      </p>
      {isFirst && (
        <p className="rounded-md border border-needs/40 bg-needs-bg px-3 py-2.5">
          Nothing can be used yet. Set the key of a provider, or use a model that runs on this computer: it needs no key, and nothing leaves
          the machine.
        </p>
      )}
      {failure !== null && <ProblemNote problem={failure} />}
      {view === null ? (
        <Loading what="providers">
          <Skeleton className="h-24" />
        </Loading>
      ) : (
        <>
          <Tools view={view} />
          <ul className="grid grid-cols-1 gap-2.5">
            {view.providers.map((provider) => (
              <ProviderCard key={provider.id} provider={provider} view={view} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
};
