/** The native menu as data: it can be looked at, clicked by a test, and reached by its accelerators. */

interface Template {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly submenu?: readonly Template[];
  readonly click?: (item: MenuItem, window: unknown, event: object) => void;
}

/** What a role does by itself, as far as the double knows; app sets it. */
export const roles = new Map<string, (window: unknown) => void>();

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  enabled: boolean;
  readonly #click: Template['click'];

  constructor(template: Template) {
    this.id = template.id;
    this.label = template.label ?? template.role ?? '';
    this.role = template.role;
    this.type = template.type ?? (template.submenu === undefined ? 'normal' : 'submenu');
    this.accelerator = template.accelerator;
    this.enabled = template.enabled ?? true;
    this.submenu = template.submenu === undefined ? undefined : Menu.buildFromTemplate(template.submenu);
    this.#click = template.click;
  }

  readonly click = (_event: object = {}, window: unknown = null): void => {
    if (!this.enabled) return;
    if (this.role !== undefined && this.#click === undefined) roles.get(this.role)?.(window);
    this.#click?.(this, window, {});
  };
}

export class Menu {
  static #current: Menu | null = null;
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: readonly Template[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.items.push(new MenuItem(item));
    return menu;
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#current = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#current;
  }

  getMenuItemById(id: string): MenuItem | null {
    return this.all().find((item) => item.id === id) ?? null;
  }
  all(): MenuItem[] {
    return this.items.flatMap((item) => [item, ...(item.submenu?.all() ?? [])]);
  }
}

/** `CmdOrCtrl+Shift+N` and the like as the preload's world says it. */
const spoken = (accelerator: string): string => {
  const parts = accelerator.split('+');
  const key = parts.pop() ?? '';
  const holds = (pattern: RegExp): boolean => parts.some((part) => pattern.test(part));
  const held = [
    holds(/^(CmdOrCtrl|CommandOrControl|Ctrl|Control|Cmd|Command)$/) ? 'Mod' : '',
    holds(/^Alt$/) ? 'Alt' : '',
    holds(/^Shift$/) ? 'Shift' : '',
  ];
  return [...held.filter((name) => name !== ''), key].join('+');
};

export const fireAccelerator = (keys: string, window: unknown): void =>
  Menu.getApplicationMenu()
    ?.all()
    .find((item) => item.accelerator !== undefined && spoken(item.accelerator) === keys)
    ?.click({}, window);
