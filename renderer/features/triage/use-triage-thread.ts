/** What triage needs to know from the core: what a thread was asked and says, and which finished ones ask something. */
import { useEffect, useState } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { boardNow } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import { endsWithQuestion, finishedCandidates, saidIn, type Said } from './triage-queue.ts';
import { beginTriage, triageNow, useTriage } from './triage-state.ts';

const ITEMS_READ = 60;

/** Null while it is being read. */
export const useSaid = (thread: ThreadId, version: string): Said | null => {
  const [said, setSaid] = useState<{ readonly thread: ThreadId; readonly said: Said } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    call('threads.items', { thread, limit: ITEMS_READ, main: true }, stop.signal).then(
      ({ items }) => setSaid({ thread, said: saidIn(items) }),
      () => !stop.signal.aborted && setSaid({ thread, said: { asked: null, says: null } }),
    );
    return () => stop.abort();
  }, [thread, version]);
  return said?.thread === thread ? said.said : null;
};

/** Begins a round: looks once through the finished, unread threads for a question at their end. */
export const useRound = (ready: boolean): void => {
  useEffect(() => {
    if (!ready) return;
    beginTriage();
    const stop = new AbortController();
    const look = async (id: ThreadId): Promise<void> => {
      const { items } = await call('threads.items', { thread: id, limit: 20, main: true }, stop.signal);
      const { says } = saidIn(items);
      if (says !== null && endsWithQuestion(says) && !stop.signal.aborted)
        useTriage.setState({ asking: new Set([...triageNow().asking, id]) });
    };
    // One that cannot be read is left out; the board still shows it.
    for (const thread of finishedCandidates(boardNow(), Date.now())) look(thread.id).catch(() => {});
    return () => stop.abort();
  }, [ready]);
};
