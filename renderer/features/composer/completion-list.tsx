/** The choices at the cursor, above the field; the field keeps the focus. */
import { BookOpenText, FileCode, MessagesSquare, SquareSlash } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { cx } from '#renderer/ui/class-names.ts';
import type { CompletionKind } from './completion.ts';
import type { Choice } from './use-completions.ts';

const icons = { file: FileCode, thread: MessagesSquare, skill: BookOpenText, command: SquareSlash } as const;
const labels: Readonly<Record<CompletionKind, string>> = { file: 'Files', thread: 'Threads', skill: 'Skills', command: 'Commands' };

interface CompletionListProps {
  readonly id: string;
  readonly kind: CompletionKind;
  readonly choices: readonly Choice[];
  readonly active: number;
  readonly onChoose: (choice: Choice) => void;
}

export const CompletionList = ({ id, kind, choices, active, onChoose }: CompletionListProps) => {
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
      className="absolute inset-x-0 bottom-full z-20 mb-1 max-h-64 overflow-y-auto rounded-md border border-line-strong bg-raised py-1 shadow-pop"
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
          <span dir="auto" className="min-w-0 flex-1 truncate text-sm text-faint">
            {choice.hint}
          </span>
        </div>
      ))}
    </div>
  );
};
