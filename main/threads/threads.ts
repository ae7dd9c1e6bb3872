/**
 * Threads: one task each, its agent, its place, its conversation. Calls come in through thread-handlers.ts and are put
 * into the thread's mailbox; agents speak through agent-events.ts. What is durable changes only through ThreadBook.
 *
 * Called by: core.ts.
 */
import type { ThreadId } from '#contract/ids.ts';
import { isActive } from '#contract/column.ts';
import type { ChangeTotals, Thread } from '#contract/threads.ts';
import type { Landed } from '#contract/landing.ts';
import type { ReviewThreads } from '#main/review/review.ts';
import { log } from '#main/base/log.ts';
import { Mailbox } from '#main/base/mailbox.ts';
import { answerWaiting } from './agent-asks.ts';
import { BoardTopic } from './board-topic.ts';
import { endTurn } from './end-turn.ts';
import { endProjectCommands } from './project-command.ts';
import { interruptedWords, reconcilePlaces, reconcileTurns } from './recovery.ts';
import { withinTime } from './sessions.ts';
import { ThreadBook } from './thread-book.ts';
import type { ThreadStorage } from './thread-private.ts';
import { findPlace, type ThreadsContext } from './threads-context.ts';
import { tell } from './notice.ts';

const PATIENCE_MS = 10_000;
/** An agent has this long to end its turn when the app closes. */
const CLOSE_MAX_MS = 3_000;

export interface ThreadsOptions extends Omit<ThreadsContext, 'book' | 'isClosing' | 'patienceMs' | 'planning'> {
  readonly patienceMs?: number;
  readonly book: ThreadBook;
  /** Nothing can be written: threads are shown, and left as they are. */
  readonly readOnly: boolean;
}

export interface Threads {
  readonly context: ThreadsContext;
  readonly board: BoardTopic;
  readonly review: ReviewThreads;
  /** Takes the totals of a thread's changes into its row. */
  readonly setTotals: (thread: ThreadId, totals: ChangeTotals) => void;
  /** Turns and approvals of the run before, from the rows alone. */
  readonly recover: () => void;
  /** Worktrees of the run before, with git; goes on with what was being prepared. Never throws. */
  readonly recoverPlaces: () => Promise<void>;
  /** Interrupts what runs, in order, and stores everything. */
  readonly dispose: () => Promise<void>;
}

export const openThreadBook = (storage: ThreadStorage, now: () => number): ThreadBook => {
  const book = new ThreadBook(storage, now);
  book.load();
  return book;
};

const reviewSide = (context: ThreadsContext): ReviewThreads => ({
  findPlace: (thread) => findPlace(context, thread),
  describe: (thread) => {
    const slot = context.book.find(thread);
    if (slot === null) return null;
    const first = slot.log.page(2, 1)[0];
    return { title: slot.thread.title, prompt: first?.kind === 'user' ? first.text : null };
  },
  onLanded: (thread, landed: Landed) => {
    const slot = context.book.find(thread);
    if (slot === null) return;
    const { into, commit, how, changes, stays } = landed;
    const at = context.now();
    // A thread at rest has done what it was for. One at work goes on; its end tells.
    const done = isActive(slot.thread.state) ? {} : { doneAt: at };
    context.book.commit(slot, { thread: { landed: { how, into, commit, changes, at }, ...done } });
    tell(context, slot, {
      level: 'info',
      text: `${landedWords[how]} ${into} (${commit.slice(0, 10)}).${stays === null ? '' : ` ${stays}`}`,
    });
    context.changes.poke(thread);
  },
  onCommitted: (thread, commit) => {
    const slot = context.book.find(thread);
    if (slot !== null) tell(context, slot, { level: 'info', text: `Committed as ${commit.slice(0, 10)}.` });
    context.changes.poke(thread);
  },
});

const landedWords: Readonly<Record<Landed['how'], string>> = {
  merge: 'Merged into',
  squash: 'Squashed into',
  rebase: 'Rebased onto and moved into',
};

const sameTotals = (a: ChangeTotals, b: ChangeTotals): boolean => a.files === b.files && a.added === b.added && a.deleted === b.deleted;

/** Something new in a thread that was done because its work had landed: it is not done any more. */
const isNewWork = ({ changes, landed, doneAt }: Thread, now: ChangeTotals): boolean =>
  landed !== null && landed.at === doneAt && changes.files === 0 && now.files > 0;

/** Turns are cut as by a crash, only in order: nothing is lost, questions stay open. */
const interruptAll = async (context: ThreadsContext): Promise<void> => {
  const slots = context.book.all();
  const closing: Promise<unknown>[] = [];
  for (const slot of slots) {
    const { activity, session } = slot;
    closing.push(endProjectCommands(context, slot));
    if (activity.kind === 'preparing') {
      activity.abort.abort();
      closing.push(activity.over);
    }
    if (activity.kind === 'turn') endTurn(context, slot, { kind: 'interrupted' }, interruptedWords(slot));
    if (session === null) continue;
    // From here on the agent is not heard: what it closes as it ends is no answer to anything.
    slot.session = null;
    closing.push(
      session.session
        .interrupt()
        .then(() => session.session.close())
        .catch(() => undefined),
    );
  }
  await withinTime(Promise.all(closing), CLOSE_MAX_MS);
};

export const openThreads = (options: ThreadsOptions): Threads => {
  let closing = false;
  const context: ThreadsContext = {
    ...options,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    planning: new Mailbox(),
    isClosing: () => closing || options.readOnly,
  };
  const board = new BoardTopic(context.book, context.projects);
  const ruled = context.approvals.rules.changed.listen(() => answerWaiting(context));
  return {
    context,
    board,
    review: reviewSide(context),
    setTotals: (thread, changes) => {
      const slot = context.book.find(thread);
      if (slot === null || sameTotals(slot.thread.changes, changes)) return;
      context.book.record(slot, { thread: { changes, ...(isNewWork(slot.thread, changes) ? { doneAt: null } : {}) } });
    },
    recover: () => {
      if (!options.readOnly) reconcileTurns(context);
    },
    recoverPlaces: async () => {
      if (!options.readOnly) await reconcilePlaces(context);
    },
    dispose: async () => {
      closing = true;
      await ruled.dispose();
      await interruptAll(context);
      board.dispose();
      try {
        context.book.dispose();
      } catch (error) {
        log.error('threads.flush', { error });
      }
    },
  };
};
