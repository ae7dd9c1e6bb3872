/** A field for the words of a comment: markdown, kept as they are typed. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { isMac } from '#renderer/state/platform.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { inputClass } from '#renderer/ui/field.tsx';

interface CommentFieldProps {
  readonly label: string;
  readonly start: string;
  readonly submit: string;
  /** Tells whether it was taken; then the field is left to whoever opened it. */
  readonly onSubmit: (text: string) => Promise<boolean>;
  readonly onCancel: () => void;
  readonly onText?: (text: string) => void;
}

export const CommentField = ({ label, start, submit, onSubmit, onCancel, onText }: CommentFieldProps) => {
  const [text, setText] = useState(start);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const send = async (): Promise<void> => {
    if (text.trim() === '' || busy) return;
    setBusy(true);
    await onSubmit(text.trim());
    setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const escape = event.key === 'Escape' && text === start;
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void send();
    else if (escape) onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="grid gap-2">
      <textarea
        ref={field}
        dir="auto"
        rows={2}
        value={text}
        aria-label={label}
        placeholder="What should change? Markdown is understood."
        onChange={(event) => {
          setText(event.currentTarget.value);
          onText?.(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        className={cx(inputClass, 'field-sizing-content max-h-80 min-h-14 resize-none')}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" disabled={text.trim() === '' || busy} onClick={() => void send()}>
          {submit}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <span className="ms-auto text-xs text-faint coarse:hidden">{isMac ? '⌘' : 'Ctrl'}+Enter saves</span>
      </div>
    </div>
  );
};
