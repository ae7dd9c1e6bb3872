/** Commands of the open thread: for keys, the palette and the composer's `/`. */
import { useEffect, useMemo, useRef } from 'react';
import type { Thread } from '#contract/threads.ts';
import { useAgent } from '#renderer/state/agents.ts';
import { useCommands } from '#renderer/state/commands.ts';
import { threadCommands, threadStand, type ThreadCommandActions, type ThreadStand } from './thread-commands.ts';

export const useThreadCommands = (thread: Thread, runNames: readonly string[], actions: ThreadCommandActions): void => {
  const latest = useRef({ thread, actions });
  useEffect(() => {
    latest.current = { thread, actions };
  });
  const abilities = useAgent(thread.agent)?.abilities;
  // A stand of the same facts is the same list.
  const facts = JSON.stringify(threadStand(thread, abilities));
  useCommands(
    useMemo(
      () =>
        threadCommands(
          JSON.parse(facts) as ThreadStand,
          runNames,
          () => latest.current.thread,
          () => latest.current.actions,
        ),
      [facts, runNames],
    ),
  );
};
