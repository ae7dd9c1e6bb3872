/** Keeps changes fresh for those who look: see changes-watch.ts for what is promised. */
import { join } from 'node:path';
import type { ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope } from '#contract/review.ts';
import type { ChangeTotals } from '#contract/threads.ts';
import { AppError } from '#contract/failure.ts';
import { after, type Disposable } from '#main/base/disposable.ts';
import { log } from '#main/base/log.ts';
import { Emitter } from '#main/base/topic.ts';
import { Budget } from '#main/git/budget.ts';
import { nulFields } from '#main/git/git.ts';
import type { ChangesWatch } from './changes-watch.ts';
import { computeChanges, groundOf, type ReviewParts } from './compute-changes.ts';
import { watchFolder, type FolderWatch } from './folder-watch.ts';

const SOON_MILLISECONDS = 120;
/** Whoever begins to look was given a list a moment ago, and asks for its first patches now: those come first. */
const AFTER_FIRST_LOOK_MILLISECONDS = 500;
/** A computation that takes long leaves the machine at least this many times as long alone. */
const REST_FACTOR = 2;

type Look = { readonly scope: ChangeScope; readonly onChanges: (changes: Changes) => void; sent: string | null };

interface Watched {
  readonly looks: Set<Look>;
  running: boolean;
  watcher: FolderWatch | null;
  timer: Disposable | null;
  /** A poke asks for totals even when they are the same as before. */
  poked: boolean;
  dirty: boolean;
  computing: Promise<void> | null;
  /** Milliseconds the last computation took. */
  took: number;
  totals: string | null;
}

class Watch implements ChangesWatch {
  readonly #parts: ReviewParts;
  readonly #totals = new Emitter<{ readonly thread: ThreadId; readonly totals: ChangeTotals }>();
  readonly #computed = new Emitter<Changes>();
  readonly #watched = new Map<ThreadId, Watched>();
  /** Two threads at once: more gains nothing on few cores. */
  readonly #pace = new Budget({ slots: 2, backgroundSlots: 2, handicapMilliseconds: 1_000 });
  readonly #closing = new Set<Promise<void>>();
  #over = false;

  constructor(parts: ReviewParts) {
    this.#parts = parts;
  }

  readonly onTotals = (listener: (thread: ThreadId, totals: ChangeTotals) => void): (() => void) => {
    const listening = this.#totals.listen(({ thread, totals }) => listener(thread, totals));
    return () => void listening.dispose();
  };

  readonly onComputed = (listener: (changes: Changes) => void): (() => void) => {
    const listening = this.#computed.listen(listener);
    return () => void listening.dispose();
  };

  readonly poke = (thread: ThreadId): void => {
    this.#entry(thread).poked = true;
    this.#soon(thread);
  };

  readonly setRunning = (thread: ThreadId, running: boolean): void => {
    const entry = this.#entry(thread);
    if (entry.running === running) return;
    entry.running = running;
    this.#adjust(thread);
    if (!running) this.poke(thread);
  };

  readonly isRunning = (thread: ThreadId): boolean => this.#watched.get(thread)?.running ?? false;

  readonly forget = (thread: ThreadId): void => {
    const entry = this.#watched.get(thread);
    if (entry === undefined) return;
    void entry.timer?.dispose();
    this.#unwatch(entry);
    entry.running = false;
    if (entry.looks.size === 0) this.#watched.delete(thread);
  };

  readonly read = (thread: ThreadId, scope: ChangeScope, counts: 'known' | 'all' = 'all'): Promise<Changes> =>
    this.#pace.spend('interactive', undefined, () => computeChanges(this.#parts, thread, scope, { priority: 'interactive', counts }));

  readonly look = (thread: ThreadId, scope: ChangeScope, onChanges: (changes: Changes) => void): (() => void) => {
    const entry = this.#entry(thread);
    const look: Look = { scope, onChanges, sent: null };
    entry.looks.add(look);
    this.#adjust(thread);
    this.#soon(thread, AFTER_FIRST_LOOK_MILLISECONDS);
    return () => {
      entry.looks.delete(look);
      this.#adjust(thread);
    };
  };

  readonly settled = async (): Promise<void> => {
    for (;;) {
      const busy = [...this.#watched.values()].find((entry) => entry.timer !== null || entry.computing !== null);
      if (busy === undefined) return;
      await (busy.computing ?? new Promise((resolve) => setTimeout(resolve, SOON_MILLISECONDS / 4)));
    }
  };

  readonly dispose = async (): Promise<void> => {
    this.#over = true;
    for (const entry of this.#watched.values()) {
      void entry.timer?.dispose();
      entry.timer = null;
      this.#unwatch(entry);
    }
    await Promise.all([...this.#closing, ...[...this.#watched.values()].map((entry) => entry.computing)]);
    this.#watched.clear();
  };

  #entry(thread: ThreadId): Watched {
    const known = this.#watched.get(thread);
    if (known !== undefined) return known;
    const entry: Watched = {
      looks: new Set(),
      running: false,
      watcher: null,
      timer: null,
      poked: false,
      dirty: false,
      computing: null,
      took: 0,
      totals: null,
    };
    this.#watched.set(thread, entry);
    return entry;
  }

  /** A folder is watched while somebody looks or a turn runs. */
  #adjust(thread: ThreadId): void {
    const entry = this.#entry(thread);
    const wanted = !this.#over && (entry.running || entry.looks.size > 0);
    if (!wanted) this.#unwatch(entry);
    else if (entry.watcher === null) void this.#watch(thread, entry);
  }

  async #watch(thread: ThreadId, entry: Watched): Promise<void> {
    try {
      const { ground } = await groundOf(this.#parts, thread);
      const listed = await this.#parts.git.run({
        ground: ground.ground,
        args: ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'],
        priority: 'background',
      });
      const ignored = nulFields(listed.stdout)
        .filter((path) => path.endsWith('/'))
        .map((path) => join(ground.workTree, path.slice(0, -1)));
      if (entry.watcher !== null || this.#over || !(entry.running || entry.looks.size > 0)) return;
      entry.watcher = watchFolder({ folder: ground.workTree, adminDir: ground.adminDir, ignored, onChange: () => this.#soon(thread) });
      // What changed while the watch was being set up was not heard.
      if (await entry.watcher.ready) this.#soon(thread);
    } catch (error) {
      // No folder yet, or none any more: the next poke tries again.
      if (!(error instanceof AppError)) log.warning('changes.not-watched', { thread, error });
    }
  }

  #unwatch(entry: Watched): void {
    const { watcher } = entry;
    if (watcher === null) return;
    entry.watcher = null;
    const closing = Promise.resolve(watcher.dispose()).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #soon(thread: ThreadId, milliseconds = SOON_MILLISECONDS): void {
    const entry = this.#entry(thread);
    entry.dirty = true;
    if (this.#over || entry.timer !== null || entry.computing !== null) return;
    entry.timer = after(Math.max(milliseconds, entry.took * REST_FACTOR), () => {
      entry.timer = null;
      entry.computing = this.#compute(thread, entry).finally(() => {
        entry.computing = null;
        if (entry.dirty) this.#soon(thread);
        else this.#letGo(thread, entry);
      });
    });
  }

  #letGo(thread: ThreadId, entry: Watched): void {
    if (entry.looks.size === 0 && !entry.running && entry.watcher === null) this.#watched.delete(thread);
  }

  async #compute(thread: ThreadId, entry: Watched): Promise<void> {
    entry.dirty = false;
    const { poked } = entry;
    entry.poked = false;
    const began = performance.now();
    const scopes = new Set<ChangeScope>(['base', ...[...entry.looks].map((look) => look.scope)]);
    const priority = entry.looks.size > 0 ? 'interactive' : 'background';
    try {
      for (const scope of scopes) {
        const changes = await this.#pace.spend(priority, undefined, () => computeChanges(this.#parts, thread, scope, { priority }));
        this.#tell(thread, entry, changes, poked);
      }
      if (entry.watcher === null) this.#adjust(thread);
    } catch (error) {
      // The folder may be on its way out; whoever looks keeps what was shown last.
      if (!(error instanceof AppError)) log.warning('changes.not-computed', { thread, error });
    }
    entry.took = performance.now() - began;
  }

  #tell(thread: ThreadId, entry: Watched, changes: Changes, poked: boolean): void {
    if (this.#over) return;
    this.#computed.emit(changes);
    if (changes.scope === 'base') {
      const totals = JSON.stringify(changes.totals);
      if (poked || totals !== entry.totals) this.#totals.emit({ thread, totals: changes.totals });
      entry.totals = totals;
    }
    for (const look of entry.looks) {
      if (look.scope !== changes.scope || look.sent === changes.version) continue;
      look.sent = changes.version;
      look.onChanges(changes);
    }
  }
}

export const createChangesWatch = (parts: ReviewParts): ChangesWatch => new Watch(parts);
