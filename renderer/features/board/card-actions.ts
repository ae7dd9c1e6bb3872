/** What can be done to cards, for keys, menu and buttons alike. */
import type { ThreadId } from '#contract/ids.ts';
import { boardNow } from '#renderer/state/board.ts';
import { patchThreads } from '#renderer/state/thread-actions.ts';
import { moment } from '#renderer/ui/age.ts';
import { clearSelected, selectionNow } from './board-selection.ts';

const said = (ids: readonly ThreadId[], one: (title: string) => string, many: (count: number) => string): string =>
  ids.length === 1 ? one(boardNow().threads.get(ids[0] as ThreadId)?.title ?? 'the thread') : many(ids.length);

/** The marks have done their work once something was done to all of them. */
const finish = (ids: readonly ThreadId[]): void => {
  if (ids.length > 1 || selectionNow().selected.size > 0) clearSelected();
};

export const snooze = (ids: readonly ThreadId[], until: number | null): void => {
  const when = until === null ? '' : moment(until, Date.now());
  const text =
    until === null
      ? said(
          ids,
          (title) => `“${title}” is back`,
          (count) => `${count} threads are back`,
        )
      : said(
          ids,
          (title) => `“${title}” is put off until ${when}`,
          (count) => `${count} threads are put off until ${when}`,
        );
  void patchThreads(ids, { snoozedUntil: until }, text);
  finish(ids);
};

export const markDone = (ids: readonly ThreadId[], done: boolean): void => {
  void patchThreads(
    ids,
    { done, unread: false },
    said(
      ids,
      (title) => (done ? `“${title}” is done` : `“${title}” is open again`),
      (count) => (done ? `${count} threads are done` : `${count} threads are open again`),
    ),
  );
  finish(ids);
};

export const archive = (ids: readonly ThreadId[], archived: boolean): void => {
  void patchThreads(
    ids,
    { archived },
    said(
      ids,
      (title) => (archived ? `Archived “${title}”` : `“${title}” is back on the board`),
      (count) => (archived ? `Archived ${count} threads` : `${count} threads are back on the board`),
    ),
  );
  finish(ids);
};

export const pin = (ids: readonly ThreadId[], pinned: boolean): void => void patchThreads(ids, { pinned });
export const markUnread = (ids: readonly ThreadId[], unread: boolean): void => void patchThreads(ids, { unread });

/** Toggles go one way for all: what the first of them is not yet. */
export const toggled = (ids: readonly ThreadId[], is: 'done' | 'pinned' | 'archived' | 'unread' | 'snoozed'): boolean => {
  const thread = boardNow().threads.get(ids[0] as ThreadId);
  if (thread === undefined) return true;
  const now = {
    done: thread.doneAt !== null,
    pinned: thread.pinned,
    archived: thread.archivedAt !== null,
    unread: thread.unread,
    snoozed: thread.snoozedUntil !== null,
  };
  return !now[is];
};
