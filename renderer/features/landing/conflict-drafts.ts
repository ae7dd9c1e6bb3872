/** What was typed into a conflicting file and not yet kept: survives closing and reloading the page. */
const prefix = 'switchyard-conflict-';
/** Drafts kept at most; the oldest go first. */
const MOST = 40;

export const readConflictDraft = (storage: Storage, id: string): string | null => storage.getItem(prefix + id);

const keysOf = (storage: Storage): readonly string[] => Object.keys(storage).filter((key) => key.startsWith(prefix));

export const keepConflictDraft = (storage: Storage, id: string, text: string | null): void => {
  if (text === null) return storage.removeItem(prefix + id);
  const keys = keysOf(storage);
  if (keys.length >= MOST && !keys.includes(prefix + id)) storage.removeItem(keys[0] ?? '');
  try {
    storage.setItem(prefix + id, text);
  } catch {
    // The browser's store is full: what is typed stays in the editor until it is kept.
  }
};
