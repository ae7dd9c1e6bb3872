/** Opens the welcome page once: when nobody has seen it and there is no project yet. */
import { useBoardStore } from '#renderer/state/board.ts';
import { navigate, routeNow } from '#renderer/state/route.ts';
import { useSettingsStore } from '#renderer/state/settings.ts';

export const isFirstRun = (welcomed: boolean | null, projects: number | null, screen: string): boolean =>
  welcomed === false && projects === 0 && screen === 'board';

export const watchFirstRun = (): void => {
  let decided = false;
  const look = (): void => {
    const [settings, board] = [useSettingsStore.getState().value, useBoardStore.getState().value];
    if (decided || settings === null || board === null) return;
    decided = true;
    if (isFirstRun(settings.welcomed, board.projects.size, routeNow().screen)) navigate({ screen: 'welcome' }, 'replace');
  };
  useSettingsStore.subscribe(look);
  useBoardStore.subscribe(look);
};
