/** What the app says about itself: version, host, the status bar, the connection. */
import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import type { AppInfo, AppStatus } from '#contract/app.ts';
import type { Connection } from '#renderer/client.ts';
import { call, theCore } from './core.ts';
import { createTopicStore, latest, watchTopic } from './topic-store.ts';

export const useStatusStore = createTopicStore<AppStatus>();
export const watchStatus = (): (() => void) => watchTopic('app.status', {}, useStatusStore, latest<AppStatus>());

/** Null until the core has answered. */
export const useAppInfo = create<{ readonly info: AppInfo | null }>(() => ({ info: null }));
/** The data can only be looked at: nothing that is asked can be answered. */
export const isReadOnlyNow = (): boolean => (useAppInfo.getState().info?.readOnly ?? null) !== null;
export const useIsReadOnly = (): boolean => useAppInfo((state) => (state.info?.readOnly ?? null) !== null);
export const loadAppInfo = async (): Promise<void> => {
  useAppInfo.setState({ info: await call('app.info', {}) });
};

export const useConnection = (): Connection => useSyncExternalStore(theCore().onConnection, theCore().connection);

/** Asks again after each new connection: another core may answer, with another version. Gives how to stop. */
export const watchAppInfo = (): (() => void) => {
  const ask = (): void => {
    // A failure here means offline or a core about to go; the next connection asks again.
    if (theCore().connection().kind !== 'offline') void loadAppInfo().catch(() => {});
  };
  ask();
  return theCore().onConnection(() => {
    if (theCore().connection().kind === 'online') ask();
  });
};
