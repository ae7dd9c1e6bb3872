/** Where the user is, kept in the address after `#`: back and forward, deep links and reloads work as in any page. */
import { create } from 'zustand';
import type { AgentId, ProjectId, RaceId, ThreadId, WorkflowId } from '#contract/ids.ts';
import { UsageBy } from '#contract/usage.ts';

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

export const usageMeasures = ['cost', 'tokens', 'turns', 'time'] as const;
export type UsageMeasure = (typeof usageMeasures)[number];
export const usageRanges = ['today', '7', '30', '365', 'all'] as const;
/** The last days, all there is, or from one day (`2026-11-22`) to another. */
export type UsageRange = (typeof usageRanges)[number] | { readonly from: string; readonly to: string };
export interface UsageView {
  readonly range: UsageRange;
  readonly by: UsageBy;
  readonly show: UsageMeasure;
}
export const usualUsage: UsageView = { range: '30', by: 'agent', show: 'cost' };

export type Route =
  | { readonly screen: 'board'; readonly filter: BoardFilter }
  /** `show`: what to bring to the front there. */
  | { readonly screen: 'thread'; readonly thread: ThreadId; readonly show?: 'changes' }
  | { readonly screen: 'triage' }
  | { readonly screen: 'settings'; readonly section: SettingsSection }
  | { readonly screen: 'project'; readonly project: ProjectId }
  /** A long task. */
  | { readonly screen: 'long'; readonly workflow: WorkflowId }
  /** What an agent sees: in a thread's folder, or in a project's; without either the user's own skills alone. */
  | { readonly screen: 'skills'; readonly project: ProjectId | null; readonly agent?: AgentId; readonly thread?: ThreadId }
  | { readonly screen: 'race'; readonly race: RaceId }
  /** Overlaps among the changes under way in a project. */
  | { readonly screen: 'radar'; readonly project: ProjectId }
  | { readonly screen: 'usage'; readonly view: UsageView }
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

const usageOf = (query: URLSearchParams): Route => {
  const [from, to] = [query.get('from'), query.get('to')];
  const isDay = (text: string | null): text is string =>
    text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  const range = usageRanges.find((one) => one === query.get('range'));
  return {
    screen: 'usage',
    view: {
      range: isDay(from) && isDay(to) ? { from, to } : (range ?? usualUsage.range),
      by: UsageBy.options.find((one) => one === query.get('by')) ?? usualUsage.by,
      show: usageMeasures.find((one) => one === query.get('show')) ?? usualUsage.show,
    },
  };
};

const usageQuery = ({ range, by, show }: UsageView): string => {
  const query = new URLSearchParams({
    ...(typeof range === 'object' ? range : range !== usualUsage.range && { range }),
    ...(by !== usualUsage.by && { by }),
    ...(show !== usualUsage.show && { show }),
  });
  return query.size === 0 ? '' : `?${query.toString()}`;
};

const skillsOf = (project: string, query: URLSearchParams): Route => {
  const [agent, thread] = [query.get('agent'), query.get('thread')];
  return {
    screen: 'skills',
    project: project === '' ? null : (project as ProjectId),
    ...(agent && { agent: agent as AgentId }),
    ...(thread && { thread: thread as ThreadId }),
  };
};

const skillsHash = ({ project, agent, thread }: Extract<Route, { screen: 'skills' }>): string => {
  const query = new URLSearchParams({ ...(agent && { agent }), ...(thread && { thread }) });
  return `#/skills${project === null ? '' : `/${project}`}${query.size === 0 ? '' : `?${query.toString()}`}`;
};

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
  if (screen === 'usage') return usageOf(new URLSearchParams(search));
  if (screen === 'skills') return skillsOf(argument, new URLSearchParams(search));
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
      return skillsHash(route);
    case 'usage':
      return `#/usage${usageQuery(route.view)}`;
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
