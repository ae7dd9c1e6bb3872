/** Sets up what lives as long as the page. Called once, before the first render. */
import { watchAgents } from '#renderer/state/agents.ts';
import { watchAppInfo, watchStatus } from '#renderer/state/app-state.ts';
import { watchBoard } from '#renderer/state/board.ts';
import { registerCommands } from '#renderer/state/commands.ts';
import { setCore, type CoreClient } from '#renderer/state/core.ts';
import { closeDialog } from '#renderer/state/dialogs.ts';
import { setNoticeSink } from '#renderer/state/notices.ts';
import { watchAddress } from '#renderer/state/route.ts';
import { watchSettings } from '#renderer/state/settings.ts';
import { watchLimits } from '#renderer/state/usage.ts';
import { watchWorkflows } from '#renderer/state/workflows.ts';
import { closeToast, showToast } from '#renderer/ui/toast.tsx';
import { allCommands } from './commands.ts';
import { followDesktop } from './desktop.ts';
import { watchFirstRun } from './first-run.ts';
import { listenToKeys } from './key-listener.ts';
import { watchForNotifications } from './notifications.ts';
import { followTheme } from './theme.ts';
import { showTitle } from './window-title.ts';

export const startApp = (core: CoreClient): void => {
  setCore(core);
  setNoticeSink((notice) => {
    const id = showToast(notice);
    return () => closeToast(id);
  });
  registerCommands(allCommands);
  watchSettings();
  watchBoard();
  watchWorkflows();
  watchAgents();
  watchStatus();
  watchLimits();
  watchAppInfo();
  watchAddress();
  // Back, forward and links lead away from what the dialog was about.
  window.addEventListener('hashchange', closeDialog);
  followTheme();
  listenToKeys();
  followDesktop();
  watchFirstRun();
  showTitle();
  watchForNotifications();
};
