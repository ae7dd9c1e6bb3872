/** A page: its preload's world, its messages and ports, where it may go. Created and owned by BrowserWindow. */
import { EventEmitter } from 'node:events';
import { cancelable } from './cancelable.ts';
import { cdp, toChromium, toMain } from './page-host.ts';
import { transfer, type MessagePortMain } from './ports.ts';
import { session } from './session.ts';
import { cloned, IN, OUT, WORLD, type FromPage, type ToPage } from './wire.ts';

type OpenHandler = (details: { readonly url: string; readonly frameName: string; readonly disposition: string }) => {
  readonly action: string;
};

export interface Frame {
  readonly url: string;
  readonly parent: null;
}

/** All of ipcMain that main uses. */
export const ipcMain = new EventEmitter().setMaxListeners(0);

export class WebContents extends EventEmitter {
  readonly id: number;
  readonly session = session.defaultSession;
  readonly mainFrame: Frame;
  readonly #ports = new Map<string, MessagePortMain>();
  readonly #keys: (keys: string) => void;
  #session = '';
  #world = 0;
  #address = 'about:blank';
  #openHandler: OpenHandler | null = null;
  #destroyed = false;
  #lastPort = 0;
  /** Messages reach the page in order, and only when it is attached. */
  #sending: Promise<unknown>;

  constructor(id: number, attached: Promise<unknown>, keys: (keys: string) => void) {
    super();
    this.id = id;
    this.#sending = attached;
    this.#keys = keys;
    const address = (): string => this.#address;
    this.mainFrame = {
      get url() {
        return address();
      },
      parent: null,
    };
  }

  command<Result>(method: string, params: object = {}): Promise<Result> {
    return cdp().send<Result>(method, params, this.#session);
  }

  /** Called by the window when its page is there. */
  listen(sessionId: string): void {
    this.#session = sessionId;
    const on = <Params>(method: string, listener: (params: Params) => void): unknown => cdp().on(`${sessionId}/${method}`, listener);
    on<{ name: string; payload: string }>('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === OUT) this.#receive(JSON.parse(payload) as FromPage);
    });
    on<{ context: { id: number; name: string } }>('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD) this.#world = context.id;
    });
    on<{ frame: { url: string; parentId?: string } }>('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId === undefined) this.#arrived(toMain(frame.url));
    });
    on('Page.loadEventFired', () => {
      if (this.#address !== 'about:blank') this.emit('did-finish-load', {});
    });
    on<{ url: string }>('Page.windowOpen', ({ url }) => {
      const details = { url: toMain(url), frameName: '', disposition: 'foreground-tab' };
      if (this.#openHandler?.(details).action !== 'deny') throw new Error('The double opens no window for a page.');
    });
    on<{ requestId: string; request: { url: string } }>('Fetch.requestPaused', ({ requestId, request }) =>
      this.#navigate(requestId, request.url),
    );
    on('Inspector.targetCrashed', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }));
  }

  async loadURL(address: string): Promise<void> {
    await this.#sending;
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', resolve));
    const { errorText } = await this.command<{ errorText?: string }>('Page.navigate', { url: toChromium(address) });
    if (errorText !== undefined) throw new Error(`${errorText} loading '${address}'`);
    await loaded;
  }

  send(channel: string, ...args: readonly unknown[]): void {
    this.#tell({ kind: 'send', channel, args: args.map(cloned), ports: [] });
  }

  postMessage(channel: string, message: unknown, transferred: readonly MessagePortMain[] = []): void {
    const ports = transferred.map((port) => {
      const name = `port-${++this.#lastPort}`;
      const peer = transfer(port, {
        message: (data) => this.#tell({ kind: 'port-message', port: name, data }),
        close: () => this.#tell({ kind: 'port-close', port: name }),
      });
      this.#ports.set(name, peer);
      return name;
    });
    this.#tell({ kind: 'send', channel, args: [cloned(message)], ports });
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
  getURL(): string {
    return this.#address;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  reload(): void {
    void this.command('Page.reload').catch(() => undefined);
  }

  /** Documents wait until main has decided; own addresses are not asked about, since main asks for them itself. */
  #navigate(requestId: string, url: string): void {
    const event = cancelable({ url: toMain(url) });
    if (event.url === url) this.emit('will-navigate', event, url);
    const [method, more] = event.defaultPrevented ? ['Fetch.failRequest', { errorReason: 'Aborted' }] : ['Fetch.continueRequest', {}];
    // A page that is closed meanwhile has nothing to go on with.
    this.command(method, { requestId, ...more }).catch(() => undefined);
  }

  /** The page is gone for good. */
  end(): void {
    this.#destroyed = true;
    this.#closePorts();
    this.emit('destroyed');
  }

  #arrived(address: string): void {
    this.#closePorts();
    this.#address = address;
    this.emit('did-navigate', {}, address);
    if (address.startsWith('about:')) return;
    // Of a page that is closed meanwhile nobody needs permissions.
    session.defaultSession.applyPermissions(this, address).catch(() => undefined);
  }

  #closePorts(): void {
    for (const port of this.#ports.values()) port.closedByPeer();
    this.#ports.clear();
  }

  #tell(message: ToPage): void {
    const call = { functionDeclaration: `(text) => globalThis.${IN}(text)`, arguments: [{ value: JSON.stringify(message) }] };
    // A page that went away meanwhile hears nothing more, as in Electron.
    this.#sending = this.#sending
      .then(() => (this.#world === 0 ? undefined : this.command('Runtime.callFunctionOn', { ...call, executionContextId: this.#world })))
      .catch(() => undefined);
  }

  #receive(message: FromPage): void {
    switch (message.kind) {
      case 'send':
        return void ipcMain.emit(message.channel, { sender: this, senderFrame: this.mainFrame, ports: [] }, ...message.args);
      case 'port-message':
        return this.#ports.get(message.port)?.deliver(message.data);
      case 'port-close':
        return this.#ports.get(message.port)?.closedByPeer();
      case 'keys':
        return this.#keys(message.keys);
      case 'preload-error':
        console.error(`The preload failed: ${message.text}`);
        return void this.emit('preload-error', {}, 'preload', new Error(message.text));
    }
  }
}
