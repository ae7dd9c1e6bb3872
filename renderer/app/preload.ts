/** Fetches the parts that load late while the page has nothing else to do: they open at once, and without a connection too. */
import { NewTaskDialog, PaletteDialog } from './dialogs.tsx';
import { SettingsScreen, ThreadPage, TriageScreen } from './screen.tsx';

const parts: readonly (() => Promise<unknown>)[] = [
  ThreadPage.fetch,
  async () => (await import('#renderer/features/review/diff-list-later.tsx')).DiffList.fetch(),
  NewTaskDialog.fetch,
  PaletteDialog.fetch,
  TriageScreen.fetch,
  SettingsScreen.fetch,
  () => import('#renderer/features/projects/project-screen.tsx'),
];
const AFTER_MS = 400;

const whenIdle = (work: () => void): void => {
  if ('requestIdleCallback' in window) window.requestIdleCallback(work);
  else setTimeout(work, AFTER_MS);
};

const next = (at: number): void => {
  const load = parts[at];
  if (load === undefined) return;
  // One that cannot be fetched now is fetched when it is opened, and says so if that fails.
  whenIdle(
    () =>
      void load().then(
        () => next(at + 1),
        () => {},
      ),
  );
};

/** Call once, after the first render. */
export const preloadParts = (): void => void setTimeout(() => next(0), AFTER_MS);
