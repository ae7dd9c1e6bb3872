/** One worker for the colours of all diffs, so that scrolling never waits for them. */
import { registerCustomTheme } from '@pierre/diffs';
import DiffWorker from '@pierre/diffs/worker/worker.js?worker';
import { WorkerPoolContextProvider } from '@pierre/diffs/react';
import type { ReactNode } from 'react';
import { createCssVariablesTheme } from 'shiki/core';
import '#renderer/ui/code-colors.css';

const NAME = 'switchyard';
registerCustomTheme(NAME, async () => createCssVariablesTheme({ name: NAME, variablePrefix: '--code-', fontStyle: false }));

/** One for both: its colours are custom properties that follow the theme of the page. */
export const diffThemes = { dark: NAME, light: NAME } as const;

const poolOptions = { workerFactory: () => new DiffWorker(), poolSize: 1 };
const highlighterOptions = { theme: diffThemes, lineDiffType: 'word-alt' as const };

export const DiffWorkers = ({ children }: { readonly children: ReactNode }) => (
  <WorkerPoolContextProvider poolOptions={poolOptions} highlighterOptions={highlighterOptions}>
    {children}
  </WorkerPoolContextProvider>
);
