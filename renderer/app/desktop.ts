/** What the desktop host says to the page: a command chosen in the native menu, a thread to open. */
import type { DesktopMessage } from '#contract/desktop.ts';
import { runCommand } from '#renderer/state/commands.ts';
import { isDesktop } from '#renderer/state/platform.ts';
import { openThread } from '#renderer/state/route.ts';

export const followDesktop = (): void => {
  if (!isDesktop) return;
  window.addEventListener('message', (event: MessageEvent<DesktopMessage | null>) => {
    if (event.source !== window) return;
    if (event.data?.switchyard === 'command') runCommand(event.data.command);
    if (event.data?.switchyard === 'open-thread') openThread(event.data.thread);
  });
};
