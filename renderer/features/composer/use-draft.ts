/** The text being written, kept in the core a moment after each change and at once when the field is left. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Attachment } from '#contract/items.ts';
import type { Draft } from '#contract/threads.ts';
import { call } from '#renderer/state/core.ts';
import { createDraftSaver } from './draft-saver.ts';

const SAVE_AFTER_MS = 400;

export interface DraftText {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly setAttachments: (attachments: readonly Attachment[]) => void;
  readonly flush: () => void;
  /** The message is on its way, and the field is free. What is stored of it stays until it has arrived. */
  readonly sent: () => void;
  /** It has arrived: what is stored goes, unless something else was written meanwhile. */
  readonly arrived: () => void;
}

const nothing: Draft = { text: '', attachments: [] };
const sameDraft = (a: Draft, b: Draft): boolean =>
  a.text === b.text &&
  a.attachments.length === b.attachments.length &&
  a.attachments.every((one, index) => one.id === b.attachments[index]?.id);

/** `onForeign` gets a draft that was written elsewhere, in another window or on the phone. */
export const useDraft = (thread: ThreadId, stored: Draft, onForeign: (draft: Draft) => void): DraftText => {
  const [text, show] = useState(stored.text);
  const now = useRef<Draft>(stored);
  const seen = useRef<Draft>(stored);
  const dirty = useRef(false);
  const saver = useMemo(
    () =>
      createDraftSaver<Draft>({
        delayMs: SAVE_AFTER_MS,
        // What cannot be saved now stays in the field and goes out with the next change.
        save: async (draft) => {
          await call('drafts.save', { thread, text: draft.text, attachments: draft.attachments.map((one) => one.id) });
          if (sameDraft(draft, now.current)) dirty.current = false;
        },
      }),
    [thread],
  );
  const change = useCallback(
    (draft: Draft) => {
      now.current = draft;
      dirty.current = true;
      saver.change(draft);
    },
    [saver],
  );
  useEffect(() => {
    if (sameDraft(stored, seen.current)) return;
    seen.current = stored;
    if (dirty.current || sameDraft(stored, now.current)) return;
    now.current = stored;
    show(stored.text);
    onForeign(stored);
  }, [stored, onForeign]);
  useEffect(() => {
    const flush = () => void saver.flush();
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [saver]);
  return {
    text,
    setText: useCallback(
      (next) => {
        show(next);
        change({ ...now.current, text: next });
      },
      [change],
    ),
    setAttachments: useCallback((attachments) => change({ ...now.current, attachments }), [change]),
    flush: useCallback(() => void saver.flush(), [saver]),
    sent: useCallback(() => {
      saver.drop();
      now.current = nothing;
      // What the core tells of the text that is on its way does not come back into the field.
      dirty.current = true;
      show('');
    }, [saver]),
    arrived: useCallback(() => {
      if (sameDraft(now.current, nothing)) saver.change(nothing);
      void saver.flush();
    }, [saver]),
  };
};
