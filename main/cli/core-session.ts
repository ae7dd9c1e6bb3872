/** The command line's connection to a core: the contract over a WebSocket, with the owner's token. */
import { WebSocket } from 'ws';
import { reduceBoard, type Board } from '#contract/board.ts';
import { socketChannel } from '#contract/channels.ts';
import { CallFailed, ClientProtocol } from '#contract/client-protocol.ts';
import type { TopicName, TopicParams, TopicSnapshot } from '#contract/contract.ts';
import { dataPaths } from '#main/base/paths.ts';
import { processLives } from '#main/base/process-group.ts';
import { readCoreFile, type CoreFile } from '#main/rpc/core-file.ts';
import { readToken } from '#main/rpc/token.ts';
import { MAX_MESSAGE_BYTES } from '#main/rpc/web-socket.ts';
import { failed } from './cli-error.ts';

const CONNECT_WITHIN_MS = 5_000;
const CLOSE_WITHIN_MS = 500;
/** A board of many thousand threads is far below it. */
const LARGEST_ANSWER_BYTES = 8 * MAX_MESSAGE_BYTES;

export interface CoreSession {
  readonly call: ClientProtocol['call'];
  readonly subscribe: ClientProtocol['subscribe'];
  /** What a topic's value is now; its events are not waited for. */
  readonly snapshot: <K extends TopicName>(name: K, params: TopicParams<K>) => Promise<TopicSnapshot<K>>;
  /** Calls back with the board now and after every change, until the returned function is called. */
  readonly watchBoard: (listener: (board: Board) => void) => () => void;
  readonly file: CoreFile;
  /** Settles when the core closed the connection. */
  readonly lost: Promise<void>;
  readonly close: () => void;
}

const opened = (port: number, token: string): Promise<WebSocket | null> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: CONNECT_WITHIN_MS,
      maxPayload: LARGEST_ANSWER_BYTES,
      perMessageDeflate: false,
    });
    socket.once('open', () => resolve(socket));
    socket.on('error', () => resolve(null));
  });

const sessionOver = (socket: WebSocket, file: CoreFile): CoreSession => {
  const client = new ClientProtocol();
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  client.attach(socketChannel(socket), resolve);
  const watchBoard: CoreSession['watchBoard'] = (listener) => {
    let board: Board | null = null;
    return client.subscribe(
      'board',
      {},
      {
        snapshot: (value) => listener((board = value)),
        events: (events) => board !== null && listener((board = events.reduce(reduceBoard, board))),
        failed: () => undefined,
      },
    );
  };
  return {
    call: (name, input, options) => client.call(name, input, options),
    subscribe: (name, params, listener) => client.subscribe(name, params, listener),
    watchBoard,
    snapshot: (name, params) =>
      new Promise((resolveValue, reject) => {
        const stop = client.subscribe(name, params, {
          snapshot: (value) => {
            // Not from within the listener, which may be told before `subscribe` has returned.
            queueMicrotask(() => stop());
            resolveValue(value);
          },
          events: () => undefined,
          failed: (failure) => reject(new CallFailed(failure)),
        });
        void lost.then(() => reject(failed('unavailable', 'The connection to Switchyard was lost.', 'Try again.')));
      }),
    file,
    lost,
    close: () => {
      client.detach();
      // A core that does not answer the closing handshake must not keep the command waiting.
      setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref();
    },
  };
};

/** Connects to the core that runs on this data folder; null when none does, or none that answers. */
export const findCore = async (dataFolder: string): Promise<CoreSession | null> => {
  const paths = dataPaths(dataFolder);
  const [file, token] = await Promise.all([readCoreFile(paths.core), readToken(paths.token)]);
  // A file that a killed core left behind names a port that may be anybody's by now: the token is not shown to strangers.
  if (file === null || token === null || !processLives(file.pid)) return null;
  const socket = await opened(file.port, token);
  return socket === null ? null : sessionOver(socket, file);
};
