/** The field of a new task: completes files, threads, skills and the agent's commands as the composer does. */
import { useId, type ClipboardEvent, type KeyboardEvent, type RefObject } from 'react';
import { PROMPT_MAX_CHARS } from '#contract/threads.ts';
import type { Writing } from '#renderer/state/use-completions.ts';
import { useCompletionField } from '#renderer/state/use-completion-field.ts';
import { CompletionList } from '#renderer/ui/completion-list.tsx';

interface TaskFieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly writing: Writing;
  readonly text: string;
  readonly placeholder: string;
  readonly onText: (text: string) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export const TaskField = ({ field, writing, text, placeholder, onText, onPaste, onKeyDown }: TaskFieldProps) => {
  const listId = useId();
  const { open, choices, active, look, choose, close, onKey } = useCompletionField(field, writing, text, onText);
  return (
    <div>
      <textarea
        ref={field}
        dir="auto"
        rows={3}
        maxLength={PROMPT_MAX_CHARS}
        aria-label="What should be done?"
        placeholder={placeholder}
        value={text}
        aria-autocomplete="list"
        aria-controls={open === null ? undefined : listId}
        aria-activedescendant={open === null ? undefined : `${listId}-${active}`}
        onChange={(event) => {
          onText(event.currentTarget.value);
          look(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onSelect={(event) => look(event.currentTarget.value, event.currentTarget.selectionStart)}
        onPaste={onPaste}
        onBlur={close}
        onKeyDown={(event) => {
          const plain = !event.nativeEvent.isComposing && !event.ctrlKey && !event.metaKey;
          if (!plain || !onKey(event)) return onKeyDown(event);
          event.preventDefault();
          // Escape closes the list first, the dialog with the next press.
          event.stopPropagation();
        }}
        className="field-sizing-content max-h-[45vh] min-h-22 w-full resize-none bg-transparent px-4 pt-3.5 pb-2 text-lg leading-normal outline-none coarse:text-[1rem]"
      />
      {open !== null && (
        <div className="px-3 pb-2">
          <CompletionList id={listId} kind={open.kind} choices={choices} active={active} onChoose={choose} place="under" />
        </div>
      )}
    </div>
  );
};
