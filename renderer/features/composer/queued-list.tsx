/** What waits for the end of the turn: edit, put in order, send now, take back. */
import { ArrowDown, ArrowUp, GripVertical, Paperclip, Pencil, Send, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import type { QueuedId } from '#contract/ids.ts';
import type { QueuedMessage } from '#contract/threads.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { inputClass } from '#renderer/ui/field.tsx';

export interface QueueActions {
  readonly edit: (id: QueuedId, text: string) => void;
  readonly move: (id: QueuedId, to: number) => void;
  readonly withdraw: (id: QueuedId) => void;
  readonly sendNow: (id: QueuedId) => void;
}

interface EditorProps {
  readonly message: QueuedMessage;
  readonly onSave: (text: string) => void;
  readonly onCancel: () => void;
}

const Editor = ({ message, onSave, onCancel }: EditorProps) => {
  const [text, setText] = useState(message.text);
  const save = () => (text.trim() === '' ? onCancel() : onSave(text));
  return (
    <div className="grid flex-1 gap-1.5">
      <textarea
        autoFocus
        dir="auto"
        aria-label="Queued message"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') {
            event.stopPropagation();
            onCancel();
          }
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            save();
          }
        }}
        className={cx(inputClass, 'field-sizing-content max-h-40 resize-none')}
      />
      <div className="flex gap-1.5">
        <Button look="primary" onClick={save}>
          Save
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
};

interface RowProps {
  readonly message: QueuedMessage;
  readonly index: number;
  readonly count: number;
  readonly disabled: boolean;
  readonly actions: QueueActions;
  readonly dragged: QueuedId | null;
  readonly onDrag: (id: QueuedId | null) => void;
}

const Row = ({ message, index, count, disabled, actions, dragged, onDrag }: RowProps) => {
  const [editing, setEditing] = useState(false);
  const [over, setOver] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || editing || disabled) return;
    const to = event.key === 'ArrowUp' ? index - 1 : event.key === 'ArrowDown' ? index + 1 : -1;
    if (to < 0 || to >= count) return;
    event.preventDefault();
    actions.move(message.id, to);
  };
  return (
    <li
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (dragged === null || dragged === message.id) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (dragged !== null) actions.move(dragged, index);
        onDrag(null);
      }}
      className={cx(
        'group/queued flex items-center gap-1.5 rounded-sm border px-1 py-0.5 text-sm',
        over ? 'border-accent' : 'border-transparent',
        dragged === message.id && 'opacity-50',
      )}
    >
      {editing ? (
        <Editor
          message={message}
          onCancel={() => setEditing(false)}
          onSave={(text) => {
            setEditing(false);
            if (text !== message.text) actions.edit(message.id, text);
          }}
        />
      ) : (
        <>
          {count > 1 && (
            <span
              draggable={!disabled}
              onDragStart={() => onDrag(message.id)}
              onDragEnd={() => onDrag(null)}
              className="cursor-grab text-faint coarse:hidden"
              title="Drag to reorder (Alt+↑ and Alt+↓ with the keyboard)"
            >
              <GripVertical size={13} aria-hidden />
            </span>
          )}
          <span className="shrink-0 rounded-sm bg-active px-1.5 py-0.5 text-xs text-muted">queued</span>
          <span dir="auto" title={message.text} className="min-w-0 flex-1 truncate text-muted">
            {message.text}
          </span>
          {message.attachments.length > 0 && (
            <Paperclip size={12} aria-label={`${message.attachments.length} attachments`} className="shrink-0 text-faint" />
          )}
          {index > 0 && (
            <IconButton
              label="Move up"
              disabled={disabled}
              icon={<ArrowUp size={13} aria-hidden />}
              onClick={() => actions.move(message.id, index - 1)}
            />
          )}
          {index < count - 1 && (
            <IconButton
              label="Move down"
              disabled={disabled}
              icon={<ArrowDown size={13} aria-hidden />}
              onClick={() => actions.move(message.id, index + 1)}
            />
          )}
          <IconButton label="Edit" disabled={disabled} icon={<Pencil size={13} aria-hidden />} onClick={() => setEditing(true)} />
          <IconButton
            label="Send now"
            disabled={disabled}
            icon={<Send size={13} aria-hidden />}
            onClick={() => actions.sendNow(message.id)}
          />
          <IconButton
            label="Take back"
            disabled={disabled}
            icon={<X size={13} aria-hidden />}
            onClick={() => actions.withdraw(message.id)}
          />
        </>
      )}
    </li>
  );
};

interface QueuedListProps {
  readonly queue: readonly QueuedMessage[];
  readonly disabled: boolean;
  readonly actions: QueueActions;
}

export const QueuedList = ({ queue, disabled, actions }: QueuedListProps) => {
  const [dragged, setDragged] = useState<QueuedId | null>(null);
  if (queue.length === 0) return null;
  return (
    <ul aria-label="Queued messages" className="grid max-h-48 overflow-y-auto pb-1">
      {queue.map((message, index) => (
        <Row
          key={message.id}
          message={message}
          index={index}
          count={queue.length}
          disabled={disabled}
          actions={actions}
          dragged={dragged}
          onDrag={setDragged}
        />
      ))}
    </ul>
  );
};
