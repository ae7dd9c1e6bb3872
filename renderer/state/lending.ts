/** Stores that are borrowed by key: made when first asked for, kept while someone has them, let go a while after. */
import type { StoreApi, UseBoundStore } from 'zustand';

interface Lent<S> {
  readonly store: UseBoundStore<StoreApi<S>>;
  readonly stop: () => void;
  borrowers: number;
  timer: ReturnType<typeof setTimeout> | null;
}

export interface LendingLibrary<K, S> {
  /** The store, without a promise that it stays: for reading while a borrower keeps it, and in the render before the effect. */
  readonly peek: (key: K) => UseBoundStore<StoreApi<S>>;
  /** Keeps the store until the returned function is called. */
  readonly borrow: (key: K) => () => void;
}

interface Limits {
  readonly lingerMs: number;
  readonly mostLingering: number;
}

export const createLendingLibrary = <K extends string, S>(
  make: (key: K) => { readonly store: UseBoundStore<StoreApi<S>>; readonly stop: () => void },
  { lingerMs, mostLingering }: Limits,
): LendingLibrary<K, S> => {
  const all = new Map<K, Lent<S>>();

  const drop = (key: K, lent: Lent<S>): void => {
    if (lent.timer !== null) clearTimeout(lent.timer);
    lent.stop();
    all.delete(key);
  };
  const linger = (key: K, lent: Lent<S>): void => {
    // Last in order of insertion is last left: the map doubles as the list of who goes first.
    all.delete(key);
    all.set(key, lent);
    lent.timer = setTimeout(() => drop(key, lent), lingerMs);
    const idle = [...all].filter(([, other]) => other.borrowers === 0);
    for (const [otherKey, other] of idle.slice(0, Math.max(0, idle.length - mostLingering))) drop(otherKey, other);
  };
  const get = (key: K): Lent<S> => {
    const known = all.get(key);
    if (known !== undefined) return known;
    const lent: Lent<S> = { ...make(key), borrowers: 0, timer: null };
    all.set(key, lent);
    linger(key, lent);
    return lent;
  };

  return {
    peek: (key) => get(key).store,
    borrow: (key) => {
      const lent = get(key);
      lent.borrowers += 1;
      if (lent.timer !== null) clearTimeout(lent.timer);
      lent.timer = null;
      return () => {
        lent.borrowers -= 1;
        if (lent.borrowers === 0) linger(key, lent);
      };
    },
  };
};
