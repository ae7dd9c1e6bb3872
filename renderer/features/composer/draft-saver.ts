/**
 * Saves a draft a moment after the last change, at once when asked, and never two saves at a time:
 * the newest text goes out when the one before it has arrived.
 */
export interface DraftSaver<T> {
  readonly change: (draft: T) => void;
  /** Sends what is not sent yet; resolves when it has arrived or failed. */
  readonly flush: () => Promise<void>;
  /** Forgets what is not sent yet: the message is on its way. */
  readonly drop: () => void;
}

export interface DraftSaverOptions<T> {
  readonly save: (draft: T) => Promise<unknown>;
  readonly delayMs: number;
  readonly onFailure?: (error: unknown) => void;
}

export const createDraftSaver = <T>({ save, delayMs, onFailure }: DraftSaverOptions<T>): DraftSaver<T> => {
  let waiting: { readonly draft: T } | null = null;
  let sending: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const send = async (): Promise<void> => {
    while (waiting !== null) {
      const { draft } = waiting;
      waiting = null;
      try {
        await save(draft);
      } catch (error) {
        onFailure?.(error);
      }
    }
  };
  const stopTimer = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const flush = (): Promise<void> => {
    stopTimer();
    sending ??= send().finally(() => {
      sending = null;
    });
    return sending;
  };
  return {
    change: (draft) => {
      waiting = { draft };
      stopTimer();
      timer = setTimeout(() => void flush(), delayMs);
    },
    flush,
    drop: () => {
      stopTimer();
      waiting = null;
    },
  };
};
