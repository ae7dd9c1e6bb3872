/** Ends a core that the command line started, once nothing runs in it and nobody is connected. */
import { isActive } from '#contract/column.ts';
import type { Board } from '#contract/board.ts';
import { after, Lifetime, type Disposable } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { WebServer } from '#main/rpc/web-server.ts';

const isBusy = (board: Board): boolean =>
  board.threads.some((thread) => isActive(thread.state)) || board.projects.some((project) => project.state.kind === 'cloning');

/** Calls `end` once after `minutes` in which the core was idle without a break. */
export const exitWhenIdle = async (handlers: Handlers, server: WebServer, minutes: number, end: () => void): Promise<Disposable> => {
  const lifetime = new Lifetime();
  const source = handlers.board({}, { signal: new AbortController().signal });
  await source.prepare?.();
  let timer: Disposable | null = null;
  const look = (): void => {
    if (server.connections() > 0 || isBusy(source.snapshot())) {
      void timer?.dispose();
      timer = null;
    } else timer ??= after(minutes * 60_000, end);
  };
  lifetime.own(source.listen(look));
  lifetime.own(server.onConnections(look));
  lifetime.own({ dispose: () => void timer?.dispose() });
  look();
  return lifetime;
};
