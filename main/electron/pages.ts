/** The one window and what is said to its page. The window is opened when it is needed and brought to the front when it is there. */
import { BrowserWindow } from 'electron';
import type { MenuCommand } from '#contract/desktop.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { PageLink } from './page-link.ts';
import { openWindow, showWindow } from './window.ts';

export interface Pages {
  readonly show: () => BrowserWindow;
  readonly openThread: (thread: ThreadId) => void;
  readonly command: (command: MenuCommand) => void;
}

/** `placeFile` remembers where the window stood; `opened` sees each new window. */
export const pagesThrough = (link: PageLink, placeFile: string, opened: (window: BrowserWindow) => void): Pages => {
  const show = (): BrowserWindow => {
    const present = BrowserWindow.getAllWindows()[0];
    if (present !== undefined) {
      showWindow(present);
      return present;
    }
    const window = openWindow(placeFile);
    opened(window);
    return window;
  };
  return {
    show,
    openThread: (thread) => link.say(show(), { switchyard: 'open-thread', thread }),
    command: (command) => link.say(show(), { switchyard: 'command', command }),
  };
};
