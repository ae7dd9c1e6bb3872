/**
 * The two primitives between core and client, and what travels on the wire for them.
 *
 * `call`       one request, one answer.
 * `topic`      a snapshot with a number, then numbered events; the receiver applies them with a pure
 *              reducer. A gap in the numbers means: a fresh snapshot comes (same subscription, `snapshot` again).
 *
 * A topic may send raw bytes besides its events (the output of a terminal). The number rises by one with each event and with
 * each byte, so that a gap shows all the same.
 *
 * Flow control: a subscriber holds credit, counted in wire messages. The core sends a message only while
 * credit is left and keeps at most a bounded number of events waiting; past that it drops them and
 * sends a fresh snapshot when credit returns. The credit of a topic with bytes counts bytes instead, and its source regulates
 * itself by it.
 */
import type { z } from 'zod';
import type { Failure } from './failure.ts';

export interface CallDef<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: I;
  readonly output: O;
}
export interface TopicDef<P extends z.ZodType = z.ZodType, S extends z.ZodType = z.ZodType, E extends z.ZodType = z.ZodType> {
  readonly kind: 'topic';
  readonly params: P;
  readonly snapshot: S;
  readonly event: E;
}

/** A topic that sends bytes besides its events. */
export interface ByteTopicDef<
  P extends z.ZodType = z.ZodType,
  S extends z.ZodType = z.ZodType,
  E extends z.ZodType = z.ZodType,
> extends TopicDef<P, S, E> {
  readonly bytes: true;
}

export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): CallDef<I, O> => ({ kind: 'call', input, output });
export const topic = <P extends z.ZodType, S extends z.ZodType, E extends z.ZodType>(
  params: P,
  snapshot: S,
  event: E,
): TopicDef<P, S, E> => ({
  kind: 'topic',
  params,
  snapshot,
  event,
});

export const byteTopic = <P extends z.ZodType, S extends z.ZodType, E extends z.ZodType>(
  params: P,
  snapshot: S,
  event: E,
): ByteTopicDef<P, S, E> => ({ ...topic(params, snapshot, event), bytes: true });

/** Wire messages a subscriber may receive before it has to give new credit. */
export const INITIAL_CREDIT_MESSAGES = 32;

/** From client to core. `id` is chosen by the client and names the request until it ends. */
export type ClientMessage =
  | { readonly id: number; readonly call: string; readonly input: unknown }
  | { readonly id: number; readonly subscribe: string; readonly params: unknown }
  | { readonly id: number; readonly credit: number }
  | { readonly id: number; readonly cancel: true };

/** From core to client. `number` is the number of the last event that is contained. */
export type CoreMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: Failure }
  | { readonly id: number; readonly snapshot: unknown; readonly number: number }
  | { readonly id: number; readonly events: readonly unknown[]; readonly number: number }
  | { readonly id: number; readonly bytes: Uint8Array; readonly number: number };

/** A duplex channel that carries whole messages in order: a WebSocket or a MessagePort. */
export interface Channel<Out, In> {
  readonly send: (message: Out) => void;
  readonly onMessage: (listener: (message: In) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
}
