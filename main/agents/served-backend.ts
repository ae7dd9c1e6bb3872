/**
 * A backend as long as it is in use. When its agent is set up anew, or its program was updated, another one takes its place: who
 * is at work goes on with the old one to the end of the turn, and moves on with the next message. Threads notice nothing of it.
 */
import { AppError, failure } from '#contract/failure.ts';
import { log } from '#main/base/log.ts';
import type { AgentBackend, AgentEvent, AgentSession, SessionReference, SessionStart, TurnSettings } from './agent-backend.ts';

/** What begins a turn: here a session may move. */
const beginners: ReadonlySet<string | symbol> = new Set(['send', 'compact', 'review', 'setGoal']);

export class ServedBackend {
  readonly inner: AgentBackend;
  readonly #seats = new Set<Seat>();
  #isRetired = false;
  #isOver = false;
  #left: (() => void) | null = null;

  constructor(inner: AgentBackend) {
    this.inner = inner;
  }

  /** It has ended: nobody can be served any more. */
  get isOver(): boolean {
    return this.#isOver;
  }
  get isRetired(): boolean {
    return this.#isRetired;
  }
  /** Whether an update of the program on disk would be felt by somebody. */
  get isInUse(): boolean {
    return this.#seats.size > 0 || this.inner.processes().length > 0;
  }

  add(seat: Seat): void {
    this.#seats.add(seat);
  }

  remove(seat: Seat): void {
    this.#seats.delete(seat);
    if (this.#seats.size === 0) this.#left?.();
  }

  /** Lets go of who rests, waits for who works, then ends. Never rejects. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    const empty = new Promise<void>((resolve) => (this.#left = resolve));
    for (const seat of [...this.#seats]) seat.leaveWhenIdle();
    if (this.#seats.size > 0) await empty;
    this.#isOver = true;
    await this.inner.dispose().catch((error: unknown) => log.warning('agents.retire', { agent: this.inner.id, error }));
  }
}

/** One session of a thread, and the backend that it is with now. */
class Seat {
  readonly #latest: () => ServedBackend;
  readonly #start: SessionStart;
  #served: ServedBackend;
  #session: AgentSession | null = null;
  #reference: SessionReference | null;
  #busy = false;
  #leaving: Promise<void> | null = null;
  #isClosed = false;

  constructor(latest: () => ServedBackend, start: SessionStart) {
    this.#latest = latest;
    this.#start = start;
    this.#served = latest();
    this.#reference = start.resume;
  }

  async open(resume: Partial<Pick<SessionStart, 'resume' | 'settings'>> = {}): Promise<void> {
    const served = this.#latest();
    const { from: _, ...plain } = this.#start;
    // Where it branched off holds for the first time only.
    const start = { ...(resume.resume === undefined ? this.#start : plain), ...resume, onEvent: (event: AgentEvent) => this.#heard(event) };
    try {
      await this.#openWith(served, start);
    } catch (error) {
      // The program that had the conversation still runs for others, and does not let go of it: it goes on there.
      const before = this.#served;
      if (before === served || before.isOver || !(error instanceof AppError) || error.failure.kind !== 'busy') throw error;
      await this.#openWith(before, start);
    }
  }

  async #openWith(served: ServedBackend, start: SessionStart): Promise<void> {
    served.add(this);
    try {
      this.#session = await served.inner.open(start);
      this.#served = served;
    } catch (error) {
      served.remove(this);
      throw error;
    }
    if (served.isRetired) setImmediate(() => this.leaveWhenIdle());
  }

  /** What the thread holds: the session that is open now, whichever that is. */
  handle(): AgentSession {
    const get = (_: unknown, name: string | symbol): unknown => {
      if (name === 'close') return this.#close;
      if (name === 'reference') return this.#told;
      if (this.#session === null) return name === 'steer' ? this.#missed : name === 'answer' ? this.#unanswered : this.#whenGone(name);
      const value: unknown = Reflect.get(this.#session, name, this.#session);
      if (typeof value !== 'function') return value;
      return beginners.has(name) ? this.#begin(name) : (value.bind(this.#session) as unknown);
    };
    return new Proxy<AgentSession>({} as AgentSession, { get });
  }

  leaveWhenIdle(): void {
    if (this.#busy || this.#leaving !== null || this.#session === null) return;
    const session = this.#session;
    this.#reference = session.reference() ?? this.#reference;
    this.#session = null;
    this.#leaving = session
      .close()
      .catch((error: unknown) => log.warning('agents.leave', { error }))
      .then(() => this.#served.remove(this))
      .finally(() => (this.#leaving = null));
  }

  #heard(event: AgentEvent): void {
    if (event.kind === 'turn-started') this.#busy = true;
    if (event.kind === 'turn-ended') this.#busy = false;
    this.#start.onEvent(event);
    // The thread stores what came with the end before the session goes.
    if (event.kind === 'turn-ended' && this.#served.isRetired) setImmediate(() => this.leaveWhenIdle());
  }

  readonly #begin =
    (name: string | symbol) =>
    async (...args: unknown[]): Promise<unknown> => {
      await this.#leaving;
      if (this.#isClosed) throw failure('cancelled', 'The conversation was closed.');
      this.#busy = true;
      try {
        if (this.#session === null) await this.open({ resume: this.#reference, settings: args.at(-1) as TurnSettings });
        const act: unknown = Reflect.get(this.#session ?? {}, name, this.#session);
        if (typeof act !== 'function') throw failure('unavailable', 'The agent cannot do that as it is set up now.');
        return (await act.apply(this.#session, args)) as unknown;
      } catch (error) {
        this.#busy = false;
        if (this.#served.isRetired) this.leaveWhenIdle();
        throw error;
      }
    };

  readonly #whenGone = (name: string | symbol): unknown => {
    if (beginners.has(name)) return name === 'send' ? this.#begin(name) : undefined;
    return name === 'interrupt' ? () => Promise.resolve() : undefined;
  };
  readonly #missed = (): Promise<'missed'> => Promise.resolve('missed');
  readonly #unanswered = (): Promise<boolean> => Promise.resolve(false);
  readonly #told = (): SessionReference | null => this.#session?.reference() ?? this.#reference;

  readonly #close = async (): Promise<void> => {
    this.#isClosed = true;
    await this.#leaving;
    const session = this.#session;
    if (session === null) return;
    this.#reference = session.reference() ?? this.#reference;
    this.#session = null;
    this.#busy = false;
    try {
      await session.close();
    } finally {
      this.#served.remove(this);
    }
  };
}

/** Opens a session that moves to the agent's latest backend when it rests. Throws what that one's `open` does. */
export const openServed = async (latest: () => ServedBackend, start: SessionStart): Promise<AgentSession> => {
  const seat = new Seat(latest, start);
  await seat.open();
  return seat.handle();
};
