/** The choices at the cursor, beside the field; the field keeps the focus. */
import { BookOpenText, FileCode, MessagesSquare, SquareSlash } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { cx } from './class-names.ts';

const icons = { file: FileCode, thread: MessagesSquare, skill: BookOpenText, command: SquareSlash } as const;
const labels = { file: 'Files', thread: 'Threads', skill: 'Skills', command: 'Commands' } as const;

interface Offered {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly argument?: string;
  readonly mark?: string;
}

interface CompletionListProps<T extends Offered> {
  readonly id: string;
  readonly kind: keyof typeof icons;
  readonly choices: readonly T[];
  readonly active: number;
  readonly onChoose: (choice: T) => void;
  /** `under`: in the flow, where what stands around it would cut it off. */
  readonly place?: 'above' | 'under';
}

export const CompletionList = <T extends Offered>({ id, kind, choices, active, onChoose, place = 'above' }: CompletionListProps<T>) => {
  const list = useRef<HTMLDivElement>(null);
  const Icon = icons[kind];
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={labels[kind]}
      className={cx(
        place === 'above' && 'absolute inset-x-0 bottom-full z-20 mb-1 shadow-pop',
        'max-h-64 overflow-y-auto rounded-md border border-line-strong bg-raised py-1',
      )}
    >
      {choices.map((choice, index) => (
        <div
          key={choice.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          // The field keeps the focus, and its cursor.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice)}
          className={cx('mx-1 flex min-h-7 items-center gap-2 rounded-sm px-2 py-1 coarse:min-h-11', index === active && 'bg-hover')}
        >
          <Icon size={13} aria-hidden className="shrink-0 text-faint" />
          <span dir="auto" className="shrink-0 truncate">
            {choice.label}
          </span>
          {choice.argument !== undefined && <span className="shrink-0 truncate font-mono text-sm text-faint">{choice.argument}</span>}
          <span dir="auto" className="min-w-0 flex-1 truncate text-sm text-faint">
            {choice.hint}
          </span>
          {choice.mark !== undefined && <span className="shrink-0 text-xs text-faint">{choice.mark}</span>}
        </div>
      ))}
    </div>
  );
};
