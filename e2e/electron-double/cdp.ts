/** A Chromium of our own, driven over its DevTools protocol. One per double. */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { chromiumArguments, findChromium } from '#scripts/find-chromium.ts';

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const MOST_BYTES = 256 * 1024 * 1024;

const startChromium = async (profile: string): Promise<{ readonly chromium: ChildProcess; readonly endpoint: string }> => {
  const program = findChromium();
  if (program === null) throw new Error('There is no Chromium for the Electron double.');
  const args = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    // The double opens no window for a page; Chromium tells of the try and makes none. Closing one that Playwright holds until it
    // has looked at it blocks its opener for good.
    '--block-new-web-contents',
    '--no-first-run',
    '--no-default-browser-check',
  ];
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--password-store=basic',
    'about:blank',
  ];
  const chromium = spawn(program, [...args, ...chromiumArguments(), ...quiet], { stdio: ['ignore', 'ignore', 'pipe'] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = '';
    chromium.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    chromium.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said.slice(-500)}`)));
  });
  return { chromium, endpoint };
};

/** Events are emitted under `method`, those of one page under `session/method`. */
export class Cdp extends EventEmitter {
  readonly endpoint: string;
  readonly #socket: WebSocket;
  readonly #chromium: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  private constructor(socket: WebSocket, endpoint: string, chromium: ChildProcess, profile: string) {
    super();
    this.setMaxListeners(0);
    this.endpoint = endpoint;
    this.#socket = socket;
    this.#chromium = chromium;
    this.#profile = profile;
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as Reply));
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Chromium is gone.'));
      this.#waiting.clear();
      this.emit('closed');
    });
  }

  static async launch(): Promise<Cdp> {
    const profile = mkdtempSync(join(tmpdir(), 'electron-double-'));
    const { chromium, endpoint } = await startChromium(profile);
    const socket = new WebSocket(endpoint, { perMessageDeflate: false, maxPayload: MOST_BYTES });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new Cdp(socket, endpoint, chromium, profile);
  }

  send<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    const id = ++this.#lastId;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    });
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#chromium.once('exit', resolve));
    await this.send('Browser.close').catch(() => this.#chromium.kill());
    if (this.#chromium.exitCode === null && this.#chromium.signalCode === null) await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #receive(message: Reply): void {
    if (message.id === undefined) {
      const name = message.sessionId === undefined ? '' : `${message.sessionId}/`;
      this.emit(`${name}${message.method}`, message.params);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.result);
    else waiting?.reject(new Error(message.error.message));
  }
}
