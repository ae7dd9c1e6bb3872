/** Commands that take a thread's branch further. They act on the open thread. */
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { Command } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { say } from '#renderer/state/notices.ts';
import { boardNow } from '#renderer/state/board.ts';
import { navigate, routeNow } from '#renderer/state/route.ts';

const onOpenThread = (act: (thread: ThreadId) => void) => (): boolean => {
  const route = routeNow();
  if (route.screen === 'thread') act(route.thread);
  return route.screen === 'thread';
};

/** The project in sight: of the open thread, of the board's filter, or the only one. */
const projectInSight = (): ProjectId | null => {
  const route = routeNow();
  const { threads, projects } = boardNow();
  if (route.screen === 'thread') return threads.get(route.thread)?.project ?? null;
  if (route.screen === 'project' || route.screen === 'radar') return route.project;
  if (route.screen === 'board' && route.filter.project !== null) return route.filter.project;
  const [only, ...more] = projects.keys();
  return only !== undefined && more.length === 0 ? only : null;
};

const openRadar = (): void => {
  const project = projectInSight();
  if (project === null) say({ text: 'Filter the board by a project first: overlaps are found within one.' });
  else navigate({ screen: 'radar', project });
};

export const landingCommands: readonly Command[] = [
  {
    id: 'thread.take-in',
    title: 'Take in the base: merge or rebase, resolve conflicts',
    group: 'Thread',
    when: 'thread',
    words: 'update merge rebase conflict main sync pull',
    run: onOpenThread((thread) => openDialog({ kind: 'take-in', thread })),
  },
  {
    id: 'thread.pull-request',
    title: 'Push, or open the pull request',
    group: 'Thread',
    when: 'thread',
    words: 'github gitlab forge pr merge request checks push remote',
    run: onOpenThread((thread) => openDialog({ kind: 'pull-request', thread })),
  },
  {
    id: 'thread.amend',
    title: 'Amend the last commit',
    group: 'Thread',
    when: 'thread',
    words: 'commit message fixup',
    run: onOpenThread((thread) => openDialog({ kind: 'amend', thread })),
  },
  {
    id: 'radar.open',
    title: 'Overlaps: which changes under way meet, and how they land cleanly',
    group: 'Go to',
    words: 'radar conflicts merge order',
    run: openRadar,
  },
];
