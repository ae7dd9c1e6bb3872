/** One thread in memory. Only ThreadBook changes what is durable in it; `activity` and `session` belong to the turn. */
import type { Approval } from '#contract/approvals.ts';
import type { AgentId, ApprovalId, ItemId, ThreadId, TurnId } from '#contract/ids.ts';
import type { AgentAction } from '#contract/rules.ts';
import type { QueuedMessage, Thread, Turn } from '#contract/threads.ts';
import type { AgentSession } from '#main/agents/agent-backend.ts';
import type { Mailbox } from '#main/base/mailbox.ts';
import type { StoredApproval } from '#main/storage/approvals-table.ts';
import type { KnownImages } from './agent-images.ts';
import type { ItemLog } from './item-log.ts';
import type { ThreadPrivate } from './thread-private.ts';
import type { ThreadPublisher } from './thread-publisher.ts';

/** What goes on in a thread. One thing at a time. */
export type Activity =
  { readonly kind: 'none' } | { readonly kind: 'preparing'; readonly abort: AbortController; readonly over: Promise<void> } | RunningTurn;

export interface RunningTurn {
  readonly kind: 'turn';
  turn: Turn;
  /** `starting` until the agent has taken the message. */
  phase: 'starting' | 'running' | 'stopping';
  /** Usage of this turn so far is in `turn.usage`. */
  readonly ended: Promise<void>;
  /** Settles when nothing tries to reach the agent for this turn any more. */
  reached: Promise<void>;
  readonly end: () => void;
}

/** A command of the project that the app runs in the thread. */
export interface RunningProjectCommand {
  readonly item: ItemId;
  /** What people call it: the name of a run command, `setup` or `teardown`. */
  readonly name: string;
  readonly command: string;
  /** The exit code; null when it was ended or could not be started. Never rejects. */
  readonly over: Promise<number | null>;
  /** Ends it with everything it started; resolves when it is gone. */
  readonly end: () => Promise<void>;
}

export interface HeldSession {
  readonly agent: AgentId;
  readonly session: AgentSession;
  /** It branches off this conversation, which stays another's: no reference to it is kept as this thread's own. */
  readonly forkOf?: string;
}

/** An answer given while nobody waited (after a crash): used when the agent asks the very same again. */
export interface CarriedAnswer {
  readonly asked: Approval;
  readonly decision: string;
  readonly text: string | undefined;
  readonly answers: Readonly<Record<string, readonly string[]>> | undefined;
}

export interface ThreadSlot {
  readonly id: ThreadId;
  thread: Thread;
  private: ThreadPrivate;
  queue: readonly QueuedMessage[];
  /** Open ones only. */
  readonly approvals: Map<ApprovalId, StoredApproval>;
  /** What open approvals are about, where the agent named it. Gone with the run: nobody waits after it. */
  readonly actions: Map<ApprovalId, AgentAction>;
  readonly mailbox: Mailbox;
  readonly log: ItemLog;
  readonly publisher: ThreadPublisher;
  activity: Activity;
  session: HeldSession | null;
  readonly commands: Map<ItemId, RunningProjectCommand>;
  /** A session that the thread has let go of is still being closed: no other is opened before. */
  lettingGo: Promise<void> | null;
  carried: CarriedAnswer | null;
  /** An approval whose answer is on its way to the agent. */
  answering: ApprovalId | null;
  /** The item that moved last, for the live line. */
  lastMoved: ItemId | null;
  /** What was made of the images of items that are still open. */
  readonly images: KnownImages;
  /** What was said last about limits. */
  limitsTold: string;
  /** The thread was told that storing fails; cleared when it works again. */
  toldOfTrouble: boolean;
}

export const runningTurn = (slot: ThreadSlot): RunningTurn | null => (slot.activity.kind === 'turn' ? slot.activity : null);

export const turnIdOf = (slot: ThreadSlot): TurnId | null => runningTurn(slot)?.turn.id ?? null;
