/** Fetches and starts what the first lines need while the list of files is still on its way. */
import { warmParser } from '#renderer/features/review/diff/parse-in-worker.ts';
import { DiffList } from './diff-list-later.tsx';

export const warmReview = (): void => {
  warmParser();
  // What cannot be fetched now is fetched again when it is shown, and says so if that fails.
  DiffList.fetch().catch(() => {});
};
