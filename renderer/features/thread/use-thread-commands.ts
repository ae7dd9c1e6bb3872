/** Commands of the open thread: for keys, the palette and the composer's `/`. */
import { useEffect, useMemo, useRef } from 'react';
import type { Thread } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';
import { useCommands, type Command } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { goOn, patchThreads, retryThread, runCommand } from '#renderer/state/thread-actions.ts';

export interface ThreadCommandActions {
  readonly toggleChanges: () => void;
  readonly toggleConversation: () => void;
  readonly rename: () => void;
  readonly stop: () => Promise<void>;
  readonly exportAll: () => void;
}

const notNow = (): boolean => false;

export const useThreadCommands = (thread: Thread, runNames: readonly string[], actions: ThreadCommandActions): void => {
  const latest = useRef({ thread, actions });
  useEffect(() => {
    latest.current = { thread, actions };
  });
  const { id } = thread;
  const active = isActive(thread.state);
  const ended =
    thread.state.kind === 'failed' ||
    (thread.state.kind === 'idle' && (thread.state.outcome === 'stopped' || thread.state.outcome === 'interrupted'));
  const done = thread.doneAt !== null;
  const archived = thread.archivedAt !== null;
  const canRun = thread.worktree.status === 'ready' && thread.removedAt === null;
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'thread.changes',
          title: 'Show or hide changes',
          group: 'Thread',
          keys: ['Mod+D'],
          when: 'thread',
          run: () => latest.current.actions.toggleChanges(),
        },
        {
          id: 'thread.conversation',
          title: 'Show or hide the conversation',
          group: 'Thread',
          when: 'thread',
          run: () => latest.current.actions.toggleConversation(),
        },
        {
          id: 'thread.rename',
          title: 'Rename this thread',
          group: 'Thread',
          keys: ['F2'],
          when: 'thread',
          run: () => latest.current.actions.rename(),
        },
        {
          id: 'thread.stop',
          title: 'Stop this thread',
          group: 'Thread',
          when: 'thread',
          words: 'cancel interrupt',
          run: active ? () => latest.current.actions.stop() : notNow,
        },
        {
          id: 'thread.retry',
          title: 'Retry the last message',
          group: 'Thread',
          when: 'thread',
          run: ended ? async () => void (await retryThread(latest.current.thread)) : notNow,
        },
        {
          id: 'thread.go-on',
          title: 'Go on after the interruption',
          group: 'Thread',
          when: 'thread',
          words: 'resume continue',
          run: ended ? async () => void (await goOn(id)) : notNow,
        },
        {
          id: 'thread.done',
          title: done ? 'Open this thread again' : 'Mark this thread done',
          group: 'Thread',
          when: 'thread',
          run: () => patchThreads([id], { done: !done }, done ? 'Open again' : 'Marked as done'),
        },
        {
          id: 'thread.archive',
          title: archived ? 'Bring this thread back from the archive' : 'Archive this thread',
          group: 'Thread',
          when: 'thread',
          run: () => patchThreads([id], { archived: !archived }, archived ? 'Back from the archive' : 'Archived'),
        },
        {
          id: 'thread.export',
          title: 'Export this thread',
          group: 'Thread',
          when: 'thread',
          words: 'save json',
          run: () => latest.current.actions.exportAll(),
        },
        ...runNames.map((name): Command => ({
          id: `thread.run.${name}`,
          title: `Run ${name}`,
          group: 'Thread',
          when: 'thread',
          words: 'start command server',
          run: canRun ? async () => void (await runCommand(id, name)) : notNow,
        })),
        {
          id: 'thread.remove',
          title: 'Remove this thread',
          group: 'Thread',
          when: 'thread',
          words: 'delete',
          run: () => openDialog({ kind: 'remove-threads', threads: [id] }),
        },
      ],
      [id, active, ended, done, archived, canRun, runNames],
    ),
  );
};
