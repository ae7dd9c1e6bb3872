/**
 * Browser notifications, for the app in a browser: a thread needs you, or its work is done. The desktop host has its own.
 * Only when the settings want them and the browser was allowed to.
 */
import { columnOf } from '#contract/column.ts';
import type { Settings } from '#contract/settings.ts';
import type { Thread } from '#contract/threads.ts';
import { useBoardStore, type BoardIndex } from '#renderer/state/board.ts';
import { isDesktop } from '#renderer/state/platform.ts';
import { openThread } from '#renderer/state/route.ts';
import { settingsNow } from '#renderer/state/settings.ts';
import { isSnoozed } from '#renderer/state/waiting.ts';

export interface News {
  readonly thread: Thread;
  readonly what: 'needs-you' | 'done';
}

/** What became news between two boards: only threads known before, so that a fresh page stays silent. */
export const newsBetween = (before: BoardIndex, after: BoardIndex, now: number): readonly News[] => {
  if (before.threads === after.threads) return [];
  const news: News[] = [];
  for (const [id, thread] of after.threads) {
    const old = before.threads.get(id);
    if (old === undefined || old === thread || old.state.kind === thread.state.kind || isSnoozed(thread, now)) continue;
    const column = columnOf(thread);
    if (column === 'needs-you' && columnOf(old) !== 'needs-you') news.push({ thread, what: 'needs-you' });
    else if (thread.state.kind === 'idle' && thread.state.outcome === 'completed' && old.state.kind !== 'idle')
      news.push({ thread, what: 'done' });
  }
  return news;
};

export const isWanted = ({ what }: News, settings: Pick<Settings, 'notifyNeedsYou' | 'notifyDone'>, focused: boolean): boolean => {
  const when = what === 'needs-you' ? settings.notifyNeedsYou : settings.notifyDone;
  return when === 'always' || (when === 'unfocused' && !focused);
};

const show = ({ thread, what }: News): void => {
  const asked = useBoardStore.getState().value?.asked.get(thread.id)?.[0]?.title;
  const body = what === 'done' ? 'Finished its work' : (asked ?? 'Needs you');
  const notification = new Notification(thread.title, { body, tag: thread.id });
  notification.addEventListener('click', () => {
    window.focus();
    openThread(thread.id);
    notification.close();
  });
};

export const watchForNotifications = (): void => {
  if (isDesktop || !('Notification' in window)) return;
  useBoardStore.subscribe(({ value: after }, { value: before }) => {
    if (after === null || before === null || Notification.permission !== 'granted') return;
    for (const news of newsBetween(before, after, Date.now())) if (isWanted(news, settingsNow(), document.hasFocus())) show(news);
  });
};
