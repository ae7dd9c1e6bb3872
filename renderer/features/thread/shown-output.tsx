/** What is kept of an output beside its item, and the way to the whole of it. */
import { Check, Copy, ScrollText } from 'lucide-react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { bytes } from '#renderer/ui/units.ts';
import { useConversationPlace, type OutputItem } from './conversation-place.ts';
import { readableOutput } from './terminal-text.ts';
import { useCopied } from './use-copied.ts';

/** Bytes are told apart from characters only past this: a short text is never cut. */
const isCut = (item: OutputItem): boolean =>
  item.outputBytes > item.output.length * 4 || item.output.includes('\n… cut here; open the whole output to read on …\n');

export const ShownOutput = memo(({ item, label }: { readonly item: OutputItem; readonly label: string }) => {
  const { openOutput } = useConversationPlace();
  const { copied, copy } = useCopied();
  const text = useMemo(() => readableOutput(item.output).trimEnd(), [item.output]);
  const box = useRef<HTMLPreElement>(null);
  const live = item.status === 'live';
  useEffect(() => {
    // A running command is read at its end.
    const element = box.current;
    if (live && element !== null) element.scrollTop = element.scrollHeight;
  }, [text, live]);
  if (text === '' && !isCut(item)) return <p className="text-sm text-faint">{live ? 'No output yet.' : 'No output.'}</p>;
  return (
    <div dir="ltr" className="relative overflow-hidden rounded-md border border-line bg-sunken">
      <pre
        ref={box}
        tabIndex={0}
        aria-label={label}
        className="ring-inset-focus max-h-72 overflow-auto px-3 py-2 pe-10 text-sm leading-[1.55] whitespace-pre-wrap wrap-anywhere text-muted"
      >
        {text}
      </pre>
      <div className="absolute end-1 top-1 rounded-sm bg-sunken">
        <IconButton
          label={copied ? 'Copied' : 'Copy output'}
          icon={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
          onClick={() => copy(text)}
        />
      </div>
      {isCut(item) && (
        <div className="flex items-center gap-2 border-t border-line px-2 py-1 text-sm text-muted">
          <Button look="quiet" onClick={() => openOutput(item)}>
            <ScrollText size={13} aria-hidden /> Open whole output
          </Button>
          {bytes(item.outputBytes)}
        </div>
      )}
    </div>
  );
});
