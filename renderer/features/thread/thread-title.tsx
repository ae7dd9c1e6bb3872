/** The title of a thread, renamed in place: click or F2, Enter keeps, Escape takes back. */
import { useState } from 'react';

interface ThreadTitleProps {
  readonly title: string;
  readonly editing: boolean;
  readonly onEditing: (editing: boolean) => void;
  readonly onRename: (title: string) => void;
}

export const ThreadTitle = ({ title, editing, onEditing, onRename }: ThreadTitleProps) => {
  const [text, setText] = useState(title);
  const keep = () => {
    onEditing(false);
    const next = text.trim();
    if (next !== '' && next !== title) onRename(next.slice(0, 200));
  };
  if (!editing)
    return (
      <h1 className="-mx-1 max-w-full min-w-0">
        <button
          type="button"
          title={`${title} — click to rename`}
          onClick={() => {
            setText(title);
            onEditing(true);
          }}
          className="block min-h-6 max-w-full truncate rounded-sm px-1 text-start text-lg leading-snug font-semibold hover:bg-hover max-tablet:line-clamp-2 max-tablet:whitespace-normal"
        >
          <bdi>{title}</bdi>
        </button>
      </h1>
    );
  return (
    <input
      autoFocus
      dir="auto"
      aria-label="Title of the thread"
      maxLength={200}
      value={text}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') {
          event.stopPropagation();
          onEditing(false);
        }
      }}
      className="-mx-1 w-full min-w-0 rounded-sm border border-line-input bg-bg px-1 text-lg font-semibold"
    />
  );
};
