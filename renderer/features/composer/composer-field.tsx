/** The field itself: grows with its text, completes at the cursor, walks through what was sent, takes pasted and dropped files. */
import { useId, useLayoutEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type RefObject } from 'react';
import type { Item } from '#contract/items.ts';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import { useMedia } from '#renderer/ui/use-media.ts';
import { complete, completionAt, type Completion } from './completion.ts';
import { CompletionList } from './completion-list.tsx';
import { notWalking, sentTexts, walkHistory, type HistoryWalk } from './message-history.ts';
import { foldsPaste } from './paste.ts';
import type { Delivery, SendKeys } from './sending.ts';
import { useCompletions, type Choice } from './use-completions.ts';

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

/** The completion at the cursor and how it is chosen. */
const useCompletionState = (props: Pick<ComposerFieldProps, 'project' | 'thread' | 'field' | 'text' | 'onText'>) => {
  const { project, thread, field, text, onText } = props;
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [active, setActive] = useState(0);
  const cursor = useRef<number | null>(null);
  const choices = useCompletions(completion, project, thread);
  useLayoutEffect(() => {
    if (cursor.current === null || field.current === null) return;
    field.current.setSelectionRange(cursor.current, cursor.current);
    cursor.current = null;
  }, [text, field]);
  const look = (value: string, at: number): void => {
    const next = completionAt(value, at);
    if (next?.kind !== completion?.kind || next?.query !== completion?.query) setActive(0);
    setCompletion(next);
  };
  const choose = (choice: Choice): void => {
    if (completion === null) return;
    setCompletion(null);
    if (choice.kind === 'run') {
      onText('');
      void choice.command.run();
      return;
    }
    const edited = complete(text, completion, choice.text);
    cursor.current = edited.cursor;
    onText(edited.text);
  };
  return {
    completion,
    choices,
    active: Math.min(active, Math.max(0, choices.length - 1)),
    setActive,
    look,
    choose,
    close: () => setCompletion(null),
  };
};

export const ComposerField = (props: ComposerFieldProps) => {
  const { field, items, text, placeholder, disabled, keys, onText, onSend, onEscape, onBlur, onFiles, onBigPaste } = props;
  const listId = useId();
  const touch = useMedia('(pointer: coarse)');
  const [walk, setWalk] = useState<HistoryWalk>(notWalking);
  const { completion, choices, active, setActive, look, choose, close } = useCompletionState(props);
  const open = completion !== null && choices.length > 0;

  /** Keys while choices are shown; false when the key means something else. */
  const onChoiceKey = (event: KeyboardEvent): boolean => {
    const choice = choices[active];
    if (!open || choice === undefined) return false;
    if (event.key === 'ArrowDown') setActive((active + 1) % choices.length);
    else if (event.key === 'ArrowUp') setActive((active + choices.length - 1) % choices.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(choice);
    else if (event.key === 'Escape') close();
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const mod = event.ctrlKey || event.metaKey;
    if (!mod && onChoiceKey(event)) return event.preventDefault();
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
      {open && <CompletionList id={listId} kind={completion.kind} choices={choices} active={active} onChoose={choose} />}
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={text}
        disabled={disabled}
        aria-label="Message to the agent"
        placeholder={placeholder}
        aria-autocomplete="list"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open ? `${listId}-${active}` : undefined}
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
