/** Commands of the open thread: for keys, the palette and the composer's `/`. */
import { useEffect, useMemo, useRef } from 'react';
import type { Thread } from '#contract/threads.ts';
import { useCommands } from '#renderer/state/commands.ts';
import { threadCommands, threadStand, type ThreadCommandActions } from './thread-commands.ts';

export const useThreadCommands = (thread: Thread, runNames: readonly string[], actions: ThreadCommandActions): void => {
  const latest = useRef({ thread, actions });
  useEffect(() => {
    latest.current = { thread, actions };
  });
  const { id, active, ended, done, archived, canRun } = threadStand(thread);
  useCommands(
    useMemo(
      () =>
        threadCommands(
          { id, active, ended, done, archived, canRun },
          runNames,
          () => latest.current.thread,
          () => latest.current.actions,
        ),
      [id, active, ended, done, archived, canRun, runNames],
    ),
  );
};
