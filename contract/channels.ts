/** Channels over what the platforms offer. Structural types only: DOM, Node, `ws` and Electron all fit. */
import { decodeBytes } from './byte-frames.ts';
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

/** A port copies the whole buffer that bytes are a part of: give it one that is no larger. */
const ownBytes = (message: unknown): unknown => {
  if (typeof message !== 'object' || message === null || !('bytes' in message) || !(message.bytes instanceof Uint8Array)) return message;
  return { ...message, bytes: new Uint8Array(message.bytes) };
};

/** A channel over a MessagePort of any kind. Begins to receive when the first listener is set. */
export const portChannel = <Out, In>(port: AnyPort): Channel<Out, In> => {
  const listen = (type: 'message' | 'close', listener: (event: DataEvent) => void): void => {
    const args = [type, listener] as never[];
    if ('addEventListener' in port) port.addEventListener(...args);
    else port.on(...args);
  };
  return {
    send: (message) => port.postMessage(ownBytes(message) as never),
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
  binaryType: string;
  readonly send: (text: string) => void;
  readonly close: () => void;
  addEventListener(type: 'message' | 'close', listener: (event: object) => void): void;
}

/** A channel over an open WebSocket: one JSON text per message; bytes of a topic come as binary frames. */
export const socketChannel = <Out, In>(socket: OpenSocket): Channel<Out, In> => {
  const listen = (type: 'message' | 'close', listener: (event: DataEvent) => void): void =>
    socket.addEventListener(type, (event) => listener(event as DataEvent));
  socket.binaryType = 'arraybuffer';
  const read = (data: unknown): In => (data instanceof ArrayBuffer ? decodeBytes(data) : JSON.parse(String(data))) as In;
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => listen('message', (event) => listener(read(event.data))),
    onClose: (listener) => listen('close', () => listener()),
    close: () => socket.close(),
  };
};
