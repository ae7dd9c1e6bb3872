/** The field for finding text in a terminal. */
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '#renderer/ui/button.tsx';
import { inputClass } from '#renderer/ui/field.tsx';

interface FindBarProps {
  /** False when there is no such text. */
  readonly find: (text: string, direction: 'next' | 'previous') => boolean;
  readonly onClose: () => void;
}

export const FindBar = ({ find, onClose }: FindBarProps) => {
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const look = (wanted: string, direction: 'next' | 'previous'): void => setMissing(wanted !== '' && !find(wanted, direction));
  return (
    <div className="absolute end-4 top-8 z-10 flex items-center gap-1 rounded-md border border-line-strong bg-raised p-1 shadow-pop">
      <input
        type="search"
        aria-label="Find in this terminal"
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={text}
        aria-invalid={missing || undefined}
        className={`${inputClass} w-48`}
        onChange={(event) => {
          setText(event.target.value);
          look(event.target.value, 'previous');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') look(text, event.shiftKey ? 'next' : 'previous');
          if (event.key === 'Escape') onClose();
          if (event.key === 'Enter' || event.key === 'Escape') event.preventDefault();
        }}
      />
      <span role="status" className="sr-only">
        {missing ? 'Not found' : ''}
      </span>
      <IconButton label="Find above" icon={<ArrowUp size={13} aria-hidden />} onClick={() => look(text, 'previous')} />
      <IconButton label="Find below" icon={<ArrowDown size={13} aria-hidden />} onClick={() => look(text, 'next')} />
      <IconButton label="Close the search" icon={<X size={13} aria-hidden />} onClick={onClose} />
    </div>
  );
};
