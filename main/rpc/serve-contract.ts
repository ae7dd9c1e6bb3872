/**
 * The core's side of one connection: reads messages, checks them against the contract, calls handlers and answers.
 * It knows no transport and no subject. Whatever a client sends, it costs that client at most its connection.
 */
import { z } from '#contract/zod.ts';
import { contract } from '#contract/contract.ts';
import { failure, type Failure } from '#contract/failure.ts';
import type { ByteTopicDef, CallDef, Channel, ClientMessage, CoreMessage, TopicDef } from '#contract/rpc.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import type { CallContext, Handlers } from '#main/base/handlers.ts';
import { log } from '#main/base/log.ts';
import type { ByteSource, TopicSource } from '#main/base/topic.ts';
import { ServedBytes } from './serve-bytes.ts';
import { ServedTopic } from './serve-topic.ts';

/** Calls and subscriptions one connection may have open. */
export const MAX_OPEN_REQUESTS = 1_000;

/** A channel that can say that too much waits in it unsent. */
export interface ServerChannel extends Channel<CoreMessage, unknown> {
  readonly isCongested?: () => boolean;
  readonly onDrain?: (listener: () => void) => void;
}

export interface ServeOptions {
  readonly handlers: Handlers;
  readonly channel: ServerChannel;
  /** Checks what handlers give against the contract: on in development and in tests. */
  readonly checkOutput?: boolean;
}

const id = z.number().int().nonnegative();
const name = z.string().max(100);
const Message = z.union([
  z.object({ id, call: name, input: z.unknown().optional() }),
  z.object({ id, subscribe: name, params: z.unknown().optional() }),
  z.object({ id, credit: z.number().int().positive() }),
  z.object({ id, cancel: z.literal(true) }),
]);

/** The code runs from source: a checkout in development, or a test. */
const runsFromSource = import.meta.url.endsWith('.ts');

type AnyHandler = (input: unknown, context: CallContext) => unknown;

const find = <Kind extends 'call' | 'topic'>(kind: Kind, method: string) => {
  const found: CallDef | TopicDef | undefined = Object.hasOwn(contract, method) ? contract[method as keyof typeof contract] : undefined;
  if (found?.kind === kind) return found as Extract<CallDef | TopicDef, { kind: Kind }>;
  throw failure('not-found', `This core knows no ${kind} named “${method}”.`, 'Reload the page: it may be older or newer than the core.');
};

const issueText = (issue: z.core.$ZodIssue): string =>
  issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;

const parse = (schema: z.ZodType, value: unknown, method: string): unknown => {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(issueText);
  throw failure('invalid', `${method} was given something that it cannot take: ${issues[0]}.`, 'Check the input.', {
    details: issues.join('\n'),
  });
};

class Connection implements Disposable {
  readonly #options: ServeOptions;
  readonly #calls = new Map<number, AbortController>();
  readonly #topics = new Map<number, { readonly topic: ServedTopic | ServedBytes; readonly aborter: AbortController }>();
  #over = false;

  constructor(options: ServeOptions) {
    this.#options = options;
    options.channel.onClose(() => this.dispose());
    options.channel.onDrain?.(() => this.#flushAll());
    options.channel.onMessage((message) => this.#receive(message));
  }

  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    for (const aborter of this.#calls.values()) aborter.abort();
    for (const { topic, aborter } of this.#topics.values()) {
      topic.dispose();
      aborter.abort();
    }
    this.#calls.clear();
    this.#topics.clear();
    this.#options.channel.close();
  }

  #receive(raw: unknown): void {
    if (this.#over) return;
    const parsed = Message.safeParse(raw);
    if (!parsed.success) return this.#refuse('malformed');
    const message = parsed.data as ClientMessage;
    if ('credit' in message) return this.#topics.get(message.id)?.topic.give(message.credit);
    if ('cancel' in message) return this.#cancel(message.id);
    if (this.#calls.has(message.id) || this.#topics.has(message.id)) return this.#refuse('id in use');
    if (this.#calls.size + this.#topics.size >= MAX_OPEN_REQUESTS) {
      return this.#fail(message.id, failure('busy', 'Too many requests are open on this connection.', 'Try again in a moment.'));
    }
    if ('call' in message) void this.#call(message.id, message.call, message.input);
    else void this.#subscribe(message.id, message.subscribe, message.params);
  }

  /** A client that does not keep to the protocol loses its connection, and nothing else happens. */
  #refuse(why: string): void {
    log.warning('connection refused', { why });
    this.dispose();
  }

  #cancel(request: number): void {
    this.#calls.get(request)?.abort();
    this.#calls.delete(request);
    const open = this.#topics.get(request);
    this.#topics.delete(request);
    open?.topic.dispose();
    open?.aborter.abort();
  }

  async #call(request: number, method: string, input: unknown): Promise<void> {
    const aborter = new AbortController();
    this.#calls.set(request, aborter);
    // The one try of every call.
    try {
      const definition = find('call', method);
      const handler = this.#handler(method);
      const result = await handler(parse(definition.input, input, method), { signal: aborter.signal });
      this.#check(definition.output, result, method);
      if (!aborter.signal.aborted) this.#send({ id: request, result });
    } catch (error) {
      if (!aborter.signal.aborted) this.#fail(request, error);
    } finally {
      if (this.#calls.get(request) === aborter) this.#calls.delete(request);
    }
  }

  async #subscribe(request: number, method: string, params: unknown): Promise<void> {
    const aborter = new AbortController();
    // The one try of every subscription's beginning; what comes later goes through the outlet.
    try {
      const definition = find('topic', method);
      const source = this.#handler(method)(parse(definition.params, params, method), { signal: aborter.signal });
      const topic = this.#topic(request, method, definition, source);
      this.#topics.set(request, { topic, aborter });
      await topic.begin();
    } catch (error) {
      this.#fail(request, error);
    }
  }

  #topic(request: number, method: string, definition: TopicDef | ByteTopicDef, source: unknown): ServedTopic | ServedBytes {
    const outlet = {
      snapshot: (snapshot: unknown, number: number) => {
        this.#check(definition.snapshot, snapshot, method);
        this.#send({ id: request, snapshot, number });
      },
      events: (events: readonly unknown[], number: number) => {
        for (const event of events) this.#check(definition.event, event, method);
        this.#send({ id: request, events, number });
      },
      bytes: (bytes: Uint8Array, number: number) => this.#send({ id: request, bytes, number }),
      failed: (error: unknown) => {
        this.#topics.get(request)?.aborter.abort();
        this.#topics.delete(request);
        this.#fail(request, error);
      },
      isCongested: () => this.#options.channel.isCongested?.() ?? false,
    };
    if ('bytes' in definition) return new ServedBytes(source as ByteSource<unknown, unknown>, outlet);
    return new ServedTopic(source as TopicSource<unknown, unknown>, outlet);
  }

  #handler(method: string): AnyHandler {
    // The table is typed by method; here the method is only known at run time, and the schema has checked its input.
    return this.#options.handlers[method as keyof Handlers] as unknown as AnyHandler;
  }

  #check(schema: z.ZodType, value: unknown, method: string): void {
    if (!(this.#options.checkOutput ?? runsFromSource)) return;
    const parsed = schema.safeParse(value);
    if (!parsed.success)
      throw new Error(`${method} gave what the contract does not know: ${parsed.error.issues.map(issueText).join('; ')}`);
  }

  #fail(request: number, error: unknown): void {
    const told: Failure = failureOf(error);
    this.#send({ id: request, failure: told });
  }

  #send(message: CoreMessage): void {
    if (!this.#over) this.#options.channel.send(message);
  }

  #flushAll(): void {
    for (const { topic } of this.#topics.values()) topic.flush();
  }
}

/** Serves the contract over one channel until it closes or the result is disposed, which closes it. */
export const serveContract = (options: ServeOptions): Disposable => new Connection(options);
