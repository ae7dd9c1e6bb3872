/** The native menu. Its commands are the page's own, sent by id; the page's keys come first, the menu's are for when it has no focus. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#contract/desktop.ts';
import type { Accelerators } from './accelerators.ts';

const labels: Readonly<Record<MenuCommand, string>> = {
  'task.new': 'New task',
  'project.add': 'Add a project…',
  'settings.open': 'Settings…',
  'palette.open': 'All commands…',
  'board.open': 'Board',
  'thread.next-waiting': 'Next thread that needs me',
  'sidebar.toggle': 'Sidebar',
  'thread.changes': 'Changes',
  'go.back': 'Back',
  'go.forward': 'Forward',
  'keys.show': 'All keys',
};

const line: MenuItemConstructorOptions = { type: 'separator' };

export const menuTemplate = (send: (command: MenuCommand) => void, keys: Accelerators, isMac: boolean): MenuItemConstructorOptions[] => {
  const item = (command: MenuCommand): MenuItemConstructorOptions => {
    const accelerator = keys[command];
    return { id: command, label: labels[command], click: () => send(command), ...(accelerator === undefined ? {} : { accelerator }) };
  };
  const macMenu: MenuItemConstructorOptions = {
    label: 'Switchyard',
    submenu: [
      { role: 'about' },
      line,
      item('settings.open'),
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
  const file = [item('task.new'), item('project.add'), line];
  return [
    ...(isMac ? [macMenu] : []),
    {
      label: 'File',
      submenu: isMac ? [...file, { role: 'close' }] : [...file, item('settings.open'), line, { role: 'close' }, { role: 'quit' }],
    },
    {
      label: 'Edit',
      submenu: [{ role: 'undo' }, { role: 'redo' }, line, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
    },
    {
      label: 'View',
      submenu: [
        item('palette.open'),
        item('board.open'),
        line,
        item('sidebar.toggle'),
        item('thread.changes'),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        line,
        { role: 'toggleDevTools' },
      ],
    },
    { label: 'Go', submenu: [item('thread.next-waiting'), line, item('go.back'), item('go.forward')] },
    { role: 'windowMenu' },
    { role: 'help', submenu: [item('keys.show')] },
  ];
};

export const setMenu = (send: (command: MenuCommand) => void, keys: Accelerators): void => {
  app.setAboutPanelOptions({ applicationName: app.getName(), applicationVersion: app.getVersion() });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(send, keys, process.platform === 'darwin')));
};
