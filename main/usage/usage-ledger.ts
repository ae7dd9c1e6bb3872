/**
 * Writes down what turns use, as agents tell it and not only in the end: what a crash cuts off is counted, too. It listens
 * to the threads and never stands in their way.
 */
import type { AgentId, TurnId } from '#contract/ids.ts';
import type { Thread, Turn } from '#contract/threads.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { dayOf, type UsageRow, type UsageTable } from '#main/storage/usage-table.ts';
import type { TurnsTable } from '#main/storage/turns-table.ts';
import type { BookEvent, ThreadBook } from '#main/threads/thread-book.ts';
import { runningTurn, type ThreadSlot } from '#main/threads/thread-slot.ts';

export interface LedgerNeeds {
  readonly book: Pick<ThreadBook, 'events'>;
  readonly table: Pick<UsageTable, 'put' | 'keep'>;
  readonly turns: Pick<TurnsTable, 'newest'>;
  /** The model that an agent takes where the thread names none. */
  readonly defaultModel: (agent: AgentId) => string | null;
  readonly now: () => number;
}

const isAtWork = ({ state }: Thread): boolean => state.kind === 'running' || (state.kind === 'waiting' && state.turn !== null);

export class UsageLedger implements Disposable {
  readonly #needs: LedgerNeeds;
  readonly #listening: Disposable;
  /** Of turns that wait, or waited, for a person: milliseconds until now. */
  readonly #waited = new Map<TurnId, number>();
  #toldOfTrouble = false;

  constructor(needs: LedgerNeeds) {
    this.#needs = needs;
    this.#listening = needs.book.events.listen((event) => this.#hear(event));
  }

  dispose(): void {
    void this.#listening.dispose();
  }

  #hear(event: BookEvent): void {
    if (event.kind !== 'changed') return;
    const { slot, before } = event;
    if (slot.thread.usage === before.usage && slot.thread.state === before.state) return;
    try {
      this.#changed(slot, before);
      this.#toldOfTrouble = false;
    } catch (error) {
      // A full disk is reported by what matters more.
      if (!this.#toldOfTrouble) log.warning('usage.write', { failure: failureOf(error) });
      this.#toldOfTrouble = true;
    }
  }

  #changed(slot: ThreadSlot, before: Thread): void {
    const now = this.#needs.now();
    const running = runningTurn(slot);
    if (running === null) {
      // A turn of the run before that was cut off: what it used by then stands there, unless it never came to that.
      if (!isAtWork(before) || isAtWork(slot.thread)) return;
      const turn = this.#needs.turns.newest(slot.id);
      if (turn !== null && turn.endedAt !== null) this.#needs.table.keep(this.#row(slot, turn, slot.thread.agent, 0, now));
      return;
    }
    const { turn } = running;
    if (before.state.kind === 'waiting' && slot.thread.state !== before.state && before.state.turn === turn.id)
      this.#waited.set(turn.id, (this.#waited.get(turn.id) ?? 0) + (now - before.state.since));
    const ended = !isAtWork(slot.thread);
    if (turn.usage === null && !ended) return;
    const waiting = slot.thread.state.kind === 'waiting' && !ended ? now - slot.thread.state.since : 0;
    const workMs = Math.max(0, now - turn.startedAt - (this.#waited.get(turn.id) ?? 0) - waiting);
    this.#needs.table.put(this.#row(slot, turn, slot.session?.agent ?? slot.thread.agent, workMs, now));
    if (ended) this.#waited.delete(turn.id);
  }

  #row(slot: ThreadSlot, turn: Turn, agent: AgentId, workMs: number, now: number): UsageRow {
    const { thread } = slot;
    const { usage } = turn;
    return {
      turn: turn.id,
      thread: thread.id,
      project: thread.project,
      agent,
      model: usage?.model ?? thread.model ?? this.#needs.defaultModel(agent) ?? '',
      day: dayOf(now),
      startedAt: turn.startedAt,
      workMs: Math.round(workMs),
      inputTokens: usage?.inputTokens ?? 0,
      cachedTokens: usage?.cachedTokens ?? 0,
      cacheWriteTokens: usage?.cacheWriteTokens ?? 0,
      outputTokens: usage?.outputTokens ?? 0,
      reasoningTokens: usage?.reasoningTokens ?? 0,
      contextTokens: usage?.contextTokens ?? null,
      contextWindow: usage?.contextWindow ?? null,
      costUsd: usage?.costUsd ?? null,
    };
  }
}
