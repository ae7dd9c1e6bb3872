/** Ends a core that the command line started, once nothing runs in it and nobody is connected. */
import { isActive } from '#contract/column.ts';
import type { Board } from '#contract/board.ts';
import { after, Lifetime, type Disposable } from '#main/base/disposable.ts';
import type { Core } from '#main/core.ts';
import type { WebServer } from '#main/rpc/web-server.ts';

const isBusy = (board: Board): boolean =>
  board.threads.some((thread) => isActive(thread.state)) || board.projects.some((project) => project.state.kind === 'cloning');

/** Between two looks, however short the time is. */
const LEAST_PAUSE_MS = 100;

type Watched = Pick<Core, 'handlers' | 'runsCommands'>;
type Connected = Pick<WebServer, 'connections' | 'onConnections'>;

/** Calls `end` once after `minutes` in which the core was idle without a break. */
export const exitWhenIdle = async (core: Watched, server: Connected, minutes: number, end: () => void): Promise<Disposable> => {
  const lifetime = new Lifetime();
  const source = core.handlers.board({}, { signal: new AbortController().signal });
  await source.prepare?.();
  let timer: Disposable | null = null;
  let wasNeeded = true;
  const isNeeded = (): boolean => server.connections() > 0 || core.runsCommands() || isBusy(source.snapshot());
  /** True when nothing has needed it since the last look. */
  const look = (): boolean => {
    const needed = isNeeded();
    const isIdle = !needed && !wasNeeded;
    wasNeeded = needed;
    if (isIdle) return true;
    void timer?.dispose();
    // A command that ends tells nobody here: so it is looked at again when the time is over.
    timer = after(Math.max(minutes * 60_000, LEAST_PAUSE_MS), () => look() && end());
    return false;
  };
  lifetime.own(source.listen(() => void look()));
  lifetime.own(server.onConnections(() => void look()));
  lifetime.own({ dispose: () => void timer?.dispose() });
  look();
  return lifetime;
};
