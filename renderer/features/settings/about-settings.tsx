/** What runs here, where its data is, what it uses; and removed threads that can be brought back. */
import { useCallback, useEffect, useState } from 'react';
import type { Thread } from '#contract/threads.ts';
import { useAppInfo, useStatusStore } from '#renderer/state/app-state.ts';
import { useNow } from '#renderer/state/clock.ts';
import { call } from '#renderer/state/core.ts';
import { openThread } from '#renderer/state/route.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { bytes, percent, plural } from '#renderer/ui/units.ts';

const Facts = ({ rows }: { readonly rows: readonly (readonly [string, string | null])[] }) => (
  <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
    {rows.map(([name, value]) =>
      value === null ? null : (
        <div key={name} className="contents">
          <dt className="text-faint">{name}</dt>
          <dd className="wrap-anywhere">
            <bdi>{value}</bdi>
          </dd>
        </div>
      ),
    )}
  </dl>
);

const Removed = () => {
  const [threads, setThreads] = useState<readonly Thread[]>([]);
  const now = useNow();
  const load = useCallback(() => void call('threads.removed', {}).then(setThreads, () => {}), []);
  useEffect(load, [load]);
  const restore = async (thread: Thread): Promise<void> => {
    if (await attempt(call('threads.restore', { thread: thread.id }), 'The thread could not be restored.')) openThread(thread.id);
    load();
  };
  return (
    <section aria-labelledby="removed" className="grid gap-2 border-t border-line pt-4">
      <h2 id="removed" className="font-semibold">
        Removed threads
      </h2>
      {threads.length === 0 && (
        <p className="text-muted">None. What you remove stays here for a while, worktree and untracked files included.</p>
      )}
      <ul className="grid gap-1">
        {threads.map((thread) => (
          <li key={thread.id} className="flex items-center gap-3">
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {thread.title}
            </span>
            <RelativeTime at={thread.removedAt ?? thread.updatedAt} now={now} className="text-sm text-faint" />
            <Button onClick={() => void restore(thread)}>
              Restore<span className="sr-only"> {thread.title}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};

export const AboutSettings = () => {
  const info = useAppInfo((state) => state.info);
  const status = useStatusStore((state) => state.value);
  return (
    <div className="grid gap-5">
      {info !== null && (
        <Facts
          rows={[
            ['Version', info.version],
            ['Runs as', info.host === 'desktop' ? 'desktop app' : 'web server on this computer'],
            ['System', `${info.platform}, Node ${info.node}`],
            ['Data folder', info.dataFolder],
          ]}
        />
      )}
      {status !== null && (
        <Facts
          rows={[
            [
              'Worktrees',
              [plural(status.worktrees, 'worktree'), status.worktreeBytes === null ? null : bytes(status.worktreeBytes)]
                .filter(Boolean)
                .join(' · '),
            ],
            ['Free on disk', status.diskFreeBytes === null ? null : bytes(status.diskFreeBytes)],
            [
              'Core',
              [
                status.core.bytes === null ? null : bytes(status.core.bytes),
                status.core.cpu === null ? null : `${percent(status.core.cpu)} CPU`,
              ]
                .filter(Boolean)
                .join(' · '),
            ],
            ...status.agents.map(
              (process) =>
                [
                  process.name,
                  [
                    process.bytes === null ? null : bytes(process.bytes),
                    process.cpu === null ? null : `${percent(process.cpu)} CPU`,
                    `process ${process.pid}`,
                  ]
                    .filter(Boolean)
                    .join(' · '),
                ] as const,
            ),
          ]}
        />
      )}
      <Removed />
    </div>
  );
};
