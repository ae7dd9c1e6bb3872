/** Short messages to the user from anywhere; `app/` shows them. Failures keep their sentence, what to do, and details. */
import type { Failure } from '#contract/failure.ts';

export interface Notice {
  readonly text: string;
  readonly more?: string;
  readonly tone?: 'plain' | 'fail';
  readonly action?: { readonly label: string; readonly run: () => void };
}

let show: (notice: Notice) => () => void = () => () => {};

/** Set once by `app/`. */
export const setNoticeSink = (sink: (notice: Notice) => () => void): void => {
  show = sink;
};

/** Gives how to take the message away early: what it offers to undo was undone in another way. */
export const say = (notice: Notice): (() => void) => show(notice);

/** `what` says what did not happen; the failure says why and what to do. */
export const sayFailure = (failure: Failure, what?: string, retry?: () => void): void => {
  if (failure.kind === 'cancelled') return;
  const why = [failure.message, failure.action].filter((part) => part !== undefined).join(' ');
  say({
    text: what ?? failure.message,
    ...(what === undefined ? (failure.action === undefined ? {} : { more: failure.action }) : { more: why }),
    tone: 'fail',
    ...(retry === undefined ? {} : { action: { label: 'Retry', run: retry } }),
  });
};
