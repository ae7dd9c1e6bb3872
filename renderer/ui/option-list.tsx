/** A list to choose from with a search field on top; arrows move, Enter takes. Goes into a popover. */
import { Check } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from './class-names.ts';

export interface Option {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: ReactNode;
  readonly group?: string;
  readonly disabled?: boolean;
}

interface OptionListProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: readonly string[];
  readonly onChoose: (id: string) => void;
  /** Absent: no search field. */
  readonly query?: string;
  readonly onQuery?: (query: string) => void;
  readonly placeholder?: string;
  readonly empty: ReactNode;
}

const Row = ({
  option,
  id,
  active,
  chosen,
  onChoose,
  onHover,
}: {
  readonly option: Option;
  readonly id: string;
  readonly active: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onHover: () => void;
}) => (
  <div
    id={id}
    role="option"
    aria-selected={chosen}
    aria-disabled={option.disabled === true}
    onClick={() => option.disabled !== true && onChoose()}
    onPointerMove={onHover}
    className={cx('flex min-h-7.5 items-center gap-2 rounded-sm px-2 py-1 aria-disabled:opacity-60 coarse:min-h-11', active && 'bg-hover')}
  >
    {option.icon}
    <span className="min-w-0 flex-1">
      <span dir="auto" className="block truncate">
        {option.label}
      </span>
      {option.hint !== undefined && (
        <span dir="auto" className="block truncate text-sm text-faint">
          {option.hint}
        </span>
      )}
    </span>
    {chosen && <Check size={14} aria-hidden className="shrink-0 text-accent-text" />}
  </div>
);

export const OptionList = ({ label, options, chosen, onChoose, query, onQuery, placeholder, empty }: OptionListProps) => {
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const at = Math.min(active, Math.max(0, options.length - 1));
  useEffect(() => setActive(0), [query]);
  useEffect(() => {
    // In braces: newer browsers give a promise here, which React would take for a clean-up.
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive(Math.min(at + 1, options.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && options[at] !== undefined && options[at].disabled !== true) onChoose(options[at].id);
    else return;
    event.preventDefault();
  };
  const owner = {
    role: 'combobox',
    'aria-expanded': true,
    'aria-controls': base,
    'aria-activedescendant': options.length > 0 ? `${base}-${at}` : undefined,
    'aria-label': label,
    onKeyDown,
  } as const;
  return (
    <>
      {onQuery === undefined ? null : (
        <input
          dir="auto"
          {...owner}
          placeholder={placeholder}
          value={query}
          onChange={(event) => onQuery(event.currentTarget.value)}
          className="ring-inset-focus border-b border-line bg-transparent px-3 py-2 outline-offset-0 coarse:text-[1rem]"
        />
      )}
      <div
        ref={list}
        id={base}
        role="listbox"
        aria-label={label}
        tabIndex={onQuery === undefined ? 0 : -1}
        {...(onQuery === undefined ? { onKeyDown, 'aria-activedescendant': `${base}-${at}` } : {})}
        className="ring-inset-focus min-h-0 flex-1 overflow-y-auto p-1"
      >
        {options.map((option, index) => (
          <div key={option.id} role="presentation" data-at={index}>
            {option.group !== undefined && option.group !== options[index - 1]?.group && (
              <div role="presentation" className="px-2 pt-1.5 pb-0.5 text-xs font-semibold text-faint">
                {option.group}
              </div>
            )}
            <Row
              option={option}
              id={`${base}-${index}`}
              active={index === at}
              chosen={chosen.includes(option.id)}
              onChoose={() => onChoose(option.id)}
              onHover={() => setActive(index)}
            />
          </div>
        ))}
      </div>
      {options.length === 0 && <div className="px-3 py-3 text-muted">{empty}</div>}
    </>
  );
};
