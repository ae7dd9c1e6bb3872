/** The icon in the system's tray: how many tasks need the user, how many run, and the way back to the window. */
import { join } from 'node:path';
import { app, Menu, Tray } from 'electron';
import type { Disposable } from '#main/base/disposable.ts';
import { pageFolder } from '#main/rpc/app-root.ts';
import type { Counts } from './board-watch.ts';
import { countsLine } from './counts-line.ts';

const tasks = (count: number): string => `${count} ${count === 1 ? 'task' : 'tasks'}`;

export interface TrayIcon extends Disposable {
  readonly show: (counts: Counts) => void;
}

export interface TrayActions {
  readonly openWindow: () => void;
  readonly nextWaiting: () => void;
  readonly newTask: () => void;
}

export const addTray = (actions: TrayActions): TrayIcon => {
  // macOS recolours an image by the end of its name.
  const image = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';
  const tray = new Tray(join(pageFolder, 'icons', 'tray', image));
  tray.on('click', actions.openWindow);
  return {
    show: (counts) => {
      tray.setToolTip(`Switchyard: ${countsLine(counts)}`);
      if (process.platform === 'darwin') tray.setTitle(counts.needsYou > 0 ? String(counts.needsYou) : '');
      app.setBadgeCount(counts.needsYou);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { id: 'counts', label: countsLine(counts), enabled: false },
          { type: 'separator' },
          { id: 'open', label: 'Open Switchyard', click: actions.openWindow },
          {
            id: 'next',
            label: `Go to what needs you (${tasks(counts.needsYou)})`,
            enabled: counts.needsYou > 0,
            click: actions.nextWaiting,
          },
          { id: 'new', label: 'New task', click: actions.newTask },
          { type: 'separator' },
          { id: 'quit', label: 'Quit', click: () => app.quit() },
        ]),
      );
    },
    dispose: () => tray.destroy(),
  };
};
