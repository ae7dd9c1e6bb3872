/** What a thread is telling: a dot, and the word that goes with it. The dot alone is decoration. */
import { cx } from './class-names.ts';
import type { Tone } from './chip.tsx';

const dots: Readonly<Record<Tone, string>> = {
  needs: 'bg-needs text-needs',
  run: 'bg-run text-run',
  review: 'bg-review text-review',
  fail: 'bg-fail text-fail',
  idle: 'bg-idle text-idle',
};
const words: Readonly<Record<Tone, string>> = {
  needs: 'text-needs',
  run: 'text-run',
  review: 'text-review',
  fail: 'text-fail',
  idle: 'text-muted',
};

/** `moving` lets it breathe: only for what runs this moment. */
export const SignalDot = ({ tone, moving = false, label }: { readonly tone: Tone; readonly moving?: boolean; readonly label?: string }) => (
  <span
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    className={cx('inline-block size-1.75 shrink-0 rounded-full', dots[tone], moving && 'breathe')}
  />
);

export const Signal = ({ tone, word, moving = false }: { readonly tone: Tone; readonly word: string; readonly moving?: boolean }) => (
  <span className={cx('inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap', words[tone])}>
    <SignalDot tone={tone} moving={moving} />
    {word}
  </span>
);
