/** Keys that the keyboard of a phone does not have. */
import { ClipboardPaste, Keyboard } from 'lucide-react';
import { IconButton } from '#renderer/ui/button.tsx';
import { rowKeys } from './terminal-keys.ts';

interface KeyRowProps {
  readonly onKey: (text: string) => void;
  readonly onKeyboard: () => void;
  readonly onPaste: () => void;
}

export const KeyRow = ({ onKey, onKeyboard, onPaste }: KeyRowProps) => (
  <div role="toolbar" aria-label="Keys for the terminal" className="flex gap-1 overflow-x-auto border-t border-line bg-raised px-2 py-1.5">
    <IconButton label="Keyboard" icon={<Keyboard size={15} aria-hidden />} onClick={onKeyboard} />
    {rowKeys.map(({ label, name, text }) => (
      <button
        key={name}
        type="button"
        aria-label={name}
        className="min-h-10 min-w-10 shrink-0 rounded-sm border border-line-strong px-2 font-mono text-sm hover:bg-hover"
        // The keyboard of the phone stays as it is.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => onKey(text)}
      >
        {label}
      </button>
    ))}
    <IconButton label="Paste" icon={<ClipboardPaste size={15} aria-hidden />} onClick={onPaste} />
  </div>
);
