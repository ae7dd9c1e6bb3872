/**
 * The page's way to the core: `call` and `subscribe`, over the desktop's MessagePort or a WebSocket to where the page came
 * from. Connects again by itself; what it is doing about that can be watched. No state of the app lives here.
 */
import { portChannel, socketChannel } from '#contract/channels.ts';
import { ClientProtocol, type CallOptions, type ClientChannel, type TopicListener } from '#contract/client-protocol.ts';
import type { CallInput, CallName, CallOutput, TopicName, TopicParams } from '#contract/contract.ts';
import { DESKTOP_GLOBAL, type AskPort, type DesktopMessage } from '#contract/desktop.ts';

export { CallFailed } from '#contract/client-protocol.ts';
export type { TopicListener } from '#contract/client-protocol.ts';

/**
 * `connecting`: the first try, nothing is known yet. `online`: all is well.
 * `offline`: the connection was lost or could not be made; `retryAt` is when the next try begins (ms since the epoch), null while one is under way.
 */
export type Connection =
  { readonly kind: 'connecting' } | { readonly kind: 'online' } | { readonly kind: 'offline'; readonly retryAt: number | null };

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
/** A try that is not through by then has failed. */
const CONNECT_WITHIN_MS = 10_000;
/** A core that says nothing for so long to a page that comes back is taken for gone. */
const ANSWER_WITHIN_MS = 5_000;

/** Doubles with every try; a quarter of chance keeps many pages from trying in step. */
export const retryDelay = (tries: number, chance: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries, 10), LONGEST_RETRY_MS) * (0.75 + chance / 4);

const askPort = (): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error('no port came'))), CONNECT_WITHIN_MS);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      window.removeEventListener('message', receive);
      how();
    };
    const receive = (event: MessageEvent): void => {
      const message = event.data as DesktopMessage | null;
      const port = event.ports[0];
      if (event.source !== window || message?.switchyard !== 'port' || port === undefined) return;
      settle(() => resolve(portChannel(port)));
    };
    window.addEventListener('message', receive);
    const ask: AskPort = { switchyard: 'ask-port' };
    window.postMessage(ask, window.location.origin);
  });

const openSocket = (): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    const address = new URL('/rpc', window.location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    const timer = setTimeout(() => socket.close(), CONNECT_WITHIN_MS);
    socket.addEventListener('open', () => {
      clearTimeout(timer);
      resolve(socketChannel(socket));
    });
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      reject(new Error('the socket was closed'));
    });
  });

/** Opens a channel in the way that this page has. Rejects when it cannot now. */
export const openChannel = (): Promise<ClientChannel> => (DESKTOP_GLOBAL in window ? askPort() : openSocket());

export class Client {
  readonly #protocol = new ClientProtocol();
  readonly #open: () => Promise<ClientChannel>;
  readonly #listeners = new Set<() => void>();
  #connection: Connection = { kind: 'connecting' };
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #checking: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(open: () => Promise<ClientChannel> = openChannel) {
    this.#open = open;
    void this.#connect();
  }

  /** Rejects with CallFailed. Before the first connection it waits for how that ends; while offline it fails at once. */
  async call<K extends CallName>(name: K, input: CallInput<K>, options?: CallOptions): Promise<CallOutput<K>> {
    if (this.#connection.kind === 'connecting') await this.#firstTry();
    return this.#protocol.call(name, input, options);
  }

  /** Listens to a topic over all connections to come. Returns how to stop. */
  subscribe<K extends TopicName>(name: K, params: TopicParams<K>, listener: TopicListener<K>): () => void {
    return this.#protocol.subscribe(name, params, listener);
  }

  /** The same object until it changes, as React's useSyncExternalStore wants it. */
  readonly connection = (): Connection => this.#connection;

  /** Calls back after each change of `connection`. Returns how to stop. */
  readonly onConnection = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tries now instead of when the next try is due: the user's wish, or the machine woke up. */
  readonly retryNow = (): void => {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    void this.#connect();
  };

  /**
   * Looks whether the connection still lives: a machine that slept or changed its network may hold a dead one for
   * minutes without knowing. Without an answer in time it begins anew.
   */
  readonly checkNow = (): void => {
    if (this.#connection.kind !== 'online') return this.retryNow();
    if (this.#checking !== null) return;
    const done = (): void => {
      if (this.#checking !== null) clearTimeout(this.#checking);
      this.#checking = null;
    };
    this.#checking = setTimeout(() => {
      this.#checking = null;
      if (this.#connection.kind !== 'online') return;
      this.#protocol.detach();
      this.#retryLater();
    }, ANSWER_WITHIN_MS);
    // Any answer will do, a failure as well.
    this.#protocol.call('app.info', {}).then(done, done);
  };

  close(): void {
    this.#closed = true;
    if (this.#checking !== null) clearTimeout(this.#checking);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#protocol.detach();
  }

  #firstTry(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onConnection(() => {
        stop();
        resolve();
      });
    });
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    for (const listener of [...this.#listeners]) listener();
  }

  async #connect(): Promise<void> {
    if (this.#connection.kind === 'offline') this.#become({ kind: 'offline', retryAt: null });
    try {
      const channel = await this.#open();
      if (this.#closed) return channel.close();
      this.#tries = 0;
      this.#protocol.attach(channel, () => this.#retryLater());
      this.#become({ kind: 'online' });
    } catch {
      // Whatever the reason: the next try comes.
      this.#retryLater();
    }
  }

  #retryLater(): void {
    if (this.#closed) return;
    const delay = retryDelay(this.#tries, Math.random());
    this.#tries += 1;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#connect();
    }, delay);
    this.#become({ kind: 'offline', retryAt: Date.now() + delay });
  }
}

/** Lets the client look after its connection whenever the page is shown again or the network comes back. */
export const wakeWithPage = (client: Client): void => {
  window.addEventListener('online', client.checkNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') client.checkNow();
  });
};
