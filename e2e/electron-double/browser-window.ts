/** BrowserWindow: a page of the headless Chromium with the manners of a window. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { cancelable } from './cancelable.ts';
import { fireAccelerator } from './menu.ts';
import { cdp } from './page-host.ts';
import { pageWorld, preloadWorld } from './preload-world.ts';
import { WebContents } from './web-contents.ts';
import { OUT, WORLD } from './wire.ts';

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Options extends Partial<Bounds> {
  readonly show?: boolean;
  readonly title?: string;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly contextIsolation?: boolean;
    readonly sandbox?: boolean;
    readonly nodeIntegration?: boolean;
  };
}

/** `created` hears of each window's contents, `allClosed` of the last window's end. Both by app. */
export const windowEvents = new EventEmitter();

const windows = new Set<BrowserWindow>();
let focused: BrowserWindow | null = null;
const setFocused = (window: BrowserWindow | null): void => {
  focused = window;
};
let lastId = 0;

export class BrowserWindow extends EventEmitter {
  static getAllWindows = (): BrowserWindow[] => [...windows];
  static getFocusedWindow = (): BrowserWindow | null => focused;
  static fromId = (id: number): BrowserWindow | null => [...windows].find((window) => window.id === id) ?? null;

  readonly id = ++lastId;
  readonly webContents: WebContents;
  readonly #options: Options;
  readonly #opened: Promise<void>;
  #target = '';
  #bounds: Bounds;
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #destroyed = false;

  constructor(options: Options = {}) {
    super();
    this.setMaxListeners(0);
    const { contextIsolation = true, sandbox = true, nodeIntegration = false } = options.webPreferences ?? {};
    if (!contextIsolation || !sandbox || nodeIntegration) throw new Error('The double has isolated, sandboxed pages only.');
    this.#options = options;
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.#visible = options.show ?? true;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#opened = promise;
    this.webContents = new WebContents(this.id, promise, (keys) => fireAccelerator(keys, this));
    this.webContents.on('did-finish-load', () => this.emit('ready-to-show'));
    windows.add(this);
    windowEvents.emit('created', this.webContents);
    this.#open().then(resolve, reject);
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address);
  }
  show(): void {
    this.#visible = true;
    this.focus();
    this.emit('show');
  }
  hide(): void {
    this.#visible = false;
    this.emit('hide');
  }
  focus(): void {
    setFocused(this);
    this.emit('focus');
  }
  blur(): void {
    if (focused === this) setFocused(null);
    this.emit('blur');
  }
  isVisible(): boolean {
    return this.#visible;
  }
  isFocused(): boolean {
    return focused === this;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  minimize(): void {
    this.#minimized = true;
    this.emit('minimize');
  }
  restore(): void {
    this.#minimized = false;
    this.emit('restore');
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  maximize(): void {
    this.#maximized = true;
    this.emit('maximize');
  }
  unmaximize(): void {
    this.#maximized = false;
    this.emit('unmaximize');
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  getBounds(): Bounds {
    return { ...this.#bounds };
  }
  getNormalBounds(): Bounds {
    return this.getBounds();
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    void this.#opened.then(() => this.#resize()).catch(() => undefined);
    this.emit('resize');
    this.emit('move');
  }

  close(): void {
    void this.tryToClose();
  }
  /** False when a listener prevented it. */
  async tryToClose(): Promise<boolean> {
    if (this.#destroyed) return true;
    const event = cancelable({});
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    await this.#opened;
    const gone = new Promise((resolve) => this.once('closed', resolve));
    await cdp().send('Target.closeTarget', { targetId: this.#target });
    await gone;
    return true;
  }
  destroy(): void {
    void this.#opened.then(() => cdp().send('Target.closeTarget', { targetId: this.#target })).catch(() => undefined);
    this.#gone();
  }

  async #open(): Promise<void> {
    const { targetId } = await cdp().send<{ targetId: string }>('Target.createTarget', { url: 'about:blank', newWindow: true });
    this.#target = targetId;
    const contents = this.webContents;
    cdp().on('Target.targetDestroyed', (target: { targetId: string }) => {
      if (target.targetId === targetId) this.#gone();
    });
    cdp().on('closed', () => this.#gone());
    const { sessionId } = await cdp().send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    contents.listen(sessionId);
    const preload = this.#options.webPreferences?.preload;
    const source = preload === undefined ? '' : preloadWorld(readFileSync(preload, 'utf8'));
    await contents.command('Page.enable');
    await contents.command('Runtime.enable');
    await contents.command('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Document' }] });
    await contents.command('Runtime.addBinding', { name: OUT, executionContextName: WORLD });
    await contents.command('Page.addScriptToEvaluateOnNewDocument', { source: pageWorld });
    await contents.command('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD });
    await this.#resize();
  }

  async #resize(): Promise<void> {
    const { width, height } = this.#bounds;
    await this.webContents.command('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this);
    if (focused === this) setFocused(null);
    this.webContents.end();
    this.emit('closed');
    if (windows.size === 0) windowEvents.emit('all-closed');
  }
}
