/**
 * The change of a thread as a person reviews it, commits it and lands it. Always computed by git; never by a model.
 *
 * Called by: review-handlers.ts (the `changes` and `review.*` part of the contract). `core.ts` gives the options.
 */
import type { ThreadId } from '#contract/ids.ts';
import type { Landed } from '#contract/landing.ts';
import type { FindPlace } from './changes-watch.ts';

/** What review/ needs from `threads/`. */
export interface ReviewThreads {
  readonly findPlace: FindPlace;
  /** Words for a proposed commit message: the thread's title and its first prompt. */
  readonly describe: (thread: ThreadId) => { readonly title: string; readonly prompt: string | null } | null;
  /** Called after a landing, before the call returns: store it, poke, tell the board. */
  readonly onLanded: (thread: ThreadId, landed: Landed) => void;
  /** Called after a commit, before the call returns. */
  readonly onCommitted: (thread: ThreadId, commit: string) => void;
}
