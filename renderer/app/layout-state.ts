/** What of the frame is open. The sidebar's state is remembered on this machine; the phone's drawer is not. */
import { create } from 'zustand';

const STORED_AS = 'switchyard-sidebar';

interface LayoutState {
  readonly sidebar: boolean;
  readonly drawer: boolean;
}

export const useLayout = create<LayoutState>(() => ({ sidebar: globalThis.localStorage?.getItem(STORED_AS) !== 'closed', drawer: false }));

/** Below this the sidebar is a drawer: the breakpoint `desktop` of theme.css. */
const WIDE = '(min-width: 60rem)';

export const toggleSidebar = (): void => {
  if (!window.matchMedia(WIDE).matches) return useLayout.setState(({ drawer }) => ({ drawer: !drawer }));
  const sidebar = !useLayout.getState().sidebar;
  localStorage.setItem(STORED_AS, sidebar ? 'open' : 'closed');
  useLayout.setState({ sidebar });
};
export const closeDrawer = (): void => useLayout.setState({ drawer: false });
