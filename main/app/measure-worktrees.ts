/** Disk use of worktrees: measured one at a time, while somebody looks, and only where work went on since the last time. */
import type { ThreadId } from '#contract/ids.ts';
import type { ThreadBook } from '#main/threads/thread-book.ts';
import type { ThreadSlot } from '#main/threads/thread-slot.ts';
import type { Worktrees } from '#main/worktrees/worktrees.ts';

export class WorktreeMeasure {
  readonly #book: ThreadBook;
  readonly #worktrees: Pick<Worktrees, 'measure'>;
  /** `updatedAt` of the thread when it was measured. */
  readonly #measured = new Map<ThreadId, number>();
  readonly #over = new AbortController();
  #busy = false;

  constructor(book: ThreadBook, worktrees: Pick<Worktrees, 'measure'>) {
    this.#book = book;
    this.#worktrees = worktrees;
  }

  /** Measures the next one that needs it. Calls while it is at work do nothing. */
  readonly step = async (): Promise<void> => {
    const slot = this.#busy ? undefined : this.#book.all().find((candidate) => this.#isDue(candidate));
    if (slot === undefined) return;
    this.#busy = true;
    try {
      this.#measured.set(slot.id, slot.thread.updatedAt);
      const bytes = await this.#worktrees.measure(slot.thread.worktree, this.#over.signal);
      if (this.#over.signal.aborted || bytes === null || bytes === slot.thread.worktree.bytes) return;
      this.#book.touch(slot, { worktree: { ...slot.thread.worktree, bytes } });
    } finally {
      this.#busy = false;
    }
  };

  dispose(): void {
    this.#over.abort();
  }

  #isDue({ id, thread }: ThreadSlot): boolean {
    if (thread.worktree.place !== 'worktree' || thread.worktree.status !== 'ready') return false;
    const before = this.#measured.get(id);
    return before === undefined || (thread.state.kind !== 'running' && before !== thread.updatedAt);
  }
}
