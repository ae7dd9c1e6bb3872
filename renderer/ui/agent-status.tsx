/** How it stands with an installed program: a word with its dot, and the one line that fixes what is wrong. */
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton, buttonClass } from './button.tsx';
import { cx } from './class-names.ts';
import type { Tone } from './chip.tsx';
import { Signal } from './signal.tsx';

export interface ShownStatus {
  readonly tone: Tone;
  readonly word: string;
  readonly message: string | null;
  readonly fix: string | null;
}

/** A fix that is a command can be copied; one that is a sentence is only read. */
export const looksLikeCommand = (fix: string): boolean =>
  /^(?:[A-Z_]+=(?:'[^']*'|\S+) )*[a-z~/'][\w./@'-]*( |$)/.test(fix) && !/[.]$/.test(fix);

const Fix = ({ text }: { readonly text: string }) => {
  if (!looksLikeCommand(text)) return <p className="text-sm wrap-anywhere text-muted">{text}</p>;
  return (
    <div className="flex items-center gap-1 rounded-sm bg-sunken py-0.5 ps-2.5 pe-1">
      <code className="min-w-0 flex-1 py-1 text-sm wrap-anywhere">{text}</code>
      <IconButton label="Copy" icon={<Copy size={13} aria-hidden />} onClick={() => void navigator.clipboard.writeText(text)} />
    </div>
  );
};

interface StatusLineProps {
  readonly status: ShownStatus;
  /** Where what is missing can be given. */
  readonly link?: { readonly href: string; readonly label: string } | null;
  readonly trail?: ReactNode;
}

export const StatusLine = ({ status, link = null, trail }: StatusLineProps) => (
  <div className="grid gap-1.5">
    <p className="flex flex-wrap items-center gap-2">
      <Signal tone={status.tone} word={status.word} />
      {status.message !== null && <span className="min-w-0 wrap-anywhere text-muted">{status.message}</span>}
      {trail}
    </p>
    {status.fix !== null && <Fix text={status.fix} />}
    {link !== null && (
      <a href={link.href} className={cx(buttonClass(), 'w-fit')}>
        {link.label}
      </a>
    )}
  </div>
);
