/** The type of the table of handlers: one per method and topic of the contract. A missing one does not compile. */
import type { z } from 'zod';
import type { Contract } from '#contract/contract.ts';
import type { ByteTopicDef, CallDef, TopicDef } from '#contract/rpc.ts';
import type { ByteSource, TopicSource } from './topic.ts';

/** Who asks. */
export interface CallContext {
  /** Aborted when the caller cancels or its connection ends. */
  readonly signal: AbortSignal;
}

export type Handlers = {
  readonly [K in keyof Contract]: Contract[K] extends CallDef<infer I, infer O>
    ? (input: z.output<I>, context: CallContext) => z.output<O> | Promise<z.output<O>>
    : Contract[K] extends ByteTopicDef<infer P, infer S, infer E>
      ? (params: z.output<P>, context: CallContext) => ByteSource<z.output<S>, z.output<E>>
      : Contract[K] extends TopicDef<infer P, infer S, infer E>
        ? (params: z.output<P>, context: CallContext) => TopicSource<z.output<S>, z.output<E>>
        : never;
};
