/** Notes that the user has looked, when he leaves the changes: “since I last looked” begins there. */
import { useEffect } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { call } from '#renderer/state/core.ts';

/** A shorter stay is a passing by. */
const LOOK_MS = 3_000;

export const useLook = (thread: ThreadId, there: boolean): void => {
  useEffect(() => {
    if (!there) return;
    const since = Date.now();
    return () => {
      // Nobody waits for it: without the note the next look begins where the last one did.
      if (Date.now() - since >= LOOK_MS) call('review.look', { thread }).catch(() => {});
    };
  }, [thread, there]);
};
