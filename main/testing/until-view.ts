/** Waits on a thread of a core that runs in the test itself. */
import type { ThreadId } from '#contract/ids.ts';
import type { ThreadView } from '#contract/threads.ts';
import type { CallContext } from '#main/base/handlers.ts';
import type { Core } from '#main/core.ts';

/** The first view of the thread for which `reached` holds. */
export const untilView = (
  core: Core,
  thread: ThreadId,
  context: CallContext,
  reached: (view: ThreadView) => boolean,
): Promise<ThreadView> =>
  new Promise((resolve) => {
    const topic = core.handlers.thread({ thread }, context);
    let over = false;
    const look = (): void => {
      // Looks that were due when it was reached come when the core may be closed already.
      if (over) return;
      const view = topic.snapshot();
      if (!reached(view)) return;
      over = true;
      void listening.dispose();
      resolve(view);
    };
    const listening = topic.listen(() => setImmediate(look));
    look();
  });
