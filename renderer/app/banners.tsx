/** Lines under the top bar for what concerns the whole app: no connection to the core, a database that cannot be written. */
import { DatabaseZap, Unplug } from 'lucide-react';
import { useAppInfo, useConnection } from '#renderer/state/app-state.ts';
import { theCore } from '#renderer/state/core.ts';
import { exactTime } from '#renderer/ui/age.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';

const Offline = () => {
  const connection = useConnection();
  if (connection.kind !== 'offline') return null;
  return (
    <Banner tone="needs" icon={<Unplug size={14} aria-hidden />}>
      <span className="min-w-0 flex-1">
        No connection to the core. What you see is the last that was known; it connects again by itself
        {connection.retryAt === null ? ', trying now.' : '.'}
      </span>
      <Button look="plain" aria-disabled={connection.retryAt === null} onClick={() => theCore().retryNow()}>
        Try now
      </Button>
    </Banner>
  );
};

const ReadOnly = () => {
  const readOnly = useAppInfo((state) => state.info?.readOnly ?? null);
  if (readOnly === null) return null;
  return (
    <Banner tone="fail" icon={<DatabaseZap size={14} aria-hidden />}>
      <span className="min-w-0 flex-1 wrap-anywhere">
        Read only: {readOnly.reason} {readOnly.backupAt !== null && `You see the backup of ${exactTime(readOnly.backupAt)}.`}
      </span>
    </Banner>
  );
};

export const Banners = () => (
  <>
    <Offline />
    <ReadOnly />
  </>
);
