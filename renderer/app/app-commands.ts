/** Commands that belong to no feature: places, panels, what is next. */
import { boardNow } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import type { Command } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { say } from '#renderer/state/notices.ts';
import { navigate, openBoard, openThread, routeNow } from '#renderer/state/route.ts';
import { changeSettings } from '#renderer/state/settings.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { nextWaiting } from '#renderer/state/waiting.ts';
import { toggleSidebar } from './layout-state.ts';
import { numberedThreads } from './sidebar-groups.ts';
import { themeNow } from './theme.ts';

const openNext = (): void => {
  const route = routeNow();
  const next = nextWaiting(boardNow(), route.screen === 'thread' ? route.thread : null, Date.now());
  if (next === null) say({ text: 'Nothing else needs you' });
  else openThread(next.id);
};

const openNumbered = (index: number): boolean => {
  const thread = numberedThreads(boardNow())[index];
  if (thread !== undefined) openThread(thread.id);
  return thread !== undefined;
};

const numbered: readonly Command[] = Array.from({ length: 9 }, (_, index) => ({
  id: `thread.open-${index + 1}`,
  title: `Open thread ${index + 1}`,
  group: 'Go to',
  keys: [`Mod+${index + 1}`, `Alt+${index + 1}`],
  keyOnly: true,
  run: () => openNumbered(index),
}));

const tryDemo = async (): Promise<void> => {
  if (await attempt(call('app.demo', {}), 'The demo could not be made.')) openBoard();
};

export const appCommands: readonly Command[] = [
  {
    id: 'task.new',
    title: 'New task',
    group: 'Task',
    keys: ['Mod+N', 'C'],
    words: 'create thread prompt',
    run: () => openDialog({ kind: 'new-task', project: null }),
  },
  {
    id: 'task.backlog',
    title: 'New task for the backlog',
    group: 'Task',
    words: 'later idea note',
    run: () => openDialog({ kind: 'new-task', project: null, backlog: true }),
  },
  {
    id: 'palette.open',
    title: 'Search threads, files, commands',
    group: 'App',
    keys: ['Mod+K'],
    keyOnly: true,
    run: () => openDialog({ kind: 'palette', start: '' }),
  },
  {
    id: 'palette.commands',
    title: 'Search commands',
    group: 'App',
    keys: ['Mod+Shift+P'],
    keyOnly: true,
    run: () => openDialog({ kind: 'palette', start: '>' }),
  },
  { id: 'palette.files', title: 'Search files', group: 'Go to', keys: ['Mod+P'], run: () => openDialog({ kind: 'palette', start: '@' }) },
  { id: 'board.open', title: 'Board', group: 'Go to', keys: ['Mod+Shift+B'], run: openBoard },
  {
    id: 'triage.open',
    title: 'Triage: one waiting thread at a time',
    group: 'Go to',
    keys: ['Mod+Shift+Enter'],
    words: 'inbox needs you',
    run: () => navigate({ screen: 'triage' }),
  },
  { id: 'thread.next-waiting', title: 'Next thread that needs you', group: 'Go to', keys: ['Mod+.'], run: openNext },
  {
    id: 'settings.open',
    title: 'Settings',
    group: 'Go to',
    keys: ['Mod+,'],
    words: 'preferences options',
    run: () => navigate({ screen: 'settings', section: 'general' }),
  },
  {
    id: 'settings.keys',
    title: 'Change keys',
    group: 'Go to',
    words: 'shortcuts keyboard bindings',
    run: () => navigate({ screen: 'settings', section: 'keys' }),
  },
  {
    id: 'agents.open',
    title: 'Agents',
    group: 'Go to',
    words: 'codex models sign in',
    run: () => navigate({ screen: 'settings', section: 'agents' }),
  },
  {
    id: 'skills.open',
    title: 'What the agent sees',
    group: 'Go to',
    words: 'skills instructions agents.md claude.md commands mcp servers hooks sub-agents surroundings',
    run: () => {
      const route = routeNow();
      if (route.screen === 'thread') return navigate({ screen: 'skills', project: null, thread: route.thread });
      navigate({
        screen: 'skills',
        project: route.screen === 'project' ? route.project : route.screen === 'board' ? route.filter.project : null,
      });
    },
  },
  { id: 'welcome.open', title: 'Welcome page', group: 'Go to', words: 'first run start help', run: () => navigate({ screen: 'welcome' }) },
  { id: 'go.back', title: 'Back', group: 'Go to', keys: ['Mod+['], run: () => history.back() },
  { id: 'go.forward', title: 'Forward', group: 'Go to', keys: ['Mod+]'], run: () => history.forward() },
  { id: 'sidebar.toggle', title: 'Show or hide the sidebar', group: 'App', keys: ['Mod+B'], run: toggleSidebar },
  {
    id: 'keys.show',
    title: 'All keys',
    group: 'App',
    keys: ['?'],
    words: 'shortcuts keyboard help',
    run: () => openDialog({ kind: 'keys' }),
  },
  {
    id: 'theme.toggle',
    title: 'Switch between light and dark',
    group: 'App',
    words: 'theme appearance mode',
    run: () => changeSettings({ theme: themeNow() === 'light' ? 'dark' : 'light' }),
  },
  {
    id: 'project.add',
    title: 'Add project from a folder',
    group: 'Projects',
    words: 'repository open',
    run: () => openDialog({ kind: 'add-project', how: 'folder' }),
  },
  {
    id: 'project.clone',
    title: 'Clone a repository',
    group: 'Projects',
    words: 'git url add project',
    run: () => openDialog({ kind: 'add-project', how: 'clone' }),
  },
  {
    id: 'project.import',
    title: 'Import conversations',
    group: 'Projects',
    words: 'sessions codex claude outside history resume',
    run: () => {
      const route = routeNow();
      const project = route.screen === 'thread' ? (boardNow().threads.get(route.thread)?.project ?? null) : null;
      openDialog({
        kind: 'import',
        project: route.screen === 'project' ? route.project : route.screen === 'board' ? route.filter.project : project,
      });
    },
  },
  { id: 'app.demo', title: 'Try the demo', group: 'App', words: 'example scripted', run: tryDemo },
  {
    id: 'agents.refresh',
    title: 'Look again for installed agents',
    group: 'App',
    run: async () => void (await attempt(call('agents.refresh', {}), 'Could not look for agents.')),
  },
  ...numbered,
];
