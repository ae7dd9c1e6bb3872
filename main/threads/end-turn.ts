/** The end of a turn, whatever ended it: everything open is settled, the row says how it went, the queue goes on. */
import type { Failure } from '#contract/failure.ts';
import type { Item } from '#contract/items.ts';
import type { ThreadState, TurnOutcome } from '#contract/threads.ts';
import type { Approval } from '#contract/approvals.ts';
import type { Change, ItemChange } from './thread-book.ts';
import { referenceOf } from './held-session.ts';
import { addUsage, noUsage } from './thread-private.ts';
import type { ThreadsContext } from './threads-context.ts';
import { runningTurn, type RunningTurn, type ThreadSlot } from './thread-slot.ts';
import type { StoredApproval } from '#main/storage/approvals-table.ts';
import { noticeFor } from './notice.ts';
import type { NoticeWords } from './journal.ts';

/** A message that no turn has taken yet stays live until one does. */
export const isPendingMessage = (item: Item): boolean => item.kind === 'user' && item.turn === null;

/** A command of the project that the app runs has a life of its own. */
const belongsToTurn = (item: Item): boolean => !isPendingMessage(item) && item.kind !== 'setup';

/** Sub-agents may work on when the turn that began them went well; their agent tells when they end. */
const worksOn = (item: Item): boolean => item.kind === 'subagent' || item.parent !== undefined;

/**
 * Settles what is live. After a turn that went well nothing should be but sub-agents in the background; if it is, the agent
 * forgot to say that it ended.
 */
export const settledItems = (slot: ThreadSlot, outcome: TurnOutcome['kind'], now: number): readonly ItemChange[] =>
  slot.log.live
    .filter((item) => belongsToTurn(item) && !(outcome === 'completed' && worksOn(item)))
    .map((item) => ({ item: { ...item, status: outcome === 'completed' ? ('done' as const) : ('interrupted' as const), endedAt: now } }));

export const withdrawn = (
  slot: ThreadSlot,
  by: 'stop' | 'crash' | 'agent',
  now: number,
  but: (stored: StoredApproval) => boolean = () => false,
): readonly StoredApproval[] =>
  [...slot.approvals.values()]
    .filter((stored) => stored.approval.kind !== 'trust' && !but(stored))
    .map(({ approval, request }) => ({ approval: { ...approval, state: { kind: 'withdrawn', by, at: now } }, request }));

export const waitReason = (approvals: readonly Approval[]): 'approval' | 'question' =>
  approvals.some((approval) => approval.kind !== 'question') ? 'approval' : 'question';

/** What the agent asks; a question about commands of the repository is no part of its turn. */
export const askedByAgent = (slot: ThreadSlot): readonly Approval[] =>
  [...slot.approvals.values()].map(({ approval }) => approval).filter(({ kind }) => kind !== 'trust');

/** At rest after a turn. Questions that outlived their turn (the app was closed) still wait for the person. */
export const restingState = (slot: ThreadSlot, outcome: TurnOutcome, now: number): ThreadState => {
  if (outcome.kind === 'failed') return { kind: 'failed', during: 'turn', failure: outcome.failure, since: now };
  const open = askedByAgent(slot);
  if (outcome.kind === 'interrupted' && open.length > 0) return { kind: 'waiting', turn: null, reason: waitReason(open), since: now };
  return { kind: 'idle', outcome: outcome.kind, since: now };
};

/** What is known of the agent's conversation now, and the point it has reached when the agent named one. */
const sessionAt = (slot: ThreadSlot, running: RunningTurn, mark: string | null): Pick<Change, 'mark' | 'private'> => {
  const { session } = slot;
  const reference = referenceOf(session);
  // What was to branch off or go back has not done so yet.
  const waits = running.phase === 'starting' && slot.private.session?.from !== undefined;
  if (session === null || reference === null || waits) return {};
  const { agent } = session;
  return {
    private: { session: { agent, reference } },
    ...(mark === null ? {} : { mark: { turn: running.turn.id, agent, mark, reference, position: slot.log.lastPosition } }),
  };
};

export interface TurnEnding {
  readonly outcome: TurnOutcome;
  /** Said after it. */
  readonly words: NoticeWords | null;
  /** The agent's own name for the point its conversation has reached. */
  readonly mark: string | null;
}

const endOf = (slot: ThreadSlot, running: RunningTurn, { outcome, words, mark }: TurnEnding, now: number): Change => {
  const usage = running.turn.usage;
  const keepsQuestions = outcome.kind === 'interrupted';
  const usageBefore = addUsage(slot.private.usageBefore, usage ?? noUsage);
  const known = sessionAt(slot, running, mark);
  const settled = settledItems(slot, outcome.kind, now);
  return {
    turn: { ...running.turn, endedAt: now, outcome },
    items: words === null ? settled : [...settled, { item: noticeFor(slot, words, now) }],
    approvals: keepsQuestions ? [] : withdrawn(slot, outcome.kind === 'stopped' ? 'stop' : 'agent', now),
    thread: {
      state: restingState(slot, outcome, now),
      usage: usageBefore,
      live: null,
      unread: outcome.kind !== 'stopped' || slot.thread.unread,
    },
    ...(known.mark === undefined ? {} : { mark: known.mark }),
    private: { usageBefore, ...known.private },
  };
};

/** Ends the running turn; does nothing when none runs. `words` are said after it. */
export const endTurn = (
  context: ThreadsContext,
  slot: ThreadSlot,
  outcome: TurnOutcome,
  words: NoticeWords | null = null,
  mark: string | null = null,
): void => {
  const running = runningTurn(slot);
  if (running === null) return;
  const now = context.now();
  context.book.record(slot, endOf(slot, running, { outcome, words, mark }, now));
  slot.activity = { kind: 'none' };
  slot.lastMoved = null;
  slot.carried = null;
  void context.checkpoints?.around(slot.id, 'turn-end', running.turn.id);
  running.end();
  context.changes.setRunning(slot.id, false);
};

export const failedOutcome = (failure: Failure): TurnOutcome => ({ kind: 'failed', failure });
