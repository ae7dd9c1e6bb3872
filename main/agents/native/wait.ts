/** Waiting that a stopped turn ends at once. */

/** What the promise gives, or the signal's reason as soon as it is aborted. */
export const unlessAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) {
      promise.catch(() => undefined);
      return abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });

/** Until the promise settles, but not longer than this. */
export const atMost = async (promise: Promise<unknown>, milliseconds: number, signal: AbortSignal): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  try {
    await unlessAborted(Promise.race([promise, late]), signal);
  } finally {
    clearTimeout(timer);
  }
};
