/**
 * What a preload finds around it: `require('electron')` with contextBridge and ipcRenderer, in an isolated world of the
 * page. The function below is not called here: its text is injected into pages, so it uses nothing from outside itself.
 */
import { IN, OUT, type FromPage, type ToPage } from './wire.ts';

interface Names {
  readonly in: string;
  readonly out: string;
  readonly platform: string;
}
type Listener = (event: { readonly ports: readonly MessagePort[] }, ...args: readonly unknown[]) => void;
type PreloadBody = (require: (name: string) => unknown, process: object, module: object) => void;

const install = (names: Names, preload: PreloadBody): void => {
  // A frame inside the page gets no preload.
  if (window.top !== window) return;
  const say = (message: FromPage): void =>
    (globalThis as unknown as Record<string, (text: string) => void>)[names.out]?.(JSON.stringify(message));
  const listeners = new Map<string, Listener[]>();
  const ports = new Map<string, MessagePort>();
  /** The page's end of a port that main has transferred. */
  const makePort = (port: string): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    ports.set(port, port1);
    port1.addEventListener('message', (event) => say({ kind: 'port-message', port, data: event.data as unknown }));
    port1.addEventListener('close', () => say({ kind: 'port-close', port }));
    port1.start();
    return port2;
  };
  const receive = (text: string): void => {
    const message = JSON.parse(text) as ToPage;
    if (message.kind === 'send') {
      const event = { ports: message.ports.map(makePort) };
      for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args);
    } else if (message.kind === 'port-message') ports.get(message.port)?.postMessage(message.data);
    else {
      ports.get(message.port)?.close();
      ports.delete(message.port);
    }
  };
  Object.defineProperty(globalThis, names.in, { value: receive });

  const ipcRenderer = {
    send: (channel: string, ...args: readonly unknown[]) => say({ kind: 'send', channel, args }),
    on: (channel: string, listener: Listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
  };
  // Both worlds see one DOM: a synchronous event carries the value across, as a copy.
  const exposeInMainWorld = (name: string, value: unknown): void =>
    void window.dispatchEvent(new CustomEvent('electron-double-expose', { detail: JSON.stringify({ name, value }) }));
  const electron = { ipcRenderer, contextBridge: { exposeInMainWorld } };
  const require = (name: string): unknown => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name} (a sandboxed preload has only electron)`);
  };

  // A menu gets the keys that the page has left alone; which of them it listens to is known in main.
  window.addEventListener('keydown', (event) => {
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key.replace(/^Arrow/, '');
    const held = [event.ctrlKey || event.metaKey ? 'Mod' : '', event.altKey ? 'Alt' : '', event.shiftKey ? 'Shift' : ''];
    const keys = [...held.filter((name) => name !== ''), key].join('+');
    if (keys.includes('+') || /^F\d+$/.test(keys)) setTimeout(() => event.defaultPrevented || say({ kind: 'keys', keys }));
  });
  try {
    preload(require, { platform: names.platform, sandboxed: true, contextIsolated: true }, { exports: {} });
  } catch (error) {
    say({ kind: 'preload-error', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
};

/** Source of the isolated world. */
export const preloadWorld = (preload: string): string => {
  const names: Names = { in: IN, out: OUT, platform: process.platform };
  return `(${install.toString()})(${JSON.stringify(names)}, function (require, process, module) { const exports = module.exports;\n${preload}\n})`;
};

/** Source of the page's own world: receives what the preload exposes, read-only. */
export const pageWorld = `window.addEventListener('electron-double-expose', (event) => {
  const { name, value } = JSON.parse(event.detail);
  Object.defineProperty(window, name, { value: Object.freeze(value), enumerable: true });
})`;
