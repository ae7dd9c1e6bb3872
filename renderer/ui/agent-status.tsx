/** How it stands with an installed program: a word with its dot, and the one line that fixes what is wrong. */
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import type { Tone } from './chip.tsx';
import { Signal } from './signal.tsx';

export interface ShownStatus {
  readonly tone: Tone;
  readonly word: string;
  readonly message: string | null;
  readonly fix: string | null;
}

/** A fix that is a command can be copied; one that is a sentence is only read. */
const looksLikeCommand = (fix: string): boolean => /^[a-z][\w./@-]*( |$)/.test(fix) && !/[.]$/.test(fix);

export const StatusLine = ({ status, trail }: { readonly status: ShownStatus; readonly trail?: ReactNode }) => (
  <div className="grid gap-1.5">
    <p className="flex flex-wrap items-center gap-2">
      <Signal tone={status.tone} word={status.word} />
      {status.message !== null && <span className="min-w-0 wrap-anywhere text-muted">{status.message}</span>}
      {trail}
    </p>
    {status.fix !== null && (
      <div className="flex items-center gap-1 rounded-sm bg-sunken py-0.5 ps-2.5 pe-1">
        <code className="min-w-0 flex-1 py-1 text-sm wrap-anywhere">{status.fix}</code>
        {looksLikeCommand(status.fix) && (
          <IconButton
            label="Copy"
            icon={<Copy size={13} aria-hidden />}
            onClick={() => void navigator.clipboard.writeText(status.fix ?? '')}
          />
        )}
      </div>
    )}
  </div>
);
