/** Which tab of the drawer is shown: the one chosen last, else a neighbour of what went, else one that came. */
import { useEffect, useState } from 'react';
import type { TerminalTab } from './terminal-texts.ts';

/** Beside the terminals, a thread's drawer has one more view. */
export const PROCESSES = 'processes';

const shownOf = (owner: string): string | null => sessionStorage.getItem(`switchyard-terminal-${owner}`);

/** The tab to show: `wanted` while it is there, else the one at its old place. */
export const tabToShow = (tabs: readonly TerminalTab[], wanted: string | null, place: number): string | null => {
  if (wanted === PROCESSES || tabs.some((tab) => tab.group === wanted)) return wanted;
  return tabs[Math.min(Math.max(place, 0), tabs.length - 1)]?.group ?? null;
};

export const useTerminalTabs = (owner: string, tabs: readonly TerminalTab[]) => {
  const [wanted, want] = useState(() => shownOf(owner));
  const [place, setPlace] = useState(0);
  const shown = tabToShow(tabs, wanted, place);
  const index = tabs.findIndex((tab) => tab.group === shown);
  useEffect(() => {
    if (index !== -1) setPlace(index);
  }, [index]);
  const show = (group: string): void => {
    sessionStorage.setItem(`switchyard-terminal-${owner}`, group);
    want(group);
  };
  return { shown, index, show };
};
