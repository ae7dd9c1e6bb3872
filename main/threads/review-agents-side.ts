/** What comments and reviews by agents ask of threads. */
import type { ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import { effectiveSettings } from '#contract/projects.ts';
import { NewThread } from '#contract/threads.ts';
import { failure } from '#contract/failure.ts';
import type { ReviewAgents, TurnEnd } from '#main/review/review-agents.ts';
import { isSetAside } from './conversation.ts';
import { createThread } from './create-thread.ts';
import { sendMessage } from './send-message.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

/** Items looked at: a turn that said more than this has said it before. */
const NEWEST_ITEMS = 2_000;
const ASKED_MAX = 50;

const endOf = (context: ThreadsContext, slot: ThreadSlot): TurnEnd => {
  const turn = context.book.storage.turns.newest(slot.id);
  const said = slot.log
    .page(null, NEWEST_ITEMS, true)
    .flatMap((item) => (item.kind === 'assistant' && item.turn === turn?.id ? [item.text] : []))
    .join('\n\n');
  const outcome = turn?.outcome ?? null;
  const trouble =
    outcome === null || outcome.kind === 'completed' ? null : outcome.kind === 'failed' ? outcome.failure.message : 'The turn was cut off.';
  return { thread: slot.id, said, trouble };
};

/** The log of a thread without what is set aside, for those who look at what was asked and done. */
export const itemsOf = (context: ThreadsContext, thread: ThreadId): readonly Item[] => {
  const slot = context.book.get(thread);
  return slot.log.page(null, NEWEST_ITEMS).filter((item) => !isSetAside(item, slot.thread.setAside));
};

export const reviewAgentsSide = (context: ThreadsContext): ReviewAgents => {
  const { book } = context;
  return {
    thread: (thread) => book.find(thread)?.thread ?? null,
    send: async (thread, text, delivery) =>
      book.get(thread).mailbox.put(() => sendMessage(context, book.get(thread), { text, attachments: [] }, delivery)),
    startBeside: (thread, task) => {
      const subject = book.get(thread).thread;
      const { path } = subject.worktree;
      if (path === null || subject.worktree.status !== 'ready')
        throw failure('unavailable', 'The thread has no folder.', 'Wait until it is prepared.');
      const model = task.model ?? (task.agent === subject.agent ? subject.model : null);
      const input = NewThread.parse({
        project: subject.project,
        prompt: task.prompt,
        title: task.title,
        agent: task.agent ?? subject.agent,
        ...(model === null ? {} : { model }),
        policy: task.readOnly ? 'read-only' : subject.policy,
        placement: subject.worktree.place === 'checkout' ? { kind: 'checkout' } : { kind: 'adopt', path },
        tags: task.readOnly ? ['review'] : [],
      });
      return createThread(context, input, []).thread;
    },
    onTurnEnd: (listener) =>
      book.events.listen((event) => {
        if (event.kind !== 'changed' || event.before.state.kind === event.slot.thread.state.kind) return;
        const was = event.before.state.kind;
        const is = event.slot.thread.state.kind;
        if ((was === 'running' || was === 'waiting') && (is === 'idle' || is === 'failed')) listener(endOf(context, event.slot));
      }),
    asked: (thread) =>
      book.storage.items
        .userItems(thread, ASKED_MAX)
        .filter((item) => !isSetAside(item, book.get(thread).thread.setAside))
        .map(({ id, text }) => ({ item: id, text })),
    instruction: (thread) => {
      const project = context.projects.find(book.get(thread).thread.project);
      return (project === null ? undefined : effectiveSettings(project).review?.trim()) || null;
    },
  };
};
