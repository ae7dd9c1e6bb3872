/** A field on the card: a message to its thread without opening it. Enter sends; what is written stays when sending fails. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { isActive } from '#contract/column.ts';
import type { Thread } from '#contract/threads.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { sendMessage } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { inputClass } from '#renderer/ui/field.tsx';
import { focusCard, useSelection } from './board-selection.ts';

/** Texts begun and not sent: the field may close and a virtualised card may go while they wait. */
const begun = new Map<ThreadId, string>();

const useReply = (thread: Thread) => {
  const [text, setText] = useState(() => begun.get(thread.id) ?? '');
  const delivery = useSettings((settings) => settings.enterWhileRunning);
  const close = (): void => {
    useSelection.setState({ replying: null });
    focusCard(thread.id);
  };
  const write = (next: string): void => {
    begun.set(thread.id, next);
    setText(next);
  };
  const send = async (other: boolean): Promise<void> => {
    if (text.trim() === '') return;
    const how = other ? (delivery === 'queue' ? 'steer' : 'queue') : delivery;
    if (!(await sendMessage({ thread: thread.id, text, delivery: how }))) return;
    begun.delete(thread.id);
    close();
  };
  return { text, write, send, close, delivery };
};

export const ReplyField = ({ thread }: { readonly thread: Thread }) => {
  const { text, write, send, close, delivery } = useReply(thread);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const active = isActive(thread.state);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) void send(event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="grid gap-1.5">
      <textarea
        ref={field}
        dir="auto"
        rows={2}
        aria-label={`Reply to ${thread.title}`}
        placeholder={active ? `Enter ${delivery === 'queue' ? 'queues it' : 'steers now'}` : 'Reply…'}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        className={`${inputClass} field-sizing-content max-h-40 resize-none py-1.5`}
      />
      <div className="flex justify-end gap-1.5">
        <Button look="quiet" onClick={close}>
          Cancel
        </Button>
        <Button look="go" disabled={text.trim() === ''} onClick={() => void send(false)}>
          Send
        </Button>
      </div>
    </div>
  );
};
