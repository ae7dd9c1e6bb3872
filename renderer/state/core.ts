/**
 * The one client of this page, for everything in state/ and features/. `main.tsx` sets it once before the first render;
 * tests set one of their own.
 */
import type { CallInput, CallName, CallOutput, TopicName, TopicParams } from '#contract/contract.ts';
import type { Failure } from '#contract/failure.ts';
import { CallFailed, type Client, type TopicListener } from '#renderer/client.ts';

export type CoreClient = Pick<Client, 'call' | 'subscribe' | 'connection' | 'onConnection' | 'retryNow'>;

let client: CoreClient | null = null;

export const setCore = (next: CoreClient): void => {
  client = next;
};

export const theCore = (): CoreClient => {
  if (client === null) throw new Error('setCore was not called');
  return client;
};

/** Rejects with CallFailed only. `signal` cancels. */
export const call = <K extends CallName>(name: K, input: CallInput<K>, signal?: AbortSignal): Promise<CallOutput<K>> =>
  theCore().call(name, input, signal === undefined ? {} : { signal });

export const subscribe = <K extends TopicName>(name: K, params: TopicParams<K>, listener: TopicListener<K>): (() => void) =>
  theCore().subscribe(name, params, listener);

/** Whatever was thrown, as something the user can be told. */
export const failureOf = (error: unknown): Failure =>
  error instanceof CallFailed
    ? error.failure
    : {
        kind: 'bug',
        message: 'Something went wrong in the window itself.',
        details: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
