/** Completion in a field of text: what stands at the cursor, what can take its place, and the keys that choose it. */
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { complete, completionAt, type Completion } from './completion.ts';
import { useCompletions, type Choice, type Writing } from './use-completions.ts';

export interface CompletionField {
  /** Null while nothing is offered. */
  readonly open: Completion | null;
  readonly choices: readonly Choice[];
  readonly active: number;
  readonly look: (value: string, at: number) => void;
  readonly choose: (choice: Choice) => void;
  readonly close: () => void;
  /** False when the key means something else. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

export const useCompletionField = (
  field: RefObject<HTMLTextAreaElement | null>,
  writing: Writing,
  text: string,
  onText: (text: string) => void,
): CompletionField => {
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [chosen, setActive] = useState(0);
  const cursor = useRef<number | null>(null);
  const choices = useCompletions(completion, writing);
  useLayoutEffect(() => {
    if (cursor.current === null || field.current === null) return;
    field.current.setSelectionRange(cursor.current, cursor.current);
    cursor.current = null;
  }, [text, field]);
  const open = completion !== null && choices.length > 0 ? completion : null;
  const active = Math.min(chosen, Math.max(0, choices.length - 1));
  const close = (): void => setCompletion(null);
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
  const onKey = (event: KeyboardEvent): boolean => {
    const choice = choices[active];
    if (open === null || choice === undefined) return false;
    if (event.key === 'ArrowDown') setActive((active + 1) % choices.length);
    else if (event.key === 'ArrowUp') setActive((active + choices.length - 1) % choices.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(choice);
    else if (event.key === 'Escape') close();
    else return false;
    return true;
  };
  return { open, choices, active, look, choose, close, onKey };
};
