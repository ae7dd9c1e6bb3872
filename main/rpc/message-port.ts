/** Serves the contract over a MessagePort: Electron's, Node's or the DOM's. The port's other end is trusted by whoever made it. */
import { portChannel, type AnyPort } from '#contract/channels.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { serveContract } from './serve-contract.ts';

export const servePort = (port: AnyPort, handlers: Handlers): Disposable => serveContract({ handlers, channel: portChannel(port) });
