/** The field itself: grows with its text, completes at the cursor, walks through what was sent, takes pasted and dropped files. */
import { useId, useState, type ClipboardEvent, type KeyboardEvent, type RefObject } from 'react';
import type { Item } from '#contract/items.ts';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import { useCompletionField } from '#renderer/state/use-completion-field.ts';
import { CompletionList } from '#renderer/ui/completion-list.tsx';
import { useMedia } from '#renderer/ui/use-media.ts';
import { notWalking, sentTexts, walkHistory, type HistoryWalk } from './message-history.ts';
import { foldsPaste } from './paste.ts';
import type { Delivery, SendKeys } from './sending.ts';

interface ComposerFieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly project: ProjectId;
  readonly thread: ThreadId;
  readonly items: readonly Item[];
  readonly text: string;
  readonly placeholder: string;
  readonly disabled: boolean;
  readonly keys: SendKeys;
  readonly onText: (text: string) => void;
  readonly onSend: (delivery: Delivery) => void;
  readonly onEscape: () => boolean;
  readonly onBlur: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onBigPaste: (text: string) => void;
}

export const ComposerField = (props: ComposerFieldProps) => {
  const { field, items, text, placeholder, disabled, keys, onText, onSend, onEscape, onBlur, onFiles, onBigPaste } = props;
  const listId = useId();
  const touch = useMedia('(pointer: coarse)');
  const [walk, setWalk] = useState<HistoryWalk>(notWalking);
  const { project, thread } = props;
  const { open, choices, active, look, choose, close, onKey } = useCompletionField(field, { project, thread, agent: null }, text, onText);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const mod = event.ctrlKey || event.metaKey;
    if (!mod && onKey(event)) return event.preventDefault();
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      // On a touch keyboard Enter begins a new line; the button sends.
      if (touch && !mod) return;
      event.preventDefault();
      return onSend(mod ? keys.modEnter : keys.enter);
    }
    if (event.key === 'Escape' && onEscape()) return event.preventDefault();
    if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && !mod && !event.shiftKey && !event.altKey) {
      const next = walkHistory(sentTexts(items), walk, event.key === 'ArrowUp' ? 'up' : 'down', text);
      if (next === null) return;
      event.preventDefault();
      setWalk(next);
      onText(next.text);
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    const pasted = event.clipboardData.getData('text/plain');
    if (files.length > 0 && pasted === '') {
      event.preventDefault();
      onFiles(files);
    } else if (foldsPaste(pasted)) {
      event.preventDefault();
      onBigPaste(pasted);
    }
  };
  return (
    <>
      {open !== null && <CompletionList id={listId} kind={open.kind} choices={choices} active={active} onChoose={choose} />}
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={text}
        disabled={disabled}
        aria-label="Message to the agent"
        placeholder={placeholder}
        aria-autocomplete="list"
        aria-controls={open === null ? undefined : listId}
        aria-activedescendant={open === null ? undefined : `${listId}-${active}`}
        onChange={(event) => {
          onText(event.currentTarget.value);
          look(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onSelect={(event) => look(event.currentTarget.value, event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => {
          close();
          onBlur();
        }}
        className="field-sizing-content max-h-[40vh] min-h-11 w-full resize-none bg-transparent px-3 pt-2.5 pb-1 leading-[1.5] outline-none placeholder:text-faint coarse:text-[1rem]"
      />
    </>
  );
};
