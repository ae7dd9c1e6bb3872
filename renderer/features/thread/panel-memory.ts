/** Which panels of a thread stand open, remembered on this machine. At least one always does. */

export interface OpenPanels {
  readonly conversation: boolean;
  readonly changes: boolean;
}

const STORED_AS = 'switchyard-thread-panels';

export const togglePanel = (open: OpenPanels, which: keyof OpenPanels): OpenPanels => {
  const next = { ...open, [which]: !open[which] };
  return next.conversation || next.changes ? next : { conversation: which === 'changes', changes: which === 'conversation' };
};

export const readPanels = (storage: Pick<Storage, 'getItem'>): OpenPanels => {
  const stored = storage.getItem(STORED_AS);
  return stored === 'conversation'
    ? { conversation: true, changes: false }
    : stored === 'changes'
      ? { conversation: false, changes: true }
      : { conversation: true, changes: true };
};

export const keepPanels = (storage: Pick<Storage, 'setItem'>, open: OpenPanels): void =>
  storage.setItem(STORED_AS, open.conversation && open.changes ? 'both' : open.conversation ? 'conversation' : 'changes');
