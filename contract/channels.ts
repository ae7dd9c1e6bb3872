/** Channels over what the platforms offer. Structural types only: DOM, Node, `ws` and Electron all fit. */
import type { Channel } from './rpc.ts';

interface DataEvent {
  readonly data: unknown;
}

/** DOM's MessagePort and Node's. */
interface TargetPort {
  readonly postMessage: (message: unknown) => void;
  /** (type, listener): the platforms' own declarations are too different for one that says so. */
  readonly addEventListener: (...args: never[]) => void;
  readonly start: () => void;
  readonly close: () => void;
}
/** Electron's MessagePortMain. */
interface EmitterPort {
  readonly postMessage: (message: never) => void;
  readonly on: (...args: never[]) => unknown;
  readonly start: () => void;
  readonly close: () => void;
}
export type AnyPort = TargetPort | EmitterPort;

/** A channel over a MessagePort of any kind. Begins to receive when the first listener is set. */
export const portChannel = <Out, In>(port: AnyPort): Channel<Out, In> => {
  const listen = (type: 'message' | 'close', listener: (event: DataEvent) => void): void => {
    const args = [type, listener] as never[];
    if ('addEventListener' in port) port.addEventListener(...args);
    else port.on(...args);
  };
  return {
    send: (message) => port.postMessage(message as never),
    onMessage: (listener) => {
      listen('message', (event) => listener(event.data as In));
      port.start();
    },
    onClose: (listener) => listen('close', () => listener()),
    close: () => port.close(),
  };
};

/** The browser's WebSocket and that of `ws`, on the client's side and open already. */
export interface OpenSocket {
  readonly send: (text: string) => void;
  readonly close: () => void;
  addEventListener(type: 'message' | 'close', listener: (event: object) => void): void;
}

/** A channel over an open WebSocket: one JSON text per message. */
export const socketChannel = <Out, In>(socket: OpenSocket): Channel<Out, In> => {
  const listen = (type: 'message' | 'close', listener: (event: DataEvent) => void): void =>
    socket.addEventListener(type, (event) => listener(event as DataEvent));
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => listen('message', (event) => listener(JSON.parse(String(event.data)) as In)),
    onClose: (listener) => listen('close', () => listener()),
    close: () => socket.close(),
  };
};
