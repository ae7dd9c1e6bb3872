/** The user's settings, now and whenever they change: the native menu shows their keys. */
import type { Settings } from '#contract/settings.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';

export const watchSettings = async (handlers: Handlers, changed: (settings: Settings) => void): Promise<Disposable> => {
  const ended = new AbortController();
  const source = handlers.settings({}, { signal: ended.signal });
  await source.prepare?.();
  changed(source.snapshot());
  const listening = source.listen((events) => {
    const last = events.at(-1);
    if (last !== undefined) changed(last);
  });
  return {
    dispose: async () => {
      ended.abort();
      await listening.dispose();
    },
  };
};
