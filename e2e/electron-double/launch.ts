/** Starts the built desktop app: in the real Electron where its binary is present, else in the double. One surface for specs. */
import { fork, type ChildProcess } from 'node:child_process';
import { _electron, chromium, type Browser, type Page } from '@playwright/test';
import { inRoot, root } from '#scripts/checkout.ts';
import { electronBinary } from '#scripts/electron-binary.ts';

type Electron = typeof Electron.CrossProcessExports;

export interface DesktopApp {
  /** Whether it is the real Electron. */
  readonly isReal: boolean;
  readonly firstWindow: () => Promise<Page>;
  readonly windows: () => readonly Page[];
  /** Runs a function inside main; it sees nothing from outside itself but its argument. */
  readonly evaluate: <Result, Arg = undefined>(
    action: (electron: Electron, arg: Arg) => Result | Promise<Result>,
    arg?: Arg,
  ) => Promise<Result>;
  /** Settles when the app's process has ended. */
  readonly ended: Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Quits without asking. */
  readonly close: () => Promise<void>;
}

export interface LaunchOptions {
  readonly dataFolder: string;
  readonly args?: readonly string[];
}

const main = inRoot('out', 'main', 'electron.js');
const QUIT_WITHIN_MS = 15_000;

const endOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

const killAfterAWhile = async (child: ChildProcess, ended: Promise<void>): Promise<void> => {
  const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_WITHIN_MS);
  await ended;
  clearTimeout(timer);
};

const launchReal = async ({ dataFolder, args = [] }: LaunchOptions, executablePath: string): Promise<DesktopApp> => {
  const env = { ...process.env, SWITCHYARD_HOME: dataFolder } as Record<string, string>;
  const app = await _electron.launch({ executablePath, args: [root, ...args], env });
  const child = app.process();
  const ended = endOf(child);
  return {
    isReal: true,
    firstWindow: () => app.firstWindow(),
    windows: () => app.windows(),
    evaluate: (action, arg) => app.evaluate(action as never, arg),
    ended,
    kill: (signal) => void child.kill(signal),
    close: async () => {
      child.kill('SIGTERM');
      await killAfterAWhile(child, ended);
    },
  };
};

type FromMain =
  | { readonly kind: 'ready'; readonly endpoint: string }
  | { readonly kind: 'evaluated'; readonly id: number; readonly value?: unknown; readonly error?: string };

const readyOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.on('message', (message: FromMain) => {
      if (message.kind === 'ready') resolve(message.endpoint);
    });
    child.once('exit', (code) => reject(new Error(`The app ended with ${code} before it was ready.`)));
  });

const evaluator = (child: ChildProcess): DesktopApp['evaluate'] => {
  let lastId = 0;
  return <Result>(action: unknown, arg?: unknown) =>
    new Promise<Result>((resolve, reject) => {
      const id = ++lastId;
      const settle = (message: FromMain): void => {
        if (message.kind !== 'evaluated' || message.id !== id) return;
        child.off('message', settle);
        if (message.error === undefined) resolve(message.value as Result);
        else reject(new Error(message.error));
      };
      child.on('message', settle);
      child.send({ id, source: String(action), arg });
    });
};

/** Chromium has a blank page of its own beside the app's; the window is the one that goes somewhere. */
const firstPage = (browser: Browser): Promise<Page> => {
  const arrived = async (page: Page): Promise<Page> => {
    await page.waitForURL((address) => address.href !== 'about:blank');
    return page;
  };
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no pages.');
  return Promise.any([...context.pages().map(arrived), context.waitForEvent('page').then(arrived)]);
};

const launchDouble = async ({ dataFolder, args = [] }: LaunchOptions): Promise<DesktopApp> => {
  const register = new URL('./register.ts', import.meta.url).href;
  const child = fork(main, args, {
    cwd: root,
    execArgv: ['--import', register],
    env: { ...process.env, SWITCHYARD_HOME: dataFolder },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = endOf(child);
  const browser = await chromium.connectOverCDP(await readyOf(child));
  const pages = (): readonly Page[] =>
    browser.contexts().flatMap((context) => context.pages().filter((page) => page.url() !== 'about:blank'));
  return {
    isReal: false,
    firstWindow: () => firstPage(browser),
    windows: pages,
    evaluate: evaluator(child),
    ended,
    kill: (signal) => void child.kill(signal),
    close: async () => {
      child.kill('SIGTERM');
      await killAfterAWhile(child, ended);
      await browser.close();
    },
  };
};

export const launchDesktop = (options: LaunchOptions): Promise<DesktopApp> => {
  const binary = electronBinary();
  return binary === null ? launchDouble(options) : launchReal(options, binary);
};
