/** What an agent sees somewhere, asked for while somebody looks, and again when it may have changed. */
import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { SeenSurroundings, WhoseSurroundings } from '#contract/surroundings.ts';
import { call, failureOf, subscribe } from './core.ts';

export type SeenState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'seen'; readonly seen: SeenSurroundings };

const keyOf = (of: WhoseSurroundings): string => ('thread' in of ? of.thread : `${of.project} ${of.agent}`);

/** What was seen last, shown while it is asked for again. A few, for completion as one types. */
const last = new Map<string, SeenSurroundings>();
const KEPT_MAX = 20;

const keep = (key: string, seen: SeenSurroundings): void => {
  last.delete(key);
  last.set(key, seen);
  const [oldest] = last.keys();
  if (last.size > KEPT_MAX && oldest !== undefined) last.delete(oldest);
};

const known = (key: string | null): SeenState => {
  const seen = key === null ? undefined : last.get(key);
  return seen === undefined ? { kind: 'loading' } : { kind: 'seen', seen };
};

/** Null asks for nothing. */
export const useSurroundings = (of: WhoseSurroundings | null): { readonly state: SeenState; readonly reload: () => void } => {
  const key = of === null ? null : keyOf(of);
  const [found, setFound] = useState<{ readonly key: string | null; readonly state: SeenState }>({ key, state: known(key) });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  useEffect(() => {
    if (of === null || key === null) return;
    const controller = new AbortController();
    call('surroundings', { of }, controller.signal).then(
      (seen) => {
        keep(key, seen);
        setFound({ key, state: { kind: 'seen', seen } });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setFound({ key, state: { kind: 'failed', failure: failureOf(error) } });
      },
    );
    return () => controller.abort();
    // The key says all that `of` says.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, round]);
  useEffect(() => {
    if (key === null) return;
    const stop = subscribe('surroundings.changes', {}, { snapshot: () => undefined, events: reload, failed: () => undefined });
    window.addEventListener('focus', reload);
    return () => {
      stop();
      window.removeEventListener('focus', reload);
    };
  }, [key, reload]);
  return { state: found.key === key ? found.state : known(key), reload };
};
