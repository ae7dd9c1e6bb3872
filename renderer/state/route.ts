/** Where the user is, kept in the address after `#`: back and forward, deep links and reloads work as in any page. */
import { create } from 'zustand';
import type { ProjectId, RaceId, ThreadId, WorkflowId } from '#contract/ids.ts';

export interface BoardFilter {
  readonly project: ProjectId | null;
  readonly tag: string | null;
  readonly agent: string | null;
  readonly text: string;
  readonly archived: boolean;
}
export const noFilter: BoardFilter = { project: null, tag: null, agent: null, text: '', archived: false };

export const settingsSections = ['general', 'agents', 'models', 'mcp', 'defaults', 'sandbox', 'approvals', 'keys', 'about'] as const;
export type SettingsSection = (typeof settingsSections)[number];

export type Route =
  | { readonly screen: 'board'; readonly filter: BoardFilter }
  /** `show`: what to bring to the front there. */
  | { readonly screen: 'thread'; readonly thread: ThreadId; readonly show?: 'changes' }
  | { readonly screen: 'triage' }
  | { readonly screen: 'settings'; readonly section: SettingsSection }
  | { readonly screen: 'project'; readonly project: ProjectId }
  /** A long task. */
  | { readonly screen: 'long'; readonly workflow: WorkflowId }
  /** Skills of a project and the user's own; null: the user's own alone. */
  | { readonly screen: 'skills'; readonly project: ProjectId | null }
  | { readonly screen: 'race'; readonly race: RaceId }
  /** Overlaps among the changes under way in a project. */
  | { readonly screen: 'radar'; readonly project: ProjectId }
  | { readonly screen: 'welcome' }
  | { readonly screen: 'unknown'; readonly path: string };

const boardOf = (query: URLSearchParams): Route => ({
  screen: 'board',
  filter: {
    project: query.get('project') as ProjectId | null,
    tag: query.get('tag'),
    agent: query.get('agent'),
    text: query.get('text') ?? '',
    archived: query.has('archived'),
  },
});

export const parseRoute = (hash: string): Route => {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [screen, argument = ''] = path.split('/').map(decodePart);
  const section = settingsSections.find((one) => one === argument);
  if (screen === '' || screen === 'board') return boardOf(new URLSearchParams(search));
  if (screen === 'thread' && argument !== '') {
    return {
      screen,
      thread: argument as ThreadId,
      ...(new URLSearchParams(search).get('show') === 'changes' && { show: 'changes' as const }),
    };
  }
  if (screen === 'project' && argument !== '') return { screen, project: argument as ProjectId };
  if (screen === 'radar' && argument !== '') return { screen, project: argument as ProjectId };
  if (screen === 'race' && argument !== '') return { screen, race: argument as RaceId };
  if (screen === 'long' && argument !== '') return { screen, workflow: argument as WorkflowId };
  if (screen === 'skills') return { screen, project: argument === '' ? null : (argument as ProjectId) };
  if (screen === 'triage' || screen === 'welcome') return { screen };
  if (screen === 'settings' && (argument === '' || section !== undefined)) return { screen, section: section ?? 'general' };
  return { screen: 'unknown', path };
};

const decodePart = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

export const hashOf = (route: Route): string => {
  switch (route.screen) {
    case 'board': {
      const { project, tag, agent, text, archived } = route.filter;
      const query = new URLSearchParams({
        ...(project && { project }),
        ...(tag && { tag }),
        ...(agent && { agent }),
        ...(text && { text }),
        ...(archived && { archived: '' }),
      });
      return query.size === 0 ? '#/board' : `#/board?${query.toString()}`;
    }
    case 'thread':
      return `#/thread/${route.thread}${route.show === undefined ? '' : `?show=${route.show}`}`;
    case 'project':
    case 'radar':
      return `#/${route.screen}/${route.project}`;
    case 'race':
      return `#/race/${route.race}`;
    case 'long':
      return `#/long/${route.workflow}`;
    case 'skills':
      return route.project === null ? '#/skills' : `#/skills/${route.project}`;
    case 'settings':
      return `#/settings/${route.section}`;
    case 'triage':
    case 'welcome':
      return `#/${route.screen}`;
    case 'unknown':
      return `#/${route.path}`;
  }
};

export const useRoute = create<Route>(() => parseRoute(globalThis.location?.hash ?? ''));
export const routeNow = (): Route => useRoute.getState();

const adopt = (): void => useRoute.setState(parseRoute(location.hash), true);

/** Follows the address. Call once. */
export const watchAddress = (): (() => void) => {
  window.addEventListener('hashchange', adopt);
  return () => window.removeEventListener('hashchange', adopt);
};

/** Goes there; with `replace` the present entry of the history is overwritten, as for typing in a filter. */
export const navigate = (route: Route, how: 'push' | 'replace' = 'push'): void => {
  const hash = hashOf(route);
  if (hash === location.hash) return;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', hash);
  adopt();
};

/** The board as it was last seen, filter and all. */
let lastFilter: BoardFilter = noFilter;
useRoute.subscribe((route) => {
  if (route.screen === 'board') lastFilter = route.filter;
});
export const openBoard = (): void => navigate({ screen: 'board', filter: lastFilter });
export const openThread = (thread: ThreadId): void => navigate({ screen: 'thread', thread });
export const openChanges = (thread: ThreadId): void => navigate({ screen: 'thread', thread, show: 'changes' });
