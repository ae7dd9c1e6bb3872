/** What the sandbox refused, why, and how to allow it: a host by a button, everything else in words. */
import { ShieldBan } from 'lucide-react';
import { memo } from 'react';
import type { ItemOf } from '#contract/items.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useConversationPlace } from './conversation-place.ts';

const allowedWords = {
  thread: 'Allowed for this task',
  project: 'Allowed for the project',
  everywhere: 'Allowed in all projects',
} as const;

const HostLine = ({ host, alone }: { readonly host: string; readonly alone: boolean }) => {
  const { hostAllowed, allowHost, readOnly } = useConversationPlace();
  const by = hostAllowed(host);
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {!alone && <span className="min-w-0 flex-1 font-mono text-sm wrap-anywhere">{host}</span>}
      {by !== null && <span className="text-sm text-muted">{allowedWords[by]}. It can be tried again.</span>}
      {by === null && !readOnly && (
        <>
          <Button look="go" onClick={() => allowHost(host, 'thread')}>
            Allow this host<span className="sr-only"> {host} for this task</span>
          </Button>
          <Button onClick={() => allowHost(host, 'project')}>
            For the project<span className="sr-only">: allow {host}</span>
          </Button>
        </>
      )}
    </li>
  );
};

export const RefusalBlock = memo(({ item }: { readonly item: ItemOf<'refusal'> }) => (
  <section aria-label="Refused by the sandbox" className="flex gap-2.5 rounded-md border border-needs/30 bg-needs-bg px-3 py-2">
    <ShieldBan size={14} aria-hidden className="mt-0.75 shrink-0 text-needs" />
    <div className="grid min-w-0 flex-1 gap-1.5">
      <p className="wrap-anywhere">
        <span className="font-medium">{item.what}.</span> {item.why}.{' '}
        {item.allow !== undefined && <span className="text-muted">{item.allow}.</span>}
      </p>
      {item.hosts.length > 0 && (
        <ul className="grid gap-1.5">
          {item.hosts.map((host) => (
            <HostLine key={host} host={host} alone={item.hosts.length === 1} />
          ))}
        </ul>
      )}
    </div>
  </section>
));
