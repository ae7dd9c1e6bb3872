/** What Electron borrows from the system: tray, notifications, dialogs, the shell, screens, themes. Kept, to be looked at by a test. */
import { EventEmitter } from 'node:events';
import type { Menu } from './menu.ts';

export class Tray extends EventEmitter {
  readonly image: unknown;
  toolTip = '';
  title = '';
  menu: Menu | null = null;
  constructor(image: unknown) {
    super();
    this.image = image;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setTitle(text: string): void {
    this.title = text;
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
  }
  destroy(): void {
    this.removeAllListeners();
  }
}

export class Notification extends EventEmitter {
  static isSupported = (): boolean => true;
  readonly title: string;
  readonly body: string;
  constructor(options: { readonly title?: string; readonly body?: string } = {}) {
    super();
    this.title = options.title ?? '';
    this.body = options.body ?? '';
  }
  show(): void {
    this.emit('show');
  }
  close(): void {
    this.emit('close');
  }
}

interface MessageBox {
  readonly cancelId?: number;
}

/** Every dialog is cancelled at once; a test that wants another answer puts its own function here, as with the real one. */
export const dialog = {
  showMessageBox: async (...args: readonly (MessageBox | object)[]) => {
    const options = args.at(-1) as MessageBox | undefined;
    return { response: options?.cancelId ?? 0, checkboxChecked: false };
  },
  showOpenDialog: async () => ({ canceled: true, filePaths: [] as string[] }),
  showErrorBox: (title: string, content: string): void => console.error(`${title}: ${content}`),
};

/** Opens nothing. */
export const shell = {
  openExternal: async (_address: string): Promise<void> => undefined,
  openPath: async (_path: string): Promise<string> => '',
  showItemInFolder: (_path: string): void => undefined,
};

const display = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
};
export const screen = Object.assign(new EventEmitter(), { getPrimaryDisplay: () => display, getAllDisplays: () => [display] });

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: true, themeSource: 'system' });

/** Stands for a keychain: what comes out is not what went in, and only this reads it. */
export const safeStorage = {
  isEncryptionAvailable: (): boolean => true,
  getSelectedStorageBackend: (): string => 'gnome_libsecret',
  encryptString: (text: string): Buffer => Buffer.from(`sealed ${Buffer.from(text).toString('hex')}`),
  decryptString: (sealed: Buffer): string => {
    const hex = /^sealed ([0-9a-f]*)$/.exec(sealed.toString())?.[1];
    if (hex === undefined) throw new Error('this was not sealed here');
    return Buffer.from(hex, 'hex').toString();
  },
};
