/** The menu of the open thread, tied to the core. */
import { useCallback, useMemo } from 'react';
import type { Thread } from '#contract/threads.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { say, sayFailure } from '#renderer/state/notices.ts';
import { navigate } from '#renderer/state/route.ts';
import { attempt, goOn, patchThreads, retryThread, runCommand, startThread } from '#renderer/state/thread-actions.ts';
import type { MenuEntry } from '#renderer/ui/menu.tsx';
import { collectExport, exportName, saveAs } from './export-thread.ts';
import { threadMenu, type ThreadMenuActions } from './thread-menu.ts';

const copy = (text: string, what: string): void => {
  navigator.clipboard.writeText(text).then(
    () => say({ text: `${what} copied`, more: text }),
    () => say({ text: `${what} could not be copied.`, more: text, tone: 'fail' }),
  );
};

const exportThread = async (thread: Thread): Promise<void> => {
  try {
    saveAs(await collectExport(thread.id, (from) => call('threads.export', { thread: thread.id, from })), exportName(thread.title));
  } catch (error) {
    sayFailure(failureOf(error), 'The thread was not exported.');
  }
};

export interface ThreadVerbs {
  readonly menu: () => readonly MenuEntry[];
  readonly copyBranch: () => void;
  readonly exportAll: () => void;
}

export const useThreadMenu = (thread: Thread, runNames: readonly string[], stop: () => void, rename: () => void): ThreadVerbs => {
  const canOpen = useAppInfo((state) => state.info?.canOpenPaths ?? false);
  const actions = useMemo<ThreadMenuActions>(() => {
    const { id } = thread;
    const patch = (change: Parameters<typeof patchThreads>[1], what?: string): void => void patchThreads([id], change, what);
    return {
      stop,
      rename,
      copy,
      retry: () => void retryThread(thread),
      resume: () => void goOn(id),
      start: () => void startThread(id),
      pin: (pinned) => patch({ pinned }),
      done: (done) => patch({ done }, done ? 'Marked as done' : 'Open again'),
      archive: (archived) => patch({ archived }, archived ? 'Archived' : 'Back from the archive'),
      unread: () => patch({ unread: true }),
      snooze: (snoozedUntil) => patch({ snoozedUntil }, snoozedUntil === null ? 'Awake again' : 'Put off'),
      openFolder: canOpen ? (path) => void attempt(call('app.open-path', { path }), 'The folder could not be opened.') : null,
      exportThread: () => void exportThread(thread),
      runCommand: (name) => void runCommand(id, name),
      context: () => openDialog({ kind: 'context', thread: id }),
      surroundings: () => navigate({ screen: 'skills', project: null, thread: id }),
      makeSkill: () => openDialog({ kind: 'make-skill', thread: id }),
      takeIn: () => openDialog({ kind: 'take-in', thread: id }),
      pullRequest: () => openDialog({ kind: 'pull-request', thread: id }),
      amend: () => openDialog({ kind: 'amend', thread: id }),
      usage: () => openDialog({ kind: 'thread-usage', thread: thread.id }),
      overlaps: () => navigate({ screen: 'radar', project: thread.project }),
      remove: () => openDialog({ kind: 'remove-threads', threads: [id] }),
      restore: () => void attempt(call('threads.restore', { thread: id }), 'The thread could not be restored.'),
    };
  }, [thread, stop, rename, canOpen]);
  const menu = useCallback(() => threadMenu(thread, runNames, actions, Date.now()), [thread, runNames, actions]);
  const { branch } = thread.worktree;
  const copyBranch = useCallback(() => {
    if (branch !== null) copy(branch, 'Branch name');
  }, [branch]);
  return { menu, copyBranch, exportAll: actions.exportThread };
};
