/** The one act of a dialog: busy while it runs, and what it failed with, to be shown where the user is. */
import { useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import { failureOf } from './core.ts';

export interface DialogAct {
  readonly busy: boolean;
  readonly failure: Failure | null;
  readonly setFailure: (failure: Failure | null) => void;
  /** The act closes the dialog itself; after a failure it can be tried again. */
  readonly run: (act: () => Promise<void>) => Promise<void>;
}

export const useDialogAct = (): DialogAct => {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, setFailure, run };
};
