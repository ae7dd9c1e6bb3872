/**
 * Decides when a person's attention is worth asking for: a thread needs them, or has finished. At most once for each
 * reason: an approval, the end of a turn, a failure. It only speaks; it never changes a thread, except that a thread
 * whose snooze is over comes back.
 */
import { columnOf } from '#contract/column.ts';
import type { Column, Thread, ThreadState, WorkflowLink } from '#contract/threads.ts';
import type { Settings } from '#contract/settings.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { HostAbilities } from '#main/base/host.ts';
import type { BookEvent, ThreadBook } from '#main/threads/thread-book.ts';
import type { ThreadSlot } from '#main/threads/thread-slot.ts';

/** Node's timers hold no more than this. */
const TIMER_MAX_MS = 2_000_000_000;
const REASONS_KEPT = 1_000;

export interface AttentionNeeds {
  readonly book: ThreadBook;
  readonly host: Pick<HostAbilities, 'notify' | 'isFocused'>;
  readonly settings: () => Settings;
  readonly now: () => number;
}

/** Why a thread wants attention now; null when it does not. The key is the same as long as the reason is. */
export const reasonOf = (
  thread: Thread,
  openApprovals: readonly string[],
): { readonly key: string; readonly body: string; readonly column: Column } | null => {
  const column = columnOf(thread);
  if (thread.archivedAt !== null || thread.doneAt !== null || (column !== 'needs-you' && column !== 'review')) return null;
  const ofWorkflow = thread.workflow?.role === 'generator' && column === 'needs-you' ? workflowBodies[thread.workflow.stage] : undefined;
  if (ofWorkflow !== undefined && thread.state.kind !== 'waiting') {
    return { key: `${thread.id} ${thread.workflow?.stage} ${thread.workflow?.round} ${thread.turns}`, body: ofWorkflow, column };
  }
  const { state } = thread;
  const what = state.kind === 'waiting' ? openApprovals.join(',') : `${state.kind}:${'since' in state ? state.since : 0}`;
  const body = bodyOf(state);
  return body === null ? null : { key: `${thread.id} ${what} ${thread.turns}`, body, column };
};

const workflowBodies: Partial<Record<WorkflowLink['stage'], string>> = {
  agreeing: 'Has a plan: agree on the criteria.',
  paused: 'The long task is paused.',
};

const bodyOf = (state: ThreadState): string | null => {
  switch (state.kind) {
    case 'waiting':
      return state.reason === 'question' ? 'Has a question.' : 'Asks for your approval.';
    case 'failed':
      return state.failure.message;
    case 'idle':
      return state.outcome === 'completed' ? 'Is ready to review.' : null;
    default:
      return null;
  }
};

export class Attention implements Disposable {
  readonly #needs: AttentionNeeds;
  readonly #told = new Set<string>();
  readonly #listening: Disposable;
  #wake: NodeJS.Timeout | null = null;

  constructor(needs: AttentionNeeds) {
    this.#needs = needs;
    // What was so when the app started is on the board; it is no news.
    for (const slot of needs.book.all()) {
      const reason = reasonOf(slot.thread, [...slot.approvals.keys()]);
      if (reason !== null) this.#remember(reason.key);
    }
    this.#listening = needs.book.events.listen((event) => this.#take(event));
    this.#wakeSnoozed();
  }

  dispose(): void {
    if (this.#wake !== null) clearTimeout(this.#wake);
    void this.#listening.dispose();
  }

  #take(event: BookEvent): void {
    if (event.kind === 'gone') return;
    if (event.kind === 'changed') {
      if (event.before.snoozedUntil !== event.slot.thread.snoozedUntil) this.#wakeSnoozed();
      if (!event.urgent) return;
    }
    this.#consider(event.slot);
  }

  #consider(slot: ThreadSlot): void {
    const { thread } = slot;
    if (thread.snoozedUntil !== null && thread.snoozedUntil > this.#needs.now()) return;
    const reason = reasonOf(thread, [...slot.approvals.keys()]);
    if (reason === null || this.#told.has(reason.key)) return;
    // An approval and the state that follows from it come one after the other; the state is what is told.
    if (thread.state.kind === 'waiting' && slot.approvals.size === 0) return;
    this.#remember(reason.key);
    const { notifyNeedsYou, notifyDone } = this.#needs.settings();
    const when = reason.column === 'needs-you' ? notifyNeedsYou : notifyDone;
    if (when === 'never' || (when === 'unfocused' && this.#needs.host.isFocused?.() === true)) return;
    this.#needs.host.notify?.({ thread: thread.id, title: thread.title, body: reason.body });
  }

  #remember(key: string): void {
    this.#told.add(key);
    if (this.#told.size <= REASONS_KEPT) return;
    for (const oldest of this.#told) {
      this.#told.delete(oldest);
      break;
    }
  }

  /** Brings back what has slept long enough, and waits for the next one. One timer for all. */
  #wakeSnoozed(): void {
    if (this.#wake !== null) clearTimeout(this.#wake);
    this.#wake = null;
    const now = this.#needs.now();
    const sleeping = this.#needs.book.all().filter((slot) => slot.thread.snoozedUntil !== null);
    const due = sleeping.filter((slot) => (slot.thread.snoozedUntil ?? 0) <= now);
    const next = Math.min(...sleeping.filter((slot) => !due.includes(slot)).map((slot) => slot.thread.snoozedUntil ?? Infinity));
    if (Number.isFinite(next)) {
      this.#wake = setTimeout(() => this.#wakeSnoozed(), Math.min(next - now, TIMER_MAX_MS));
      this.#wake.unref();
    }
    for (const slot of due) {
      this.#told.delete(reasonOf(slot.thread, [...slot.approvals.keys()])?.key ?? '');
      this.#needs.book.record(slot, { thread: { snoozedUntil: null, unread: true } });
      this.#consider(slot);
    }
  }
}
