/** The status bar. Measures only while somebody looks, never starts git, and never holds up the main loop. */
import { statfs } from 'node:fs/promises';
import type { AppStatus, ProcessInfo } from '#contract/app.ts';
import type { Thread } from '#contract/threads.ts';
import type { z } from '#contract/zod.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { processFigures, type ProcessFigures } from './process-figures.ts';

type Status = z.output<typeof AppStatus>;
type Info = z.output<typeof ProcessInfo>;

export const STATUS_MS = 5_000;

export interface StatusNeeds {
  readonly threads: () => readonly Thread[];
  readonly processes: () => readonly { readonly pid: number; readonly name: string }[];
  readonly usageToday: () => { readonly tokens: number; readonly costUsd: number | null };
  readonly dataFolder: string;
  /** Measures one more worktree, in the background. */
  readonly measureNext: () => Promise<void>;
  readonly now: () => number;
}

interface Measured {
  readonly at: number;
  readonly figures: ReadonlyMap<number, ProcessFigures>;
}

const freeBytes = (folder: string): Promise<number | null> =>
  statfs(folder).then(
    (disk) => disk.bavail * disk.bsize,
    () => null,
  );

export class StatusTopic implements TopicSource<Status, Status>, Disposable {
  readonly #needs: StatusNeeds;
  readonly #emitter = new Emitter<readonly Status[]>();
  #timer: NodeJS.Timeout | null = null;
  #before: Measured | null = null;
  #now: Measured = { at: 0, figures: new Map() };
  #diskFreeBytes: number | null = null;

  constructor(needs: StatusNeeds) {
    this.#needs = needs;
  }

  readonly prepare = (): Promise<void> => this.#measure();

  readonly snapshot = (): Status => {
    const { threads, usageToday, processes } = this.#needs;
    const places = threads().filter(({ worktree }) => worktree.place === 'worktree' && worktree.status === 'ready');
    const sizes = places.flatMap(({ worktree }) => worktree.bytes ?? []);
    const today = usageToday();
    return {
      worktrees: places.length,
      worktreeBytes: sizes.length === 0 ? null : sizes.reduce((sum, bytes) => sum + bytes, 0),
      diskFreeBytes: this.#diskFreeBytes,
      agents: processes().map(({ pid, name }) => this.#info(pid, name)),
      core: this.#info(process.pid, 'core'),
      tokensToday: today.tokens,
      costToday: today.costUsd,
    };
  };

  readonly listen = (listener: (events: readonly Status[]) => void): Disposable => {
    const listening = this.#emitter.listen(listener);
    this.#timer ??= setInterval(() => void this.#tick(), STATUS_MS).unref();
    return {
      dispose: () => {
        void listening.dispose();
        if (this.#emitter.listenerCount === 0) this.dispose();
      },
    };
  };

  dispose(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #tick(): Promise<void> {
    try {
      void this.#needs.measureNext();
      await this.#measure();
      this.#emitter.emit([this.snapshot()]);
    } catch (error) {
      log.warning('app.status', { failure: failureOf(error) });
    }
  }

  async #measure(): Promise<void> {
    const pids = [process.pid, ...this.#needs.processes().map(({ pid }) => pid)];
    const [figures, free] = await Promise.all([processFigures(pids), freeBytes(this.#needs.dataFolder)]);
    this.#diskFreeBytes = free;
    this.#before = this.#now.at === 0 ? null : this.#now;
    this.#now = { at: this.#needs.now(), figures };
  }

  #info(pid: number, name: string): Info {
    const now = this.#now.figures.get(pid);
    const before = this.#before?.figures.get(pid);
    const seconds = (this.#now.at - (this.#before?.at ?? 0)) / 1000;
    const bytes = pid === process.pid ? process.memoryUsage.rss() : (now?.bytes ?? null);
    return {
      pid,
      name,
      bytes,
      cpu: now === undefined || before === undefined || seconds <= 0 ? null : Math.max(0, now.cpuSeconds - before.cpuSeconds) / seconds,
    };
  }
}
