/**
 * What the desktop host and its page say to each other beside the contract. The preload passes it on as window
 * messages, which only the page itself can send and receive. There are four, and no other bridge.
 *
 * Order: the page asks for the port once it listens. That is also the sign that it can take commands: the host
 * keeps what it wants opened (a deep link, a clicked notification) until then.
 */
import type { ThreadId } from './ids.ts';

/** Name of the global that the preload defines. Its presence means: this page runs in the desktop app. */
export const DESKTOP_GLOBAL = 'switchyardDesktop';
export interface DesktopGlobal {
  readonly platform: 'darwin' | 'win32' | 'linux';
}

/** The one channel between preload and host: the page's wish for a port one way, messages for the page the other. */
export const PORT_CHANNEL = 'switchyard';

/** Page to preload. The answer is `port`, with one MessagePort transferred; asking again gives a new one. */
export interface AskPort {
  readonly switchyard: 'ask-port';
}

/** Preload to page. */
export type DesktopMessage =
  | { readonly switchyard: 'port' }
  /** The menu or a global key chose a command; `command` is an id of the page's command registry. */
  | { readonly switchyard: 'command'; readonly command: MenuCommand }
  | { readonly switchyard: 'open-thread'; readonly thread: ThreadId };

/** The commands that the native menu can choose, by their id in the page's registry. */
export const MENU_COMMANDS = [
  'task.new',
  'project.add',
  'settings.open',
  'palette.open',
  'board.open',
  'thread.next-waiting',
  'sidebar.toggle',
  'thread.changes',
  'go.back',
  'go.forward',
  'keys.show',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];
