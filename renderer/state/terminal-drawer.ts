/** The drawer of terminals: whether it is open, remembered on this machine, and what is wished of it. */
import { create } from 'zustand';

const STORED_AS = 'switchyard-terminal-drawer';

/** `focus`: the keys, and a shell where there is no terminal yet. */
export type DrawerWish = 'focus' | 'shell' | 'sandboxed' | 'processes';

interface DrawerState {
  readonly open: boolean;
  /** Waits for a drawer to take it; null when there is none. */
  readonly wish: DrawerWish | null;
  /** Rises each time a terminal shall take the keys; 0 when none ever was to. */
  readonly focus: number;
}

export const useTerminalDrawer = create<DrawerState>(() => ({
  open: globalThis.localStorage?.getItem(STORED_AS) === 'open',
  wish: null,
  focus: 0,
}));

export const setTerminalDrawer = (open: boolean): void => {
  localStorage.setItem(STORED_AS, open ? 'open' : 'closed');
  useTerminalDrawer.setState({ open });
};

/** Opens the drawer, which then does it. */
export const wishOfTerminals = (wish: DrawerWish): void => {
  setTerminalDrawer(true);
  useTerminalDrawer.setState({ wish });
};
export const takeTerminalWish = (): void => useTerminalDrawer.setState({ wish: null });

/** Has the terminal that is shown take the keys. */
export const focusTerminal = (): void => {
  setTerminalDrawer(true);
  useTerminalDrawer.setState(({ focus }) => ({ focus: focus + 1 }));
};

export const isInTerminal = (element: Element | null): boolean => element?.closest('[data-terminal]') != null;
