/** The title of the window or tab: where you are, and how many threads wait. */
import { boardNow, useBoardStore } from '#renderer/state/board.ts';
import { routeNow, useRoute, type Route } from '#renderer/state/route.ts';
import { useWorkflowsStore } from '#renderer/state/workflows.ts';
import { waitingThreads } from '#renderer/state/waiting.ts';

const place = (route: Route): string => {
  switch (route.screen) {
    case 'board':
      return 'Board';
    case 'thread':
      return boardNow().threads.get(route.thread)?.title ?? 'Thread';
    case 'project':
      return boardNow().projects.get(route.project)?.name ?? 'Project';
    case 'triage':
      return 'Triage';
    case 'settings':
      return 'Settings';
    case 'race':
      return 'Race';
    case 'radar':
      return `Overlaps in ${boardNow().projects.get(route.project)?.name ?? 'a project'}`;
    case 'long':
      return useWorkflowsStore.getState().value?.find(({ id }) => id === route.workflow)?.title ?? 'Long task';
    case 'skills':
      return 'What the agent sees';
    case 'usage':
      return 'Usage';
    case 'welcome':
      return 'Welcome';
    case 'unknown':
      return 'Not found';
  }
};

export const windowTitle = (where: string, waiting: number): string => `${waiting > 0 ? `(${waiting}) ` : ''}${where} · Switchyard`;

export const showTitle = (): void => {
  const apply = (): void => {
    const title = windowTitle(place(routeNow()), waitingThreads(boardNow(), Date.now()).length);
    if (document.title !== title) document.title = title;
  };
  apply();
  useRoute.subscribe(apply);
  useBoardStore.subscribe(apply);
};
