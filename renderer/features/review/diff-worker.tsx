/** One worker for the colours of all diffs, so that scrolling never waits for them. */
import DiffWorker from '@pierre/diffs/worker/worker.js?worker';
import { WorkerPoolContextProvider } from '@pierre/diffs/react';
import type { ReactNode } from 'react';

export const diffThemes = { dark: 'pierre-dark', light: 'pierre-light' } as const;

const poolOptions = { workerFactory: () => new DiffWorker(), poolSize: 1 };
const highlighterOptions = { theme: diffThemes, lineDiffType: 'word-alt' as const };

export const DiffWorkers = ({ children }: { readonly children: ReactNode }) => (
  <WorkerPoolContextProvider poolOptions={poolOptions} highlighterOptions={highlighterOptions}>
    {children}
  </WorkerPoolContextProvider>
);
