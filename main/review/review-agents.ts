/** What comments and reviews need from `threads/`. */
import type { AgentId, ItemId, ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import type { Disposable } from '#main/base/disposable.ts';

export interface TurnEnd {
  readonly thread: ThreadId;
  /** What the agent said in the turn, its messages one after the other. */
  readonly said: string;
  /** Null when it went well; else why not, as a sentence. */
  readonly trouble: string | null;
}

export interface NewTask {
  readonly prompt: string;
  readonly title: string;
  readonly agent: AgentId | null;
  readonly model: string | null;
  readonly readOnly: boolean;
}

export interface ReviewAgents {
  /** Null when the thread is gone. */
  readonly thread: (thread: ThreadId) => Thread | null;
  readonly send: (thread: ThreadId, text: string, delivery: 'queue' | 'steer') => Promise<'started' | 'queued' | 'steered'>;
  /** A thread of its own in the folder of another. */
  readonly startBeside: (thread: ThreadId, task: NewTask) => Thread;
  readonly onTurnEnd: (listener: (end: TurnEnd) => void) => Disposable;
  /** What was asked, oldest first, without what is set aside. */
  readonly asked: (thread: ThreadId) => readonly { readonly item: ItemId; readonly text: string }[];
  /** The project's own instruction for reviewers, if it has one. */
  readonly instruction: (thread: ThreadId) => string | null;
}
