/** Fetches the parts that load late while the page has nothing else to do: they open at once, and without a connection too. */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import('./thread-page.tsx'),
  () => import('#renderer/features/review/diff-list.tsx'),
  () => import('#renderer/features/new-task/new-task-dialog.tsx'),
  () => import('#renderer/features/palette/palette-dialog.tsx'),
  () => import('#renderer/features/triage/triage-screen.tsx'),
  () => import('#renderer/features/settings/settings-screen.tsx'),
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
