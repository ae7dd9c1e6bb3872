/** The desktop app from ready to quit: puts together core, page, menu and tray. Reads as the boot order. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { AppError } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import { Lifetime } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { log } from '#main/base/log.ts';
import { startCore, type Core } from '#main/core.ts';
import { openDoor } from '#main/rpc/door.ts';
import { acceleratorsFor } from './accelerators.ts';
import { noCounts, watchBoard, type Counts } from './board-watch.ts';
import { threadOfArguments, threadOfLink } from './deep-link.ts';
import { desktopAbilities } from './desktop-abilities.ts';
import { lockDown } from './lock-down.ts';
import { setMenu } from './menu.ts';
import { linkPages } from './page-link.ts';
import { servePage } from './page-protocol.ts';
import { pagesThrough, type Pages } from './pages.ts';
import { quitCleanly } from './quitting.ts';
import { watchSettings } from './settings-watch.ts';
import { addTray } from './tray.ts';

export interface DesktopOptions {
  readonly dataFolder: string;
  /** What Electron itself keeps, and the window's place. */
  readonly ownFolder: string;
  /** The folder the user stood in. */
  readonly startFolder: string;
}

/** Links of macOS. The one that started the app is told before the app is ready, and must find a listener then. */
const earlyLinks = (): ((openThread: Pages['openThread']) => void) => {
  const early: ThreadId[] = [];
  let open: Pages['openThread'] = (thread) => void early.push(thread);
  app.on('open-url', (event, address) => {
    event.preventDefault();
    const thread = threadOfLink(address);
    if (thread !== null) open(thread);
  });
  return (openThread) => {
    open = openThread;
    for (const thread of early.splice(0)) openThread(thread);
  };
};

/** What may be asked from outside while the app runs: another start, a click on the dock. */
const listenOutside = ({ show, openThread }: Pages): void => {
  const asked = threadOfArguments(process.argv);
  if (asked !== null) openThread(asked);
  app.on('second-instance', (_event, args) => {
    const thread = threadOfArguments(args);
    if (thread === null) show();
    else openThread(thread);
  });
  app.on('activate', () => void show());
};

/** A bug that nobody awaited is logged. After one that broke off the loop nothing is sure any more: the app ends in order. */
const watchForBugs = (endNow: () => void): void => {
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }));
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', { error });
    dialog.showErrorBox(
      'Something broke, and Switchyard ends',
      'The log in its data folder has more. What runs can go on after the next start.',
    );
    endNow();
  });
};

/** The command line finds the core through its door; without one the window works all the same. */
const openDoorFor = async (core: Core, dataFolder: string, lifetime: Lifetime): Promise<void> => {
  try {
    lifetime.own(await openDoor({ dataFolder, handlers: core.handlers, kind: 'desktop', port: 0 }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warning('no door', { error });
  }
};

/** Settles when all is up. Throws what keeps the core from starting. */
export const runDesktop = async ({ dataFolder, ownFolder, startFolder }: DesktopOptions): Promise<void> => {
  const links = earlyLinks();
  await app.whenReady();
  servePage();
  lockDown();
  const lifetime = new Lifetime();
  let counts: Counts = noCounts;
  let programs: Core['programsInTerminals'] = () => [];
  const rules = quitCleanly({ active: () => counts.active, programs: () => programs(), disposeCore: () => lifetime.dispose() });
  const handlers = Promise.withResolvers<Handlers>();
  const link = linkPages(handlers.promise);
  const pages = pagesThrough(link, join(ownFolder, 'window.json'), rules.guard);
  watchForBugs(rules.endNow);
  setMenu(pages.command, acceleratorsFor({}));
  // The window comes up while the core starts; its page waits for the port.
  pages.show();
  listenOutside(pages);
  links(pages.openThread);

  const core = lifetime.own(await startCore({ dataFolder, host: desktopAbilities(pages.openThread), startFolder }));
  lifetime.own(link);
  programs = core.programsInTerminals;
  handlers.resolve(core.handlers);
  await openDoorFor(core, dataFolder, lifetime);
  const tray = lifetime.own(
    addTray({
      openWindow: () => void pages.show(),
      nextWaiting: () => pages.command('thread.next-waiting'),
      newTask: () => pages.command('task.new'),
    }),
  );
  const count = (now: Counts): void => {
    counts = now;
    tray.show(now);
  };
  lifetime.own(await watchBoard(core.handlers, count));
  lifetime.own(await watchSettings(core.handlers, (settings) => setMenu(pages.command, acceleratorsFor(settings.keys))));
};
