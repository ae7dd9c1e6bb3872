/** The list of diffs, whose code comes when a change is first read: whoever knows that one will be fetches it before. */
import { later } from '#renderer/ui/later.tsx';
import { WaitingChanges } from './waiting-changes.tsx';

export const DiffList = later(async () => (await import('./diff-list.tsx')).DiffList, <WaitingChanges />);
