/**
 * What was started in a thread: by its terminals, its agent, and what those started. Known by the mark in the environment
 * that every process of a thread inherits, or by descent. Looked for only while somebody looks on.
 */
import type { TerminalId, ThreadId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { OwnedProcess } from '#contract/terminals.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import { allProcesses, listeningPorts, type SeenProcess } from './process-list.ts';
import type { Terminals } from './terminals.ts';

const LOOK_EVERY_MS = 2_000;
/** An interactive shell does not listen to the first word; what ends by itself has its time until then. */
const HANG_UP_AFTER_MS = 700;
const KILL_AFTER_MS = 2_000;

/** Those with a mark of the thread, and everything that descends from them. */
export const ownedBy = (all: readonly SeenProcess[], isRoot: (one: SeenProcess) => boolean): readonly SeenProcess[] => {
  const owned = new Set(all.filter(isRoot).map(({ pid }) => pid));
  for (let before = -1; before !== owned.size;) {
    before = owned.size;
    for (const { pid, parent } of all) if (owned.has(parent)) owned.add(pid);
  }
  return all.filter(({ pid }) => owned.has(pid));
};

const terminalOf = (
  one: SeenProcess,
  byPid: ReadonlyMap<number, SeenProcess>,
  roots: ReadonlyMap<number, TerminalId>,
): TerminalId | null => {
  for (let at: SeenProcess | undefined = one; at !== undefined; at = byPid.get(at.parent)) {
    const root = roots.get(at.pid);
    if (root !== undefined) return root;
    if (at.parent === at.pid) break;
  }
  return one.terminal as TerminalId | null;
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
};

export class ThreadProcesses {
  readonly #terminals: Terminals;
  readonly #now: () => number;
  /** Processor time at the last look, to know how much came since. */
  #before = new Map<number, { readonly cpuSeconds: number; readonly at: number }>();

  constructor(terminals: Terminals, now: () => number) {
    this.#terminals = terminals;
    this.#now = now;
  }

  async list(thread: ThreadId): Promise<readonly OwnedProcess[]> {
    const { owned, roots } = await this.#owned(thread);
    const ports = await listeningPorts(owned.map(({ pid }) => pid));
    const byPid = new Map(owned.map((one) => [one.pid, one]));
    const at = this.#now();
    const shown = owned.map((one): OwnedProcess => {
      const before = this.#before.get(one.pid);
      const since = before === undefined ? 0 : (at - before.at) / 1000;
      const cpu = before === undefined || since <= 0 ? 0 : Math.max(0, (one.cpuSeconds - before.cpuSeconds) / since);
      const { pid, parent, command, bytes } = one;
      return { pid, parent, command, bytes, cpu, ports: ports.get(pid) ?? [], terminal: terminalOf(one, byPid, roots) };
    });
    for (const { pid, cpuSeconds } of owned) this.#before.set(pid, { cpuSeconds, at });
    return shown;
  }

  topic(thread: ThreadId): TopicSource<readonly OwnedProcess[], readonly OwnedProcess[]> {
    let known: readonly OwnedProcess[] = [];
    const changed = new Emitter<readonly (readonly OwnedProcess[])[]>();
    const look = async (): Promise<void> => {
      known = await this.list(thread);
      changed.emit([known]);
    };
    return {
      prepare: async () => {
        known = await this.list(thread);
      },
      snapshot: () => known,
      listen: (listener) => {
        const listening = changed.listen(listener);
        let isLooking = false;
        const timer = setInterval(() => {
          if (isLooking) return;
          isLooking = true;
          void look().finally(() => (isLooking = false));
        }, LOOK_EVERY_MS);
        timer.unref();
        return {
          dispose: () => {
            clearInterval(timer);
            void listening.dispose();
          },
        };
      },
    };
  }

  /** Ends one process of the thread with what descends from it, or all. Asks, and after a while kills. */
  async end(thread: ThreadId, pid: number | null): Promise<void> {
    const { owned } = await this.#owned(thread);
    const ending = pid === null ? owned : ownedBy(owned, (one) => one.pid === pid);
    if (pid !== null && ending.length === 0) throw failure('conflict', 'It does not run any more.');
    for (const one of ending) signal(one.pid, 'SIGTERM');
    const asked = performance.now();
    let isHungUp = false;
    const began = new Set(ending.map((one) => one.pid));
    for (;;) {
      const left = (await this.#owned(thread)).owned.filter((one) => began.has(one.pid));
      if (left.length === 0) return;
      const waited = performance.now() - asked;
      if (waited > KILL_AFTER_MS) {
        for (const one of left) signal(one.pid, 'SIGKILL');
        return;
      }
      if (waited > HANG_UP_AFTER_MS && !isHungUp) {
        isHungUp = true;
        for (const one of left) signal(one.pid, 'SIGHUP');
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #owned(thread: ThreadId): Promise<{ readonly owned: readonly SeenProcess[]; readonly roots: ReadonlyMap<number, TerminalId> }> {
    const terminals = this.#terminals.of({ kind: 'thread', thread });
    const roots = new Map(terminals.flatMap(({ row }) => (row.state.kind === 'running' ? [[row.state.pid, row.id] as const] : [])));
    const ids = new Set<string>(terminals.map(({ id }) => id));
    const all = await allProcesses();
    const isRoot = (one: SeenProcess): boolean =>
      one.pid !== process.pid && (one.thread === thread || (one.terminal !== null && ids.has(one.terminal)) || roots.has(one.pid));
    return { owned: ownedBy(all, isRoot), roots };
  }
}
