/** The draft of the new-task field, kept in the core: it is there again after a restart, and on every other screen. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Attachment } from '#contract/items.ts';
import type { Draft } from '#contract/threads.ts';
import { call, subscribe } from '#renderer/state/core.ts';

const SAVE_AFTER_MS = 400;
const empty: Draft = { text: '', attachments: [] };

const save = (draft: Draft): void => {
  // The next stroke or the next opening tries again; a draft is never worth a message.
  call('drafts.save-new-task', { text: draft.text, attachments: draft.attachments.map(({ id }) => id) }).catch(() => {});
};

export interface DraftInHand {
  readonly draft: Draft;
  readonly write: (text: string) => void;
  readonly attach: (attachments: readonly Attachment[]) => void;
  readonly detach: (attachment: Attachment) => void;
  /** Empties the field and the stored draft at once. */
  readonly clear: () => void;
}

/** Takes the stored draft once, unless something was typed before it came. */
export const useNewTaskDraft = (): DraftInHand => {
  const [draft, setDraft] = useState(empty);
  const latest = useRef({ draft, touched: false, timer: 0 });

  const change = useCallback((next: Draft, at: 'soon' | 'now' = 'soon'): void => {
    const box = latest.current;
    box.draft = next;
    box.touched = true;
    setDraft(next);
    window.clearTimeout(box.timer);
    if (at === 'now') save(next);
    else box.timer = window.setTimeout(() => save(box.draft), SAVE_AFTER_MS);
  }, []);

  useEffect(() => {
    const box = latest.current;
    const stop = subscribe(
      'drafts.new-task',
      {},
      {
        snapshot: (stored) => {
          if (box.touched) return;
          box.draft = stored;
          setDraft(stored);
        },
        events: () => {},
        failed: () => {},
      },
    );
    return () => {
      stop();
      window.clearTimeout(box.timer);
      if (box.touched) save(box.draft);
    };
  }, []);

  return {
    draft,
    write: (text) => change({ ...latest.current.draft, text }),
    attach: (added) => change({ ...latest.current.draft, attachments: [...latest.current.draft.attachments, ...added] }),
    detach: (gone) =>
      change({ ...latest.current.draft, attachments: latest.current.draft.attachments.filter((one) => one.id !== gone.id) }),
    clear: () => change(empty, 'now'),
  };
};
