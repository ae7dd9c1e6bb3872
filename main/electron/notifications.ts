/** The system's notifications. When to show one is attention's decision; here it is shown, and a click opens its thread. */
import { Notification as SystemNotification } from 'electron';
import type { ThreadId } from '#contract/ids.ts';
import type { Notification } from '#main/base/host.ts';

/** The system tells about a click only as long as somebody holds the notification. */
const MOST_HELD = 50;

export const notifier = (openThread: (thread: ThreadId) => void): ((notification: Notification) => void) => {
  const held: SystemNotification[] = [];
  return ({ thread, title, body }) => {
    if (!SystemNotification.isSupported()) return;
    const shown = new SystemNotification({ title, body });
    held.push(shown);
    if (held.length > MOST_HELD) held.shift()?.close();
    shown.on('click', () => openThread(thread));
    shown.show();
  };
};
