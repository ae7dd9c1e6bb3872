/** What the reader has opened in a conversation. It outlives the rows, which exist only while they are near the view. */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';

export class OpenMarks {
  readonly #marks = new Map<string, boolean>();
  readonly #listeners = new Set<() => void>();

  readonly get = (key: string, usual: boolean): boolean => this.#marks.get(key) ?? usual;

  readonly set = (key: string, open: boolean): void => {
    this.#marks.set(key, open);
    for (const listener of [...this.#listeners]) listener();
  };

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

const Marks = createContext<OpenMarks>(new OpenMarks());
export const OpenMarksProvider = Marks.Provider;

/** `usual`: whether it is open as long as the reader has said nothing. */
export const useOpenMark = (key: string, usual = false): readonly [boolean, (open: boolean) => void] => {
  const marks = useContext(Marks);
  const open = useSyncExternalStore(marks.listen, () => marks.get(key, usual));
  const set = useCallback((next: boolean) => marks.set(key, next), [marks, key]);
  return [open, set];
};
