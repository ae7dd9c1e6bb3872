/**
 * What the host says to the page beside the contract, and how the page gets its port. Messages that come before the
 * page listens (a deep link that started the app) wait for it.
 */
import { ipcMain, MessageChannelMain, type BrowserWindow, type IpcMainEvent } from 'electron';
import { PORT_CHANNEL, type DesktopMessage } from '#contract/desktop.ts';
import type { Disposable } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { servePort } from '#main/rpc/message-port.ts';
import { isPage } from './page-protocol.ts';

export interface PageLink extends Disposable {
  /** Says it now, or as soon as the page of this window listens. */
  readonly say: (window: BrowserWindow, message: DesktopMessage) => void;
}

/** A page of ours in the top frame of its window, and nobody else. */
const isOurs = (event: IpcMainEvent): boolean => {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isPage(frame.url);
};

/** `handlers` settles when the core has started: ports that are asked for earlier wait. */
export const linkPages = (handlers: Promise<Handlers>): PageLink => {
  /** Both by id of the contents. A page listens from its port on, until that closes because it is loaded anew or gone. */
  const waiting = new Map<number, DesktopMessage[]>();
  const listening = new Map<number, Disposable>();
  const connections = new Set<Disposable>();

  const handOver = async (event: IpcMainEvent): Promise<void> => {
    const table = await handlers;
    const { sender } = event;
    if (sender.isDestroyed() || !isOurs(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    const connection = servePort(port2, table);
    connections.add(connection);
    port2.once('close', () => {
      connections.delete(connection);
      if (listening.get(sender.id) === connection) listening.delete(sender.id);
    });
    const message: DesktopMessage = { switchyard: 'port' };
    sender.postMessage(PORT_CHANNEL, message, [port1]);
    listening.set(sender.id, connection);
    for (const kept of waiting.get(sender.id) ?? []) sender.send(PORT_CHANNEL, kept);
    waiting.delete(sender.id);
  };
  const answer = (event: IpcMainEvent): void => {
    // A core that did not start has told so itself; its pages get no port.
    if (isOurs(event)) handOver(event).catch(() => undefined);
  };
  ipcMain.on(PORT_CHANNEL, answer);

  return {
    say: (window, message) => {
      const { webContents } = window;
      if (listening.has(webContents.id)) return webContents.send(PORT_CHANNEL, message);
      if (!waiting.has(webContents.id)) {
        waiting.set(webContents.id, []);
        webContents.once('destroyed', () => waiting.delete(webContents.id));
      }
      waiting.get(webContents.id)?.push(message);
    },
    dispose: async () => {
      ipcMain.off(PORT_CHANNEL, answer);
      for (const connection of connections) await connection.dispose();
    },
  };
};
