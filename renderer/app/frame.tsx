/** Top bar, sidebar (a drawer where it does not fit), the screen, status bar. Triage and the first run take the whole window. */
import { useEffect } from 'react';
import { useRoute } from '#renderer/state/route.ts';
import { Drawer } from '#renderer/ui/drawer.tsx';
import { Banners } from './banners.tsx';
import { closeDrawer, useLayout } from './layout-state.ts';
import { Screen } from './screen.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

/** After a change of place the focus must not stay on something that is gone. */
const useFocusOnScreen = (): void => {
  const route = useRoute();
  const place = route.screen === 'thread' ? route.thread : route.screen;
  useEffect(() => {
    closeDrawer();
    if (document.activeElement === document.body || document.activeElement === null)
      document.getElementById('screen')?.focus({ preventScroll: true });
  }, [place]);
};

const SkipLink = () => (
  <a
    href="#screen"
    onClick={(event) => {
      event.preventDefault();
      document.getElementById('screen')?.focus();
    }}
    className="fixed start-2 -top-12 z-70 rounded-sm bg-accent-solid px-3 py-1.5 font-semibold text-accent-fg focus:top-2"
  >
    Skip to content
  </a>
);

export const Frame = () => {
  const screen = useRoute((route) => route.screen);
  const { sidebar, drawer } = useLayout();
  useFocusOnScreen();
  const alone = screen === 'triage' || screen === 'welcome';
  return (
    <div className="flex h-full flex-col">
      <SkipLink />
      {!alone && <TopBar />}
      <Banners />
      <div className="flex min-h-0 flex-1">
        {!alone && sidebar && (
          <div className="hidden w-58 shrink-0 border-e border-line bg-sunken desktop:flex">
            <Sidebar />
          </div>
        )}
        <main id="screen" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
          <Screen />
        </main>
      </div>
      {!alone && <StatusBar />}
      <Drawer open={drawer && !alone} onClose={closeDrawer} label="Navigation">
        <Sidebar />
      </Drawer>
    </div>
  );
};
