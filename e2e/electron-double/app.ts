/** `app`: the life of the program, from ready to quit, with one instance per folder of user data. */
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserWindow, windowEvents } from './browser-window.ts';
import { cancelable } from './cancelable.ts';
import { roles } from './menu.ts';
import { cdp, startHost } from './page-host.ts';
import type { WebContents } from './web-contents.ts';

const version = '0.0.0-double';
// What main asks to know that it runs inside Electron.
Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = new Map<string, string>();
  #name = 'double';
  #badge = 0;
  #state: 'running' | 'quitting' | 'exiting' = 'running';
  #lockFile: string | null = null;

  constructor() {
    super();
    this.setMaxListeners(0);
    // Electron becomes ready after the entry module has run.
    setImmediate(() => void this.#start());
    windowEvents.on('created', (contents: WebContents) => this.emit('web-contents-created', {}, contents));
    windowEvents.on('all-closed', () => this.#allClosed());
    roles.set('quit', () => this.quit());
    roles.set('close', (window) => (window as BrowserWindow | null)?.close());
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  getName(): string {
    return this.#name;
  }
  setName(name: string): void {
    this.#name = name;
  }
  getVersion(): string {
    return version;
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    return this.#paths.get(name) ?? join(tmpdir(), `electron-double-${process.pid}-${name}`);
  }
  setAboutPanelOptions(): void {
    // There is no panel.
  }
  setAsDefaultProtocolClient(): boolean {
    return true;
  }
  setBadgeCount(count: number): boolean {
    this.#badge = count;
    return true;
  }
  getBadgeCount(): number {
    return this.#badge;
  }

  /** The second instance leaves its arguments in a folder that the first one watches. */
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    const lockFile = join(folder, 'double.lock');
    const calls = join(folder, 'double-calls');
    mkdirSync(calls, { recursive: true });
    if (existsSync(lockFile) && isAlive(Number(readFileSync(lockFile, 'utf8')))) {
      writeFileSync(join(calls, `${process.pid}.json`), JSON.stringify(process.argv));
      return false;
    }
    writeFileSync(lockFile, String(process.pid));
    this.#lockFile = lockFile;
    watch(calls, () => this.#answerCalls(calls)).unref();
    return true;
  }

  quit(): void {
    if (this.#state !== 'running') return;
    const event = cancelable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#state = 'quitting';
    void this.#closeAndExit();
  }
  exit(code = 0): void {
    if (this.#state === 'exiting') return;
    this.#state = 'exiting';
    this.emit('quit', {}, code);
    if (this.#lockFile !== null) rmSync(this.#lockFile, { force: true });
    void this.#closeChromium().finally(() => process.exit(code));
  }

  async #start(): Promise<void> {
    const browser = await startHost(() => undefined);
    this.emit('ready', {}, {});
    this.#ready.resolve();
    process.send?.({ kind: 'ready', endpoint: browser.endpoint });
  }

  async #closeAndExit(): Promise<void> {
    for (const window of BrowserWindow.getAllWindows()) {
      if (await window.tryToClose()) continue;
      this.#state = 'running';
      return;
    }
    const event = cancelable({});
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#state = 'running';
    else this.exit(0);
  }

  async #closeChromium(): Promise<void> {
    // Before it is ready there is none, and one that is gone already needs no closing.
    await Promise.resolve()
      .then(() => cdp().close())
      .catch(() => undefined);
  }

  #allClosed(): void {
    if (this.#state !== 'running') return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  #answerCalls(folder: string): void {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      try {
        const args = JSON.parse(readFileSync(file, 'utf8')) as string[];
        rmSync(file);
        this.emit('second-instance', {}, args, process.cwd(), null);
      } catch {
        // Half written, or answered by the event before this one; another event follows.
      }
    }
  }
}

export const app = new App();
