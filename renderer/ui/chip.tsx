/** Small facts: tags, counts, the chosen agent. A chip that can be clicked is a button (`ChipButton`). */
import type { ComponentProps, ReactNode } from 'react';
import { ChevronDown, X } from 'lucide-react';
import { cx } from './class-names.ts';

export type Tone = 'needs' | 'run' | 'review' | 'fail' | 'idle';

const tones: Readonly<Record<Tone, string>> = {
  needs: 'bg-needs-bg text-needs',
  run: 'bg-run-bg text-run',
  review: 'bg-review-bg text-review',
  fail: 'bg-fail-bg text-fail',
  idle: 'bg-idle-bg text-muted',
};

interface ChipProps {
  readonly tone?: Tone;
  readonly children: ReactNode;
  readonly title?: string;
  /** Shows a cross that takes the chip away; the text names what goes. */
  readonly onRemove?: () => void;
  readonly removeLabel?: string;
  readonly className?: string;
}

export const Chip = ({ tone = 'idle', children, title, onRemove, removeLabel, className }: ChipProps) => (
  <span
    title={title}
    className={cx(
      'inline-flex max-w-full min-w-0 items-center gap-1 rounded-sm px-1.75 py-0.5 text-sm font-medium',
      tones[tone],
      className,
    )}
  >
    <span dir="auto" className="truncate">
      {children}
    </span>
    {onRemove !== undefined && (
      <button
        type="button"
        aria-label={removeLabel ?? 'Remove'}
        onClick={onRemove}
        className="-me-1 grid size-6 place-items-center rounded-sm hover:bg-hover"
      >
        <X size={12} aria-hidden />
      </button>
    )}
  </span>
);

interface ChipButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  /** Shows a caret: it opens a list. */
  readonly opens?: boolean;
}

/** A chip that opens a choice or takes one; as trigger of a menu or popover it gets its props through `render`. */
export const ChipButton = ({ icon, children, opens = true, className, type = 'button', ...rest }: ChipButtonProps) => (
  <button
    type={type}
    className={cx(
      'inline-flex min-h-6.5 max-w-full min-w-0 items-center gap-1.5 rounded-sm bg-active px-2 text-sm text-muted transition-colors hover:text-fg aria-pressed:text-fg data-popup-open:text-fg coarse:min-h-10 coarse:px-3',
      className,
    )}
    {...rest}
  >
    {icon}
    <span dir="auto" className="truncate">
      {children}
    </span>
    {opens && <ChevronDown size={12} aria-hidden className="shrink-0 opacity-70" />}
  </button>
);

/** A rounded label with a signal dot, such as “3 need you”. */
export const Pill = ({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) => (
  <span className={cx('inline-flex items-center gap-1.5 rounded-full px-2.25 py-1 text-sm font-medium whitespace-nowrap', tones[tone])}>
    {children}
  </span>
);
