/** What the tray says, in words. */
import type { Counts } from './board-watch.ts';

/** One line for the tray, most urgent first. */
export const countsLine = ({ needsYou, running, review }: Counts): string => {
  const parts = [
    needsYou > 0 ? `${needsYou} ${needsYou === 1 ? 'needs' : 'need'} you` : '',
    running > 0 ? `${running} running` : '',
    review > 0 ? `${review} to review` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Nothing is running' : parts.join(' · ');
};
