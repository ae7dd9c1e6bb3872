/**
 * A component whose code is fetched when it is first shown. React's own `lazy` needs a Suspense boundary, which holds back what
 * it waited for until its waiting picture has stood for 300 ms, even where the code was there all the time; this one shows it
 * at once, and does not keep a failed fetch for good.
 */
import { useLayoutEffect, useState, type ComponentType, type ReactNode } from 'react';

export interface LaterComponent<Props> {
  (props: Props): ReactNode;
  /** Fetches the code before it is shown. Rejects when it cannot be had now; the next showing tries again. */
  readonly fetch: () => Promise<void>;
}

/** A fetch that failed while it is shown is thrown to the error boundary around it. */
export const later = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
): LaterComponent<Props> => {
  let there: ComponentType<Props> | null = null;
  let coming: Promise<void> | null = null;
  const begin = async (): Promise<void> => {
    try {
      there = await load();
    } finally {
      coming = null;
    }
  };
  const fetch = (): Promise<void> => (coming ??= begin());
  const Later = (props: Props): ReactNode => {
    const [Shown, show] = useState(() => there);
    const [failed, fail] = useState<{ readonly error: unknown } | null>(null);
    useLayoutEffect(() => {
      if (Shown !== null) return;
      let isGone = false;
      fetch().then(
        () => isGone || show(() => there),
        (error: unknown) => isGone || fail({ error }),
      );
      return () => {
        isGone = true;
      };
    }, [Shown]);
    if (failed !== null) throw failed.error;
    return Shown === null ? waiting : <Shown {...props} />;
  };
  return Object.assign(Later, { fetch });
};
